"""Tables that editors bring: the job and its rows, so that it goes on where it stopped."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from gtlead.review.models import LONGEST_REASON


class ImportJob(models.Model):
    """One file on its way: read, tried, confirmed, put on file."""

    class Stage(models.TextChoices):
        """How far it is."""

        TRYING = "trying", _("being tried")
        TRIED = "tried", _("tried")
        APPLYING = "applying", _("being put on file")
        DONE = "done", _("on file")
        HANDING_IN = "handing-in", _("being handed in")
        HANDED_IN = "handed-in", _("on file, drafts handed in")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("user"))
    kind = models.CharField(_("kind"), max_length=40)
    name = models.CharField(_("file"), max_length=200)
    reason = models.CharField(_("why"), max_length=LONGEST_REASON, blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.TRYING)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-started_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @property
    def is_running(self) -> bool:
        """Whether each look at it does something."""
        return self.stage in (self.Stage.TRYING, self.Stage.APPLYING, self.Stage.HANDING_IN)

    @property
    def public_reason(self) -> str:
        """Why its rows were changed, in the words that readers find."""
        return self.reason or _now("Import of %(name)s") % {"name": self.name[:80]}


class ImportRow(models.Model):
    """One line of the file and what came of it."""

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="rows", verbose_name=_("import"))
    line = models.PositiveIntegerField(_("line"))
    slug = models.CharField(_("identifier"), max_length=200)
    values = models.JSONField(_("values"))
    outcome = models.CharField(_("outcome"), max_length=10, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    version = models.PositiveIntegerField(_("version tried against"), default=0)
    is_applied = models.BooleanField(_("on file"), default=False)

    class Meta:
        verbose_name = _("row of an import")
        ordering = ["line"]
        default_permissions = ()
        indexes = [models.Index(fields=["job", "outcome", "is_applied"])]

    def __str__(self) -> str:
        return f"{self.job_id}:{self.line}"
