"""Sources with what cites them, and the log of downloads."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from gtlead.models import ExportLog, Record, Source

from .linked import Linked, LinkedTable, linked_tables
from .records import STATE_FIELDS, RecordAdmin


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    """Documents, and what rests on them."""

    list_display = ["title", "publisher", "kind", "standing", "language", "read_on", "state"]
    list_filter = ["kind", "standing", "read_as", "language"]
    search_fields = ["title", "publisher", "url", "slug"]
    date_hierarchy = "read_on"
    fieldsets = [
        (
            _("The document"),
            {
                "fields": ["title", "publisher", "url", ("published", "language")],
                "description": _("As the document names itself, so that a reader recognises it."),
            },
        ),
        (
            _("What it is worth"),
            {
                "fields": [("kind", "standing"), ("read_on", "read_as"), "archive_url", "note"],
                "description": _(
                    "Primary means that the document is the origin of the fact it is cited for. "
                    "What cites the source is listed below the form."
                ),
            },
        ),
        STATE_FIELDS,
    ]
    prepopulated_fields = {"slug": ["title"]}

    def linked_tables(self, request: HttpRequest, record: Record) -> list[LinkedTable]:
        """All facts that cite it, drafts too."""
        kinds: list[Any] = [relation.related_model for relation in Source.objects.all().citing_relations()]
        wanted = [Linked(model, "sources", ("line", "state", "checked_on")) for model in kinds]
        return list(linked_tables(self.admin_site, request, record, wanted, empty=False))


@admin.register(ExportLog)
class ExportLogAdmin(admin.ModelAdmin):
    """Who took which report away; nobody edits it."""

    list_display = ["started_at", "user", "report", "rows"]
    list_filter = ["report"]
    list_select_related = ["user"]
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Made by downloads only."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False
