"""Readers' reports on facts, to be looked up; they are answered in their own queue."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from gtlead.feedback.models import FactReport
from gtlead.records.read_only_admin import ReadOnlyAdmin


@admin.register(FactReport)
class FactReportAdmin(ReadOnlyAdmin):
    """What readers reported."""

    list_display = ["received_at", "kind", "slug", "problem", "state", "handled_by", "answer_it"]
    list_filter = ["state", "kind", "problem"]
    list_select_related = ["handled_by"]
    search_fields = ["slug", "label"]
    fields = ["kind", "slug", "version", "label", "problem", "text", "source_url", "suspicion", "state", "answer",
              "public_note", "received_at", "handled_at", "handled_by"]  # fmt: skip

    @admin.display(description=_("answer"))
    def answer_it(self, report: FactReport) -> str:
        """The page on which it is answered."""
        return format_html('<a href="{}">{}</a>', reverse("fact-report", args=[report.pk]), _("open"))
