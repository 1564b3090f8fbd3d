"""The log of downloads."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


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
