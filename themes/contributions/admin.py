"""Contributions and the moderation log, to be looked up; decisions are made in the moderators' queue."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from gtlead.records.read_only_admin import ReadOnlyAdmin
from themes.contributions.models import Contribution, ModerationLog


@admin.register(Contribution)
class ContributionAdmin(ReadOnlyAdmin):
    """What readers wrote."""

    list_display = ["received_at", "question", "state", "reason", "suspicion", "decide"]
    list_filter = ["state", "reason", "question"]
    list_select_related = ["question"]
    fields = ["question", "argument", "text", "display_name", "state", "reason", "suspicion", "received_at",
              "decided_at", "closed_at", "proposed_reason", "proposed_by"]  # fmt: skip

    @admin.display(description=_("decision"))
    def decide(self, contribution: Contribution) -> str:
        """The page on which it is decided."""
        return format_html('<a href="{}">{}</a>', reverse("moderation-item", args=[contribution.pk]), _("open"))


@admin.register(ModerationLog)
class ModerationLogAdmin(ReadOnlyAdmin):
    """Who did what."""

    list_display = ["at", "by", "action", "reason", "contribution", "question"]
    list_filter = ["action", "by"]
    list_select_related = ["by", "contribution", "question"]
