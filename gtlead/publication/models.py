"""The content version and the log of downloads."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContentVersion(models.Model):
    """One row: the number that moves when anything public may have changed, and when the next publication is due."""

    number = models.PositiveBigIntegerField(default=0)
    next_due = models.PositiveBigIntegerField(
        _("next publication due"), null=True, help_text=_("Seconds since 1970; read with the number at each request.")
    )

    raised_at = models.PositiveBigIntegerField(
        _("last raised"), null=True, help_text=_("Seconds since 1970: what is public now has been so since.")
    )

    class Meta:
        verbose_name = _("content version")

    def __str__(self) -> str:
        return str(self.number)
