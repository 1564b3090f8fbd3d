"""What the last look at a source's address found."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gtlead.sources.models import Source


class LinkCheck(models.Model):
    """Whether a document is still at its address; kept apart from the source, which nobody edited."""

    class Outcome(models.TextChoices):
        """What the address answered."""

        OK = "ok", _("answers")
        FAILED = "failed", _("does not answer")
        UNCLEAR = "unclear", _("refuses programs")
        FORBIDDEN = "forbidden", _("leads into a private network")

    source = models.OneToOneField(
        Source, models.CASCADE, related_name="link_check", primary_key=True, verbose_name=_("source")
    )
    url = models.URLField(_("address"), max_length=600, help_text=_("As it was when checked."))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    error = models.CharField(_("error"), max_length=300, blank=True)
    final_url = models.TextField(_("where it leads"), blank=True)
    other_host = models.BooleanField(_("leads to another site"), default=False)
    first_title = models.CharField(_("title when first seen"), max_length=300, blank=True)
    title = models.CharField(_("title now"), max_length=300, blank=True)
    retitled = models.BooleanField(_("title has changed"), default=False)
    checked_at = models.DateTimeField(_("checked"), db_index=True)
    last_ok_at = models.DateTimeField(_("last answered"), null=True)
    failed_days = models.PositiveSmallIntegerField(_("days in a row on which it failed"), default=0)
    last_failed_on = models.DateField(_("last failed"), null=True)

    class Meta:
        verbose_name = _("link check")
        verbose_name_plural = _("link checks")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.url}: {self.outcome}"
