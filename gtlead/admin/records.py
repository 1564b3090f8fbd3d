"""What the admin of every kind of record shares: state, history, publishing rules, stale saves refused."""

from dataclasses import replace
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget, RelatedFieldWidgetWrapper
from django.db import models, transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import localize
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper

from gtlead.desk import REASONS, conditions
from gtlead.editing import RecordForm, may_change, may_publish, state_on_file, was_public
from gtlead.models import Fact, PartialDateField, Record, Source, State

from .linked import Linked, LinkedTable, linked_tables

STATE_FIELDS = (
    _("State"),
    {
        "fields": ["state", "slug", "last_change"],
        "description": _(
            "Draft: you are working on it. In review: you hand it in. A reviewer publishes it, or archives what "
            "is no longer wanted. Only published records are public."
        ),
    },
)
PROVENANCE_FIELDS = (
    _("Sources"),
    {
        "fields": ["sources", "checked_on"],
        "description": _(
            "Type a few letters of a source's title or publisher. When you have compared the text with its sources "
            "again, move the day on: after a year the record is listed as overdue."
        ),
    },
)
UNSEEN = ("version", "updated_at")


class AttentionFilter(admin.SimpleListFilter):
    """What waits for somebody."""

    title = _("needs attention")
    parameter_name = "attention"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The reasons for which records of this kind may wait."""
        return [(reason, REASONS[reason]) for reason in conditions(model_admin.model)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The records that wait for this."""
        condition = conditions(queryset.model).get(self.value() or "")
        return queryset.filter(condition) if condition else queryset


class FieldsForEditors:
    """Mixed into pages and rows: how a field looks."""

    formfield_overrides: Any = {PartialDateField: {"widget": AdminTextInputWidget({"class": "partial-date"})}}

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Beside a choice of related records stand "add" and "view"; changing has its own page and rules."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_delete_related = False
        return field


class TalkativeHistory(HistoricalRecordContextHelper):
    """Differences in full, since they are the only place where an old text can be read."""

    def __init__(self, model: Any, historical_record: Any) -> None:
        super().__init__(model, historical_record, max_displayed_delta_change_chars=20_000)

    def context_for_delta_changes(self, delta: Any) -> list[dict[str, Any]]:
        """Without the fields that move at every save."""
        changes = [change for change in delta.changes if change.field not in UNSEEN]
        return super().context_for_delta_changes(replace(delta, changes=changes))

    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        """Words for choices, and titles joined by semicolons for lists."""
        field = self.model._meta.get_field(change.field)
        if field.many_to_many:
            return "; ".join(str(related) for related in super().prepare_delta_change_value(change, value)) or "–"
        value = dict(field.flatchoices).get(value, value) if field.choices else value
        return "–" if value in ("", None) else str(localize(value))


class RecordAdmin(FieldsForEditors, SimpleHistoryAdmin):
    """Every kind of record: state, history, publishing rules, stale saves refused."""

    form = RecordForm
    actions = None
    list_per_page = 50
    save_on_top = True
    show_full_result_count = False
    readonly_fields: Any = ["last_change"]
    slug_from: tuple[str, ...] = ()
    linked: list[Linked] = []
    change_form_template = "admin/record_change_form.html"
    object_history_template = "admin/record_history.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Records about to be saved are locked, so that nothing gets between reading and writing."""
        records = super().get_queryset(request)
        locks = request.method == "POST" and transaction.get_connection(records.db).in_atomic_block
        return records.select_for_update() if locks else records

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The record, which remembers what is on file when a refused form changes it in memory."""
        record = super().get_object(request, object_id, from_field)
        if record is not None:
            record.state_on_file = record.state
            record.keeps_slug = was_public(record)
        return record

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ModelForm]:
        """A form class of its own for each request, which so knows who is editing."""
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"request": request, "slug_from": self.slug_from})

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """What needs attention comes first."""
        return [AttentionFilter, "state", *super().get_list_filter(request)]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What was ever published keeps its address."""
        fixed = ["slug"] if getattr(obj, "keeps_slug", False) else []
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
        """Only what the public may see, with everything it belongs to, has a page."""
        if obj is None or not self.model._default_manager.published().filter(pk=obj.pk).exists():
            return None
        return super().get_view_on_site_url(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What is decided is for those who decide."""
        return super().has_change_permission(request, obj) and may_change(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """For superusers; published records are archived, not deleted."""
        return bool(request.user.is_superuser) and not (obj and state_on_file(obj) == State.PUBLISHED)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """With a word on what the user may do here, and what belongs to the record."""
        record = kwargs.get("obj")
        context["note"] = self.note(request, record) if record else ""
        context["linked"] = self.linked_tables(request, record) if record else []
        return super().render_change_form(request, context, *args, **kwargs)

    def note(self, request: HttpRequest, record: Record) -> Any:
        """What the record's state means for this user."""
        if not SimpleHistoryAdmin.has_change_permission(self, request, record):
            return _("You can read this record. Changing it is for editors and reviewers.")
        state = state_on_file(record)
        if state == State.PUBLISHED:
            if may_publish(request.user):
                return _(
                    "This record is published: what you save is public at once. Published records are not deleted; "
                    "set the state to archived to take one off the site."
                )
            return _(
                "This record is published, so a change would be public at once. You can read it here; to change it, "
                "ask a reviewer to change it or to take it back to draft."
            )
        if state == State.ARCHIVED and not may_publish(request.user):
            return _(
                "This record is archived: a reviewer took it off the site. You can read it here; to work on it, "
                "ask a reviewer to take it back to draft."
            )
        return ""

    def linked_tables(self, request: HttpRequest, record: Record) -> list[LinkedTable]:
        """The records that belong to it, and the sources it rests on, each with a page of its own."""
        wanted = [*self.linked]
        if isinstance(record, Fact):
            citing = self.model._meta.get_field("sources").related_query_name()
            wanted.append(Linked(Source, citing, ("title", "publisher", "kind", "state")))
        return list(linked_tables(self.admin_site, request, record, wanted))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A save without a change leaves no trace."""
        if not change or form.has_changed():
            super().save_model(request, obj, form, change)

    def get_historical_record_context_helper(self, request: HttpRequest, historical_record: Any) -> TalkativeHistory:
        """Differences in full."""
        return TalkativeHistory(self.model, historical_record)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Old texts are read in the history; taking one back is a change like any other, under the same rules."""
        meta = self.model._meta
        return redirect(reverse(f"admin:{meta.app_label}_{meta.model_name}_history", args=[object_id]))

    @admin.display(description=_("last changed"))
    def last_change(self, record: Record) -> str:
        """Who and when, from the history."""
        last = record.history.select_related("history_user").first() if record.pk else None
        if last is None:
            return str(_("not saved yet"))
        who = last.history_user or last.history_change_reason or _("somebody outside the admin")
        return _("by %(who)s on %(when)s") % {"who": who, "when": localize(localtime(last.history_date))}

    @admin.display(description=_("record"))
    def line(self, record: Record) -> str:
        """The record in a line."""
        return record.citing_label() if isinstance(record, Fact) else str(record)
