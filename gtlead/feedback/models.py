"""What readers report about a fact, and what became of it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gtlead.feedback.querysets import FactReportQuerySet


class FactReport(models.Model):
    """A reader's report on one version of one fact. The public sees only what a reviewer wrote about a correction."""

    class Problem(models.TextChoices):
        """What is wrong."""

        NOT_IN_SOURCE = "not-in-source", _("the source says something else")
        OUTDATED = "outdated", _("it has changed since")
        SOURCE_GONE = "source-gone", _("the source cannot be reached")
        TRANSLATION = "translation", _("the translation is wrong")
        MISSING = "missing", _("something important is missing")
        NOT_NEUTRAL = "not-neutral", _("it is not neutral")
        OTHER = "other", _("something else")

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("open")
        CORRECTED = "corrected", _("corrected")
        NO_CHANGE = "no-change", _("no change needed")
        SPAM = "spam", _("spam")

    kind = models.CharField(_("kind of record"), max_length=40)
    slug = models.SlugField(_("record"), max_length=100)
    version = models.PositiveIntegerField(_("version reported"))
    label = models.CharField(_("the fact when reported"), max_length=300)
    problem = models.CharField(_("problem"), max_length=14, choices=Problem)
    text = models.TextField(_("text"), blank=True)
    source_url = models.URLField(_("a better source"), max_length=600, blank=True)
    suspicion = models.CharField(_("why suspected"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN, db_index=True)
    answer = models.TextField(
        _("answer"), blank=True, help_text=_("For the team: what was compared, and the decision.")
    )
    public_note = models.TextField(
        _("note for the public"),
        blank=True,
        help_text=_("What was wrong and what it says now. It stands in the corrections log; name no reader."),
    )
    received_at = models.DateTimeField(_("received"), default=timezone.now, db_index=True)
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("handled by")
    )
    address_hash = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    form_hash = models.CharField(max_length=64, unique=True, editable=False)

    objects = FactReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report on a fact")
        verbose_name_plural = _("reports on facts")
        ordering = ["received_at", "pk"]
        default_permissions = ["view"]
        permissions = [("handle_factreport", _("Can answer readers’ reports on facts"))]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="corrected") | ~models.Q(public_note=""),
                name="gtlead_factreport_corrected_says_what",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", handled_at=None)
                | ~models.Q(state="open") & ~models.Q(handled_at=None),
                name="gtlead_factreport_handled_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}, version {self.version}"
