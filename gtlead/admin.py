"""The admin as the editors' product: what every kind of record shares, sources, and the log of downloads."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from .citing import citing_facts
from .editing import RecordForm, may_change, may_publish
from .models import ExportLog, Fact, Record, Source

admin.site.site_header = _("GT Lead: the editors' desk")
admin.site.site_title = _("GT Lead")
admin.site.index_title = _("Records")

STATE_FIELDS = (
    _("State"),
    {
        "fields": ["state", "slug", "last_change"],
        "description": _("Drafts and records in review are not public. A reviewer publishes."),
    },
)
PROVENANCE_FIELDS = (
    _("Sources"),
    {
        "fields": ["sources", "checked_on"],
        "description": _("Type a few letters of the title. After comparing the text with its sources, set the day."),
    },
)


class AttentionFilter(admin.SimpleListFilter):
    """What waits for somebody."""

    title = _("needs attention")
    parameter_name = "attention"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Drafts and reviews for all records; overdue and unsourced for facts."""
        choices = [("draft", _("draft")), ("in-review", _("in review"))]
        if issubclass(model_admin.model, Fact):
            choices += [("overdue", _("check overdue")), ("unsourced", _("without source"))]
        return choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The records that wait for this."""
        if self.value() == "overdue":
            return queryset.overdue()  # type: ignore[attr-defined]
        if self.value() == "unsourced":
            return queryset.filter(sources=None)
        return queryset.filter(state=self.value()) if self.value() else queryset


class FormWithRequest:
    """Gives the form the request, so that it knows who is editing."""

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ModelForm]:
        """A form class of its own for each request."""
        form = super().get_form(request, obj, change=change, **kwargs)  # type: ignore[misc]
        return type(form.__name__, (form,), {"request": request})


class RecordAdmin(FormWithRequest, SimpleHistoryAdmin):
    """Every kind of record: state, history, publishing rules, stale saves refused."""

    form = RecordForm
    list_per_page = 50
    save_on_top = True
    show_full_result_count = False
    readonly_fields: Any = ["last_change"]
    history_list_display = ["state", "changed_fields"]
    change_form_template = "admin/record_change_form.html"

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """What needs attention comes first."""
        return [AttentionFilter, "state", *super().get_list_filter(request)]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A published record keeps its address."""
        fixed = ["slug"] if obj and obj.is_published else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """The version that the editor saw travels with the form."""
        fieldsets = list(super().get_fieldsets(request, obj))
        if self.has_change_permission(request, obj):
            name, options = fieldsets[-1]
            fieldsets[-1] = (name, options | {"fields": [*options["fields"], "seen_version"]})
        return fieldsets

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        """A slug is proposed for new records only."""
        return {} if obj else dict(super().get_prepopulated_fields(request, obj))

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """Only what is published has a page."""
        if obj is None or not obj.is_published:
            return None
        return super().get_view_on_site_url(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Published records are for those who may publish."""
        return super().has_change_permission(request, obj) and may_change(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Published records are archived, not deleted."""
        return super().has_delete_permission(request, obj) and not (obj and obj.is_published)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Tell those who may not change a published record why."""
        record = kwargs.get("obj")
        context["published_for_reviewers"] = bool(record and record.is_published and not may_publish(request.user))
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("last change"))
    def last_change(self, record: Record) -> str:
        """Who and when, from the history."""
        last = record.history.select_related("history_user").first() if record.pk else None
        if last is None:
            return "–"
        who = last.history_user or last.history_change_reason or _("unknown")
        return _("%(who)s, %(when)s") % {"who": who, "when": localize(localtime(last.history_date))}

    @admin.display(description=_("changed fields"))
    def changed_fields(self, entry: Any) -> str:
        """The fields that differ from the entry before, many-to-many lists included."""
        before = entry.prev_record
        if before is None:
            return "–"
        names = [n for n in entry.diff_against(before).changed_fields if n not in ("version", "updated_at")]
        labels = [str(self.model._meta.get_field(name).verbose_name) for name in names]
        return ", ".join(labels) or "–"


class FollowsItsPage:
    """Mixed into inlines: rows may be changed by those who may change the page's record; they are not deleted."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As the page they stand on."""
        return super().has_change_permission(request, obj) and may_change(request.user, obj)  # type: ignore[misc]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As the page they stand on."""
        return super().has_add_permission(request, obj) and may_change(request.user, obj)  # type: ignore[misc]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows are archived, not deleted."""
        return False


class RecordInline(FollowsItsPage):
    """Rows that are records themselves obey the same rules as records with a page of their own."""

    form = RecordForm
    extra = 0
    show_change_link = True

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Forms that know who is editing."""
        kwargs["form"] = type(self.form.__name__, (self.form,), {"request": request})
        return super().get_formset(request, obj, **kwargs)  # type: ignore[misc]


class LinkInline(admin.TabularInline):
    """A table of links to records with pages of their own; read-only here."""

    extra = 0
    can_delete = False
    show_change_link = True

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """All of them."""
        return self.fields or ()

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Added on their own page."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Changed on their own page."""
        return False


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    """Documents, and what rests on them."""

    list_display = ["title", "publisher", "kind", "standing", "language", "read_on", "state"]
    list_filter = ["kind", "standing", "read_as", "language"]
    search_fields = ["title", "publisher", "url", "slug"]
    fieldsets = [
        (None, {"fields": ["title", "publisher", "url", "published", "language"]}),
        (
            _("What it is worth"),
            {
                "fields": ["kind", "standing", "read_on", "read_as", "archive_url", "note"],
                "description": _("Primary means that the document is the origin of the fact it is cited for."),
            },
        ),
        (_("What cites it"), {"fields": ["cited_by"]}),
        STATE_FIELDS,
    ]
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = ["last_change", "cited_by"]

    @admin.display(description=_("public facts"))
    def cited_by(self, source: Source) -> str:
        """Links to the public facts that cite it."""
        groups = citing_facts(source) if source.pk else []
        facts = [fact for group in groups for fact in group.facts]
        return format_html_join("", '<p><a href="{}">{}</a></p>', ((f.url, f.label) for f in facts)) or "–"


@admin.register(ExportLog)
class ExportLogAdmin(admin.ModelAdmin):
    """Who took which report away; nobody edits it."""

    list_display = ["started_at", "user", "report", "rows"]
    list_filter = ["report"]
    list_select_related = ["user"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Made by downloads only."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


def attention(user: Any) -> list[dict[str, Any]]:
    """What waits, by kind of record that the user may see: counts with links to the lists."""
    rows = []
    for model in admin.site._registry:
        if not issubclass(model, Record) or not user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}"):
            continue
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        counts = [
            {"label": label, "number": number, "url": f"{address}?attention={value}"}
            for value, label, number in waiting(model)
            if number
        ]
        if counts:
            rows.append({"kind": model._meta.verbose_name_plural, "counts": counts})
    return rows


def waiting(model: type[Record]) -> list[tuple[str, Any, int]]:
    """The numbers of drafts, reviews and overdue checks of one kind."""
    records = model._default_manager.all()
    found = [
        ("draft", _("draft"), records.filter(state="draft").count()),
        ("in-review", _("in review"), records.filter(state="in-review").count()),
    ]
    if issubclass(model, Fact):
        found.append(("overdue", _("check overdue"), records.overdue().count()))  # type: ignore[attr-defined]
    return found

