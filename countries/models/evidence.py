"""What is said of a country: statements, positions, milestones, institutions, numbers."""

from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from countries.models.place import Country
from countries.querysets import (
    IndicatorQuerySet,
    InstitutionQuerySet,
    MilestoneQuerySet,
    ObservationQuerySet,
    PositionQuerySet,
    StatementQuerySet,
)
from gtlead.records.addresses import standing
from gtlead.records.choices import LegalClass, LegalKind, State
from gtlead.records.constraints import dates_in_order, lower_slug
from gtlead.records.duplicates import alike
from gtlead.records.models import PartialDateField, Record
from gtlead.records.rules import (
    Fault,
    addresses,
    all_of,
    both_or_neither,
    fault,
    in_order,
    listed,
    needed,
    numbers_in_order,
    years_within_bounds,
)
from gtlead.sources.models import Excerpt, Fact
from themes.models import Question, Theme, Topic


def is_to_be_public(record: "Statement") -> bool:
    """Whether it says something, and is more than a draft."""
    return record.answer != record.Answer.NOT_KNOWN and record.state != State.DRAFT


class Statement(Excerpt, Fact):
    """A sentence or short passage about a country on a topic; the key one fills the comparison's cell."""

    class Answer(models.TextChoices):
        """Missing is a value: four ways of having nothing to say read differently."""

        KNOWN = "known", _("known")
        NONE = "none", _("none")
        NOT_APPLICABLE = "not-applicable", _("not applicable")
        NOT_DISCLOSED = "not-disclosed", _("not disclosed")
        NOT_KNOWN = "not-known", _("not known")

    class Evidence(models.TextChoices):
        """What kind of evidence carries it."""

        LAW = "law", _("law")
        OFFICIAL = "official", _("official document")
        STATISTIC = "statistic", _("statistic")
        PEER_REVIEWED = "peer-reviewed", _("peer-reviewed paper")
        COMPANY = "company", _("company")
        PRESS = "press", _("press")

    class Verdict(models.TextChoices):
        """What the facts say about the claim of the article the atlas grew out of."""

        BACKED = "backed", _("backed")
        QUALIFIED = "qualified", _("qualified")
        CONTRADICTED = "contradicted", _("contradicted")

    country = models.ForeignKey(Country, models.PROTECT, related_name="statements", verbose_name=_("country"))
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="statements", verbose_name=_("topic"))
    is_key = models.BooleanField(
        _("shown in the comparison"), default=False, help_text=_("One statement a country and topic.")
    )
    answer = models.CharField(_("answer"), max_length=16, choices=Answer, default=Answer.KNOWN)
    value = models.CharField(
        _("short answer"), max_length=160, blank=True, help_text=_("The comparison's words, at most a dozen.")
    )
    text = models.TextField(_("text"), help_text=_("One to three self-contained sentences."))
    as_of = PartialDateField(_("as of"), blank=True, help_text=_("The date the fact stands for."))
    valid_from = PartialDateField(_("valid from"), blank=True)
    valid_until = PartialDateField(_("valid until"), blank=True)
    evidence = models.CharField(_("evidence"), max_length=16, choices=Evidence, blank=True)
    legal_class = models.CharField(_("legal class"), max_length=30, choices=LegalClass, blank=True)
    legal_kind = models.CharField(_("kind of rule"), max_length=16, choices=LegalKind, blank=True)
    claim = models.CharField(_("claim of the article"), max_length=200, blank=True)
    verdict = models.CharField(_("what the facts say of it"), max_length=14, choices=Verdict, blank=True)
    note = models.TextField(_("note for readers"), blank=True, help_text=_("Such as a contradiction of sources."))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = StatementQuerySet.as_manager()
    placed_among = ("country", "topic")
    rules = all_of(
        in_order("valid_from", "valid_until"),
        needed("as_of", lambda s: s.answer != "not-known", _("Give the date the fact stands for"), "2025-11"),
        needed("evidence", is_to_be_public, _("Say what kind of evidence carries it"), "law"),
        needed(
            "value",
            lambda s: s.is_key and s.answer == "known",
            _("The comparison shows the short answer"),
            "3 centres",
        ),
        both_or_neither(claim="It leads", verdict="qualified"),
        both_or_neither(legal_class="permitted", legal_kind="law"),
    )

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["topic__theme__position", "topic__position", "country__position", "-is_key", "position", "pk"]
        constraints = [
            lower_slug("countries_statement"),
            *dates_in_order("countries_statement", [("valid_from", "valid_until")]),
            models.UniqueConstraint(
                fields=["country", "topic"],
                condition=models.Q(is_key=True, state="published"),
                name="countries_statement_one_key",
                violation_error_message=_("Another statement is already shown in the comparison for this topic."),
            ),
            models.CheckConstraint(
                condition=models.Q(answer="not-known") | ~models.Q(as_of=""),
                name="countries_statement_as_of",
                violation_error_message=_("Give the date the fact stands for."),
            ),
            models.CheckConstraint(
                condition=(models.Q(claim="") & models.Q(verdict="")) | (~models.Q(claim="") & ~models.Q(verdict="")),
                name="countries_statement_claim_verdict",
                violation_error_message=_("A claim and what the facts say of it go together."),
            ),
            models.CheckConstraint(
                condition=(models.Q(legal_class="") & models.Q(legal_kind=""))
                | (~models.Q(legal_class="") & ~models.Q(legal_kind="")),
                name="countries_statement_legal",
                violation_error_message=_("A legal class needs the kind of rule it comes from."),
            ),
            models.CheckConstraint(
                condition=models.Q(excerpt="") | ~models.Q(excerpt_lang=""),
                name="countries_statement_excerpt_lang",
                violation_error_message=_("Give the language of the excerpt."),
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        """The statement's place on its country's page of the theme."""
        return standing(self.country.url_of("theme", self.topic.theme.slug), self.slug)

    def displaced(self) -> list[tuple[Record, dict[str, object]]]:
        """The comparison shows one statement: the one shown so far makes room; places are exchanged."""
        exchanged = list(super().displaced())
        if not (self.is_key and self.state == State.PUBLISHED):
            return exchanged
        shown = Statement.objects.beside(self).filter(country=self.country_id, topic=self.topic_id, is_key=True)
        found = {other.pk: (other, values) for other, values in exchanged}
        for other in shown.filter(state=State.PUBLISHED):
            also = found[other.pk][1] if other.pk in found else {}
            found[other.pk] = (other, {"is_key": False, **also})
        return list(found.values())

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """That another one is shown is no fault where it makes room in the same moment."""
        super().validate_constraints({*(exclude or ()), "topic"} if self.takes_over else exclude)

    def cautions(self) -> list[object]:
        """Without a statement for it the comparison says that nothing is known."""
        shown = Statement.objects.filter(country=self.country_id, topic=self.topic_id, is_key=True)
        was_shown = self.pk is not None and shown.filter(pk=self.pk, state=State.PUBLISHED).exists()
        stays = self.is_key and self.state == State.PUBLISHED
        if not was_shown or stays or shown.exclude(pk=self.pk).exists():
            return []
        return [_("With this, the comparison has no statement of the country on the topic: it will say “not known”.")]

    def twins(self) -> list["Statement"]:
        """The same words about the country on the topic."""
        found = Statement.objects.beside(self).filter(country=self.country_id, topic=self.topic_id)
        return [other for other in found if alike(other.text, self.text)]

    def citing_label(self) -> str:
        """Country and text."""
        return f"{self.country}: {self.text}"


class Position(Excerpt, Fact):
    """What a country's law, official advice or public opinion says about the practice of a question."""

    country = models.ForeignKey(Country, models.PROTECT, related_name="positions", verbose_name=_("country"))
    question = models.ForeignKey(Question, models.PROTECT, related_name="positions", verbose_name=_("question"))
    legal_class = models.CharField(_("class"), max_length=30, choices=LegalClass)
    legal_kind = models.CharField(_("kind"), max_length=16, choices=LegalKind)
    text = models.TextField(_("text"))
    as_of = PartialDateField(_("as of"), blank=True)
    note = models.TextField(_("note for readers"), blank=True)

    objects = PositionQuerySet.as_manager()
    rules = all_of(
        needed("as_of", lambda p: p.legal_class != "unknown", _("Give the date the position stands for"), "2025-11"),
    )

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering = ["country__position", "legal_kind", "pk"]
        constraints = [
            lower_slug("countries_position"),
            models.UniqueConstraint(
                fields=["country", "question", "legal_kind"],
                name="countries_position_once",
                violation_error_message=_("This country's position of this kind is already recorded."),
            ),
            models.CheckConstraint(
                condition=models.Q(legal_class="unknown") | ~models.Q(as_of=""),
                name="countries_position_as_of",
                violation_error_message=_("Give the date the position stands for."),
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        """Its place among the countries' positions on the question."""
        return standing(reverse("question-positions", args=[self.question.slug]), self.slug)

    def citing_label(self) -> str:
        """Country, question and class."""
        return f"{self.country}, {self.question}: {self.get_legal_class_display()}"


class Milestone(Fact):
    """A dated event in one country or several."""

    countries: "models.ManyToManyField[Country, models.Model]" = models.ManyToManyField(
        Country, related_name="milestones", verbose_name=_("countries")
    )
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="milestones", verbose_name=_("theme"))
    date = PartialDateField(_("date"))
    title = models.CharField(_("title"), max_length=200)
    detail = models.TextField(_("detail"), blank=True)

    objects = MilestoneQuerySet.as_manager()
    _history_m2m_fields = ["sources", "countries"]

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [lower_slug("countries_milestone")]
        ordering = ["date", "pk"]

    def __str__(self) -> str:
        return f"{self.date}: {self.title}"

    def twins(self) -> list["Milestone"]:
        """The same event on the same day in one of its countries."""
        found = Milestone.objects.beside(self).filter(date=self.date, countries__in=listed(self, "countries") or ())
        return [other for other in found.distinct() if alike(other.title, self.title)]

    def get_absolute_url(self) -> str:
        """Its place in the timeline of its first country."""
        return standing(self.countries.all()[0].url_of("timeline"), self.slug)


class Institution(Fact):
    """A research, clinical, company or public body with a part in gene therapy."""

    class Kind(models.TextChoices):
        """What sort of body."""

        RESEARCH = "research", _("research")
        CLINICAL = "clinical", _("clinical")
        COMPANY = "company", _("company")
        PUBLIC_BODY = "public-body", _("public body")

    country = models.ForeignKey(Country, models.PROTECT, related_name="institutions", verbose_name=_("country"))
    name = models.CharField(_("name"), max_length=160)
    local_name = models.CharField(_("local name"), max_length=160, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    city = models.CharField(_("city"), max_length=80, blank=True)
    role = models.CharField(_("role"), max_length=300)
    url = models.URLField(_("site"), max_length=300, blank=True)

    objects = InstitutionQuerySet.as_manager()
    rules = all_of(
        addresses("url"),
    )

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        constraints = [lower_slug("countries_institution")]
        ordering = ["kind", "name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its place among the country's institutions."""
        return standing(self.country.url_of("institutions"), self.slug)

    def citing_label(self) -> str:
        """Name and role."""
        return f"{self.name}: {self.role}"


class Indicator(Record):
    """Something counted; numbers with different definitions are never compared silently."""

    theme = models.ForeignKey(Theme, models.PROTECT, related_name="indicators", verbose_name=_("theme"))
    name = models.CharField(_("name"), max_length=120)
    unit_note = models.CharField(_("unit"), max_length=200, blank=True)
    definition = models.TextField(_("definition"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    lowest = models.DecimalField(
        _("lowest number that is believed"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    highest = models.DecimalField(
        _("highest number that is believed"),
        max_digits=20,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("A number beyond is refused as a slip of the pen. Empty: no bound."),
    )

    objects = IndicatorQuerySet.as_manager()
    rules = all_of(numbers_in_order("lowest", "highest"))
    placed_among = ()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [lower_slug("countries_indicator")]
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its table among the indicators."""
        return standing(reverse("indicators"), self.slug)


def number_within_range(record: "Observation", today: date) -> Iterator[Fault]:
    """The number is one that its indicator can have; a share of a hundred is one."""
    indicator, value = getattr(record, "indicator", None), record.value
    if indicator is None or not isinstance(value, Decimal | int):
        return
    is_share = record.unit.startswith(("per cent", "%"))
    lowest, highest = (Decimal(0), Decimal(100)) if is_share else (indicator.lowest, indicator.highest)
    if (lowest is not None and value < lowest) or (highest is not None and value > highest):
        words = {"lowest": "–" if lowest is None else lowest, "highest": "–" if highest is None else highest}
        allowed = _("a number from %(lowest)s to %(highest)s, as its indicator says") % words
        yield fault("value", value, str(allowed), str(lowest if lowest is not None else highest))


class Observation(Fact):
    """One number: an indicator's value for a country and year, with what exactly was counted."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="observations", verbose_name=_("indicator"))
    country = models.ForeignKey(Country, models.PROTECT, related_name="observations", verbose_name=_("country"))
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=60)
    definition = models.TextField(_("what was counted"))
    note = models.TextField(_("note for readers"), blank=True)

    objects = ObservationQuerySet.as_manager()
    rules = all_of(years_within_bounds("year"), number_within_range)

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        constraints = [lower_slug("countries_observation")]
        ordering = ["indicator__position", "country__position", "year", "pk"]

    def __str__(self) -> str:
        return self.slug

    def twins(self) -> list["Observation"]:
        """The same thing counted in the same country and year."""
        found = Observation.objects.beside(self).filter(
            indicator=self.indicator_id, country=self.country_id, year=self.year
        )
        return [other for other in found if alike(other.definition, self.definition)]

    def get_absolute_url(self) -> str:
        """Its line among the numbers of the indicator."""
        return standing(reverse("indicators"), self.slug)

    def citing_label(self) -> str:
        """Country, indicator and year."""
        return f"{self.country}, {self.indicator}, {self.year}"
