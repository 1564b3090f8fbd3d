"""Sources, and facts that rest on them."""

from collections.abc import Sequence

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from gtlead.records.addresses import standing
from gtlead.records.clock import today
from gtlead.records.constraints import lower_slug
from gtlead.records.duplicates import plain_address
from gtlead.records.models import PartialDateField, Record
from gtlead.records.rules import (
    addresses,
    all_of,
    both_or_neither,
    checked_after_reading,
    dates_within_bounds,
    in_order,
    languages,
    needed,
    no_page_at,
    shaped,
)
from gtlead.sources.bibliography import Citation
from gtlead.sources.querysets import CITED, FactQuerySet, QuotationQuerySet, SourceQuerySet
from gtlead.sources.witness import Witness, is_copy, plain_name


class Source(Record):
    """A document that facts are taken from."""

    class Kind(models.TextChoices):
        """Who speaks."""

        REGULATOR = "regulator", _("regulator")
        LAW = "law", _("law")
        GOVERNMENT = "government", _("government")
        PAYER = "payer", _("payer")
        PEER_REVIEWED = "peer-reviewed", _("peer-reviewed")
        COMPANY = "company", _("company")
        PUBLIC_BODY = "public-body", _("public body")
        PRESS = "press", _("press")
        OTHER = "other", _("other")

    class Standing(models.TextChoices):
        """Whether the document is the origin of the fact."""

        PRIMARY = "primary", _("primary source")
        SECONDARY = "secondary", _("secondary source")

    class ReadAs(models.TextChoices):
        """How the document was read."""

        DOCUMENT = "document", _("the document itself")
        SEARCH = "search", _("an excerpt in a stored copy")
        QUOTATION = "quotation", _("a quotation in another source")
        RESEARCH_NOTES = "research-notes", _("the team's research notes of November 2026")

    title = models.CharField(_("title"), max_length=400)
    publisher = models.CharField(_("publisher"), max_length=200)
    url = models.URLField(_("address"), max_length=600, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    standing = models.CharField(
        _("standing"),
        max_length=10,
        choices=Standing,
        help_text=_("Primary: the regulator for its decision, the law for its text, the paper for its data."),
    )
    language = models.CharField(_("language"), max_length=10, default="en", help_text=_("Such as en, de, ja."))
    published = PartialDateField(_("published"), blank=True)
    read_on = models.DateField(_("read on"))
    read_as = models.CharField(_("read as"), max_length=20, choices=ReadAs, default=ReadAs.DOCUMENT)
    archive_url = models.URLField(_("archived copy"), max_length=600, blank=True)
    note = models.TextField(_("note"), blank=True)
    short_name = models.CharField(
        _("short name of the publisher"),
        max_length=60,
        blank=True,
        help_text=_("As readers know it, such as FDA. Empty: the publisher’s name."),
    )
    dead_since = models.DateField(_("dead since"), null=True, editable=False)  # set by gtlead/link_check/recording.py

    objects = SourceQuerySet.as_manager()
    rules = all_of(
        no_page_at("source"),
        dates_within_bounds(),
        in_order("published", "read_on"),
        languages("language"),
        addresses("url", "archive_url"),
    )

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["title", "pk"]
        constraints = [lower_slug("gtlead_source")]
        permissions = [("publish_record", _("Can publish and unpublish records of every kind"))]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page that lists what cites this source."""
        from django.urls import reverse  # noqa: PLC0415 - models load before the URLs

        return reverse("source", args=[self.slug])

    def twins(self) -> list["Source"]:
        """The same document, whatever the spelling of its address."""
        address = plain_address(self.url)
        found = type(self).objects.beside(self).filter(url__icontains=address) if address else ()
        return [source for source in found if plain_address(source.url) == address]

    @property
    def witness_name(self) -> str:
        """The publisher as a line under a fact names it."""
        return self.short_name or plain_name(self.publisher)

    @property
    def is_copy(self) -> bool:
        """Whether the document is another's copy of what the publisher said."""
        return is_copy(self.publisher)

    @property
    def anchor(self) -> str:
        """The id of its entry in a list of sources."""
        return f"source-{self.slug}"


class Fact(Record):
    """A record that asserts something, so it names its sources and when they were last compared."""

    sources = models.ManyToManyField(
        Source, verbose_name=_("sources"), blank=True, help_text=_("At least one, before publishing.")
    )
    checked_on = models.DateField(
        _("checked on"),
        default=timezone.localdate,
        help_text=_("The day the text was last compared with its sources."),
    )

    objects = FactQuerySet.as_manager()
    rules = all_of(
        dates_within_bounds(ahead=("valid_until", "next_review")),
        in_order("as_of", "checked_on"),
        checked_after_reading,
    )
    _history_m2m_fields = ["sources"]
    citations: Sequence[Citation] = ()  # numbered for the page that shows it, as `witness`
    witness: Witness | None = None

    class Meta:
        abstract = True

    @cached_property
    def cited(self) -> list[Source]:
        """Its public sources; fetched at the first question, for all that were listed with it (`with_sources`)."""
        self._state.fetch_mode.fetch(CITED, self)
        found: list[Source] = self.__dict__["cited"]
        return found

    @property
    def is_overdue(self) -> bool:
        """Whether it was last checked longer ago than the site allows."""
        return (today() - self.checked_on).days > settings.OVERDUE_AFTER_DAYS

    @property
    def fact_kind(self) -> str:
        """The kind of fact as addresses name it."""
        return str(self._meta.model_name)

    @property
    def lasting_name(self) -> str:
        """Kind and slug, as in its lasting address."""
        return f"{self.fact_kind}/{self.slug}"

    def citing_label(self) -> str:
        """The fact in a line, for a source's list of what cites it."""
        return str(self)

    def get_absolute_url(self) -> str:
        """Where it stands; each kind of fact has its place."""
        raise NotImplementedError


class Quotation(Record):
    """Words of a source that a fact rests on, with their place, and the reading that they were taken from."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="quotations", verbose_name=_("source"))
    fact = models.CharField(
        _("fact"), max_length=140, help_text=_("Kind and slug, as in its lasting address: authorisation/kymriah-us.")
    )
    text = models.CharField(_("words"), max_length=300, help_text=_("Word for word, at most 300 characters."))
    locator = models.CharField(_("place"), max_length=120, help_text=_("Such as section 4.1, or first paragraph."))
    digest = models.CharField(
        _("hash of the reading"),
        max_length=64,
        blank=True,
        help_text=_("SHA-256 of the stored reading. Empty: none is kept, so the words cannot be proved."),
    )

    objects = QuotationQuerySet.as_manager()
    rules = all_of(
        shaped(
            fact=(r"[a-z]+/[a-z0-9-]+", _("a kind, a stroke, a slug"), "authorisation/kymriah-us"),
            digest=(r"[0-9a-f]{64}", _("64 hexadecimal digits"), "0" * 64),
        )
    )

    class Meta:
        verbose_name = _("quotation")
        verbose_name_plural = _("quotations")
        ordering = ["source", "pk"]
        constraints = [lower_slug("gtlead_quotation")]

    def __str__(self) -> str:
        return f"{self.fact}: “{self.text}”"

    @property
    def source_slug(self) -> str:
        """The source's lasting identifier."""
        return self.source.slug

    def twins(self) -> list["Quotation"]:
        """The same words for the same fact."""
        return list(Quotation.objects.beside(self).filter(source=self.source_id, fact=self.fact, text=self.text))

    def get_absolute_url(self) -> str:
        """Its place with the fact on the page of its source."""
        return standing(self.source.get_absolute_url(), self.fact, self.fact.replace("/", "-"))


def is_foreign(record: "Excerpt") -> bool:
    """Whether it quotes another language than English."""
    return bool(record.excerpt and record.excerpt_lang) and record.excerpt_lang.partition("-")[0] != "en"


class Excerpt(models.Model):
    """A literal quotation in its original language with our English rendering."""

    excerpt = models.TextField(_("excerpt"), blank=True, help_text=_("Quoted word for word, and short."))
    excerpt_lang = models.CharField(
        _("language of the excerpt"), max_length=10, blank=True, help_text=_("Such as en, de, ja, ko, zh-Hans.")
    )
    excerpt_english = models.TextField(_("our English rendering"), blank=True)
    rules = all_of(
        both_or_neither(excerpt="Das Gesetz sagt es.", excerpt_lang="de"),
        languages("excerpt_lang"),
        needed("excerpt_english", is_foreign, _("An excerpt in another language needs our rendering"), "The law says."),
    )

    class Meta:
        abstract = True
