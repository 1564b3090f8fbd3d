"""The log of downloads, to be looked up."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from gtlead.records.models import Record
from gtlead.staff_reports.models import ExportLog


@admin.register(ExportLog)
class ExportLogAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Who took which report away; nobody edits it."""

    list_display = ["started_at", "user", "report", "rows"]
    list_filter = ["report"]
    list_select_related = ["user"]
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Made by downloads only."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Record | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False
