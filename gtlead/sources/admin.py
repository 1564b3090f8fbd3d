"""Sources with what cites them, and the log of downloads."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from gtlead.link_check.models import LinkCheck
from gtlead.link_check.problems import PROBLEMS
from gtlead.records.choices import State
from gtlead.records.linked_admin import Linked, LinkedTable, linked_tables
from gtlead.records.models import Record
from gtlead.review.record_admin import STATE_FIELDS, RecordAdmin
from gtlead.sources.cited_by import citing_kinds
from gtlead.sources.models import Quotation, Source


class LinkFilter(admin.SimpleListFilter):
    """What the last look at the address found."""

    title = _("link")
    parameter_name = "link"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """The problems."""
        return [(name, str(word)) for name, (word, _condition) in PROBLEMS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Source]) -> QuerySet[Source]:
        """The sources that have this one, archived ones left out as on the dashboard."""
        chosen = PROBLEMS.get(self.value() or "")
        return queryset.exclude(state=State.ARCHIVED).filter(chosen[1]) if chosen else queryset


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    """Documents, and what rests on them."""

    list_display = ["title", "publisher", "kind", "standing", "language", "read_on", "state", "link"]
    list_select_related = ["link_check"]
    list_filter = [LinkFilter, "kind", "standing", "read_as", "language"]
    search_fields = ["title", "publisher", "short_name", "url", "slug"]
    date_hierarchy = "read_on"
    fieldsets = [
        (
            _("The document"),
            {
                "fields": ["title", ("publisher", "short_name"), "url", "link", ("published", "language")],
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
    readonly_fields = ["link", "last_change"]

    @admin.display(description=_("link"))
    def link(self, source: Source) -> str:
        """What the last look found, in words."""
        check: LinkCheck | None = getattr(source, "link_check", None)
        if check is None:
            return str(_("not checked yet"))
        found = [str(_("dead") if source.dead_since else check.get_outcome_display())]
        if check.status and check.outcome != LinkCheck.Outcome.OK:
            found.append(str(check.status))
        if check.other_host:
            found.append(str(_("leads to %(url)s") % {"url": check.final_url}))
        if check.retitled:
            found.append(str(_("now titled “%(title)s”") % {"title": check.title}))
        found.append(str(_("looked at on %(when)s") % {"when": localize(localtime(check.checked_at))}))
        return ", ".join(found)

    def linked_tables(self, request: HttpRequest, record: Record) -> list[LinkedTable]:
        """All facts that cite it, drafts too."""
        wanted = [Linked(kind, "sources", ("line", "state", "checked_on")) for kind in citing_kinds()]
        return list(linked_tables(self.admin_site, request, record, wanted, empty=False))


@admin.register(Quotation)
class QuotationAdmin(RecordAdmin):
    """Words of sources."""

    list_display = ["fact", "text", "source", "locator", "state"]
    list_select_related = ["source"]
    search_fields = ["slug", "fact", "text", "source__title"]
    fieldsets = [
        (
            _("The words"),
            {
                "fields": ["source", "fact", "text", "locator", "digest"],
                "description": _("Quoted word for word from what was read, and short."),
            },
        ),
        STATE_FIELDS,
    ]
    autocomplete_fields = ["source"]
    slug_from = ("source",)
