"""What every record has (state, version, history), sources, and housekeeping rows."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .dates import validate_partial_date
from .querysets import FactQuerySet, RecordQuerySet, SourceQuerySet


class State(models.TextChoices):
    """Where a record stands between an editor's desk and the public."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in-review", _("in review")
    PUBLISHED = "published", _("published")
    ARCHIVED = "archived", _("archived")


class PartialDateField(models.CharField):
    """A date as precise as its source; see gtlead/dates.py."""

    default_validators = [validate_partial_date]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)


HISTORY = HistoricalRecords(inherit=True)


class Content(models.Model):
    """Anything that a public page may show: a change to it lets every kept page go (gtlead/content.py)."""

    class Meta:
        abstract = True


class Record(Content):
    """Something editors keep: addressed by a slug that never changes, public only when published."""

    slug = models.SlugField(
        _("slug"),
        max_length=100,
        unique=True,
        help_text=_("The lasting address: lower case, words joined by hyphens. Not changed once published."),
    )
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=State,
        default=State.DRAFT,
        db_index=True,
        help_text=_("Only published records are public. Publishing needs the permission to publish."),
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    updated_at = models.DateTimeField(_("last saved"), auto_now=True)

    objects = RecordQuerySet.as_manager()
    history = HISTORY

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.slug

    @property
    def is_published(self) -> bool:
        """Whether the state lets the public see it (its parents may still forbid it)."""
        return self.state == State.PUBLISHED


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

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["title", "pk"]
        permissions = [("publish_record", _("Can publish and unpublish records of every kind"))]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page that lists what cites this source."""
        from django.urls import reverse  # noqa: PLC0415 - models load before the URLs

        return reverse("source", args=[self.slug])

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
    _history_m2m_fields = ["sources"]

    class Meta:
        abstract = True

    @property
    def is_overdue(self) -> bool:
        """Whether it was last checked longer ago than the site allows."""
        return (timezone.localdate() - self.checked_on).days > settings.OVERDUE_AFTER_DAYS

    def citing_label(self) -> str:
        """The fact in a line, for a source's list of what cites it."""
        return str(self)


class Excerpt(models.Model):
    """A literal quotation in its original language with our English rendering."""

    excerpt = models.TextField(_("excerpt"), blank=True, help_text=_("Quoted word for word, and short."))
    excerpt_lang = models.CharField(
        _("language of the excerpt"), max_length=10, blank=True, help_text=_("Such as en, de, ja, ko, zh-Hans.")
    )
    excerpt_english = models.TextField(_("our English rendering"), blank=True)

    class Meta:
        abstract = True


class LegalClass(models.TextChoices):
    """What a rule or an official body says about a practice."""

    PROHIBITED = "prohibited", _("prohibited")
    PROHIBITED_WITH_EXCEPTIONS = "prohibited-with-exceptions", _("prohibited with exceptions")
    PERMITTED_WITH_CONDITIONS = "permitted-with-conditions", _("permitted under conditions")
    PERMITTED = "permitted", _("permitted")
    REQUIRED = "required", _("required")
    RECOMMENDED = "recommended", _("recommended")
    DISCOURAGED = "discouraged", _("advised against")
    NO_SPECIFIC_RULE = "no-specific-rule", _("no specific rule")
    UNDER_REVIEW = "under-review", _("under review")
    UNKNOWN = "unknown", _("not known")


class LegalKind(models.TextChoices):
    """What kind of voice a legal class comes from; the three are never mixed."""

    LAW = "law", _("law")
    OFFICIAL_ADVICE = "official-advice", _("official advice")
    OPINION_SURVEY = "opinion-survey", _("opinion survey")


class ContentVersion(models.Model):
    """One row: the number that moves when anything public may have changed."""

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("content version")

    def __str__(self) -> str:
        return str(self.number)


class ExportLog(models.Model):
    """Who downloaded which staff report, and how many rows left the house."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("user"))
    report = models.CharField(_("report"), max_length=60)
    parameters = models.CharField(_("parameters"), max_length=500, blank=True)
    rows = models.PositiveIntegerField(_("rows"), null=True, help_text=_("Empty while running or if broken off."))
    started_at = models.DateTimeField(_("started"), auto_now_add=True)

    class Meta:
        verbose_name = _("report download")
        verbose_name_plural = _("report downloads")
        ordering = ["-started_at"]
        permissions = [("export_reports", _("Can export staff reports"))]
        default_permissions = ["view"]

    def __str__(self) -> str:
        return f"{self.report} by {self.user}"
