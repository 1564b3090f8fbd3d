"""What the admin of every kind of record shares: state, history, publishing rules, stale saves refused."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.widgets import (
    AdminTextareaWidget,
    AdminTextInputWidget,
    AutocompleteMixin,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.forms import BaseForm, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.html import format_html, strip_tags
from django.utils.text import Truncator
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from gtlead.dashboard.waiting import REASONS, conditions
from gtlead.history.admin import HistoryPages
from gtlead.lists.words import read_words
from gtlead.records.choices import State
from gtlead.records.keys import is_key
from gtlead.records.linked_admin import Linked, LinkedTable, linked_tables
from gtlead.records.models import ModelField, PartialDateField, Record
from gtlead.review.companions import cited_by, submit_cited
from gtlead.review.deciding import RefusedError
from gtlead.review.discarding import discard, may_discard
from gtlead.review.models import LONGEST_REASON, Proposal
from gtlead.review.once import AlreadySubmittedError
from gtlead.review.presence import others_editing, told_of
from gtlead.review.record_form import PageForm, RecordForm, RowForms, change_url, is_decided, was_public
from gtlead.review.saving import with_one_entry_begin, with_one_entry_end
from gtlead.review.submitting import ask_for_review, compared, open_proposal, open_removal
from gtlead.review.submitting_drafts import submit_drafts
from gtlead.review.visibility import why_hidden, with_reasons
from gtlead.sources.models import Fact, Source

SUBMIT = "_handin"
OPEN_SECTIONS = 2  # of a record that is on file, before those that fold
TWINS_TOLD = 3
WITHDRAWN_SHOWN = 5
MOST_SUBMITTED = 500  # some seconds of one request

STATE_FIELDS = (
    _("State"),
    {
        "fields": ["state", "reason", ("wished_at", "take_off_at"), "slug", "last_change"],
        "description": _(
            "Draft: you are working on it. In review: you hand it in, and somebody else publishes it. What is "
            "published or archived is changed by a proposal that somebody else approves. Only published records are "
            "public."
        ),
    },
)
PROVENANCE_FIELDS = (
    _("Sources"),
    {
        "fields": ["sources", ("checked_on", "review_by")],
        "description": _(
            "Type a few letters of a source's title or publisher. When you have compared the text with its sources "
            "again, move the day on: after a year the record is listed as overdue."
        ),
    },
)


def with_exchange(name: object, options: dict[str, Any]) -> tuple[object, dict[str, object]]:
    """A section of a published record's form: after the address, with which it may be exchanged."""
    fields = [part for field in options["fields"] for part in ((field, "exchange") if field == "slug" else (field,))]
    return name, options | {"fields": fields}


class AttentionFilter(admin.SimpleListFilter):
    """What waits for somebody."""

    title = _("needs attention")
    parameter_name = "attention"

    def lookups(self, request: HttpRequest, model_admin: "admin.ModelAdmin[Record]") -> list[tuple[str, str]]:
        """The reasons for which records of this kind may wait."""
        return [(reason, str(REASONS[reason])) for reason in conditions(model_admin.model)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Record]) -> QuerySet[Record]:
        """The records that wait for this."""
        condition = conditions(queryset.model).get(self.value() or "")
        return queryset.filter(condition) if condition else queryset


class LinesWidget(AdminTextareaWidget):
    """A text of several lines, divided as they are on file: browsers send more, and nothing would seem untouched."""

    def value_from_datadict(self, data: Mapping[str, object], files: Any, name: str) -> str | None:
        """The text with plain line breaks."""
        text: str | None = super().value_from_datadict(data, files, name)
        return text.replace("\r\n", "\n") if text else text


type OptionGroup = tuple[str | None, list[dict[str, object]], int | None]  # its name, its options, its place


class OfKeys(AutocompleteMixin, forms.Select):
    """Shows a refused form again whatever was sent in the place of a key."""

    known: Mapping[str, Record] = {}  # records by key that the page has read; others are asked for

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, object] | None = None) -> list[OptionGroup]:
        """The chosen records that there can be."""
        keys = [str(key) for key in value if is_key(str(key))]
        if not keys or not self.known.keys() >= set(keys):
            return super().optgroups(name, keys, attr)
        chosen = [(key, self.choices.field.label_from_instance(self.known[key])) for key in keys]
        if not self.is_required and not self.allow_multiple_selected:
            chosen.insert(0, ("", ""))
        return [(None, [self.create_option(name, *one, bool(one[0]), index) for index, one in enumerate(chosen)], 0)]


class OneRecord(OfKeys, AutocompleteSelect):
    """One of many records."""


class SeveralRecords(OfKeys, AutocompleteSelectMultiple):
    """Some of many records."""


class FieldsForEditors:
    """Mixed into pages and rows: how a field looks."""

    formfield_overrides: Any = {
        PartialDateField: {"widget": AdminTextInputWidget({"class": "partial-date"})},
        models.TextField: {"widget": LinesWidget},
    }

    def formfield_for_dbfield(self, db_field: ModelField, request: HttpRequest, **kwargs: object) -> forms.Field | None:
        """Beside a choice of related records stand "add" and "view"; changing has its own page and rules."""
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            widget = SeveralRecords if db_field.many_to_many else OneRecord
            kwargs["widget"] = widget(db_field, self.admin_site)  # type: ignore[attr-defined]
        field: forms.Field | None = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_delete_related = False
        return field


def told(proposal: Proposal | None) -> str | Promise:
    """What became of a change to something decided."""
    if proposal is None:
        return _("Nothing differs from what is on file any more, so nothing waits.")
    return format_html(
        gettext(
            'This waits for a reviewer now, and nothing public has changed: <a href="{address}">see the difference</a>.'
        ),
        address=proposal.get_absolute_url(),
    )


type Section = tuple[object, dict[str, Any]]  # its heading, and what Django wants to know of it


def folded(section: Section, number: int) -> Section:
    """A section that opens when it is asked for, or has an error; the first ones, sources and state stay open."""
    name, options = section
    if number < OPEN_SECTIONS or {"state", "sources"} & set(options["fields"]):
        return section
    return name, options | {"classes": ["collapse"]}


@dataclass(frozen=True)
class FieldErrors:
    """What is wrong with a field, and where it stands."""

    label: str
    place: str
    messages: list[str]


def field_errors(forms: Iterable[BaseForm]) -> list[FieldErrors]:
    """What is wrong on a page, in the order of its fields."""
    return [
        FieldErrors(str(field.label), field.id_for_label, [strip_tags(str(message)) for message in field.errors])
        for form in forms
        for field in form
        if field.errors
    ]


class SubmitForm(ActionForm):
    """Which action, and why."""

    reason = forms.CharField(label=_("why"), required=False, max_length=LONGEST_REASON)


class RecordAdmin(FieldsForEditors, HistoryPages):
    """Every kind of record: state, history, publishing rules, stale saves refused."""

    form = PageForm
    actions = ["hand_in", "compared_today", "discard_mine"]
    action_form = SubmitForm
    list_per_page = 50
    save_on_top = True
    show_full_result_count = False
    readonly_fields: Any = ["last_change"]
    slug_from: tuple[str, ...] = ()
    linked: list[Linked] = []
    change_form_template = "admin/record_change_form.html"

    def changeform_view(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """A form that was sent twice says that it was saved the first time; one button saves and hands in."""
        if SUBMIT in request.POST:
            request.POST = request.POST.copy()  # type: ignore[assignment]
            request.POST["state"] = State.IN_REVIEW
        try:
            response: HttpResponse = super().changeform_view(request, *args, **kwargs)
        except AlreadySubmittedError:
            self.message_user(request, _("This form was sent twice and saved once."), messages.INFO)
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return response

    def get_queryset(self, request: HttpRequest) -> QuerySet[Record]:
        """Records about to be saved are locked, so that nothing gets between reading and writing."""
        records: QuerySet[Record] = super().get_queryset(request)
        is_form = getattr(request.resolver_match, "url_name", "").endswith("_change")
        if getattr(request.resolver_match, "url_name", "").endswith("_changelist"):
            records = with_reasons(records)
        locks = request.method == "POST" and is_form and transaction.get_connection(records.db).in_atomic_block
        return records.select_for_update(of=("self",), no_key=True) if locks else records

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Record], search_term: str
    ) -> tuple[QuerySet[Record], bool]:
        """What the fields have as typed, and what the search of the site finds: folded, corrected, by other names."""
        as_typed, may_repeat = super().get_search_results(request, queryset, search_term)
        if not search_term.strip():
            return as_typed, may_repeat
        words = read_words(search_term)
        if getattr(request.resolver_match, "url_name", "").endswith("_changelist"):
            for note in words.notes:
                messages.info(request, note)
        found = queryset.filter(pk__in=words.keys_of(self.model._meta.model_name or ""))
        if belonging := self.belonging_to(words.named):
            found |= queryset.filter(**belonging)
        return queryset.filter(Q(pk__in=as_typed.values("pk")) | Q(pk__in=found.values("pk"))), False

    def belonging_to(self, named: Mapping[str, Sequence[str]]) -> dict[str, object]:
        """The lookup of records that belong to all that is named; none unless they have a field for each."""
        fields = {f.related_model._meta.model_name: f.name for f in self.model._meta.get_fields() if f.many_to_one}
        if not named.keys() <= fields.keys():
            return {}
        return {f"{fields[model]}__slug__in": slugs for model, slugs in named.items()}

    def get_form(
        self, request: HttpRequest, obj: Record | None = None, change: bool = False, **kwargs: object
    ) -> "type[ModelForm[Record]]":
        """A form class of its own for each request, which so knows who is editing."""
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"request": request, "slug_from": self.slug_from})

    def get_list_display(self, request: HttpRequest) -> list[object]:
        """Title, state, day of the last check, then the rest: the first are in sight on any screen.

        The state says whether the public sees what is published, and if not, why.
        """
        title, *others = super().get_list_display(request)
        first = [name for name in ("state", "checked_on") if name in others]
        shown = [title, *first, *(name for name in others if name not in first)]
        return ["standing" if name == "state" else name for name in shown]

    @admin.display(description=_("state"), ordering="state")
    def standing(self, record: Record) -> str:
        """Where it stands."""
        state = str(record.get_state_display())
        if not record.is_published or record.is_public:
            return state
        return gettext("%(state)s, but not public: %(why)s.") % {"state": state, "why": why_hidden(record)}

    def get_list_filter(self, request: HttpRequest) -> list[object]:
        """What needs attention comes first."""
        return [AttentionFilter, "state", *super().get_list_filter(request)]

    def get_readonly_fields(self, request: HttpRequest, obj: Record | None = None) -> list[str]:
        """What was ever published keeps its address."""
        fixed = ["slug"] if obj is not None and was_public(obj) else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_fieldsets(self, request: HttpRequest, obj: Record | None = None) -> list[object]:
        """The version that the editor saw travels with the form."""
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj is not None:
            fieldsets = [folded(one, number) for number, one in enumerate(fieldsets)]
        if self.has_change_permission(request, obj):
            name, options = fieldsets[-1]
            fieldsets[-1] = (name, options | {"fields": [*options["fields"], "seen_version"]})
            if obj is not None and obj.state_on_file == State.PUBLISHED:
                fieldsets = [with_exchange(*section) for section in fieldsets]
        return fieldsets

    def get_prepopulated_fields(self, request: HttpRequest, obj: Record | None = None) -> dict[str, object]:
        """A slug is proposed for new records only."""
        return {} if obj else dict(super().get_prepopulated_fields(request, obj))

    def get_view_on_site_url(self, obj: Record | None = None) -> str | None:
        """Only what the public may see, with everything it belongs to, has a page."""
        if obj is None or not self.model._default_manager.published().filter(pk=obj.pk).exists():
            return None
        address: str = super().get_view_on_site_url(obj)
        return address

    def has_delete_permission(self, request: HttpRequest, obj: Record | None = None) -> bool:
        """Drafts by those who made them; else for superusers. Published records are archived, not deleted."""
        if may_discard(request.user, obj) and self.has_change_permission(request, obj):
            return True
        return bool(request.user.is_superuser) and not (obj and obj.state_on_file == State.PUBLISHED)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With a word on what the user may do here, what waits, and what belongs to the record."""
        record = kwargs.get("obj")
        context["note"] = self.note(request, record) if record else ""
        context["proposal"] = open_proposal(record) if record else None
        context["removal"] = open_removal(record) if record else None
        context["withdrawn"] = Proposal.objects.of(record).withdrawn()[:WITHDRAWN_SHOWN] if record else ()
        forms = [context["adminform"].form, *(form for rows in context["inline_admin_formsets"] for form in rows.forms)]
        context["faults"] = field_errors(forms)
        context["may_submit"] = self.has_change_permission(request, record) and not (record and is_decided(record))
        context["leaving"] = [found for form in forms for found in getattr(form, "leaving", ())]
        if record and self.has_change_permission(request, record):
            people = others_editing(record, request.user)
            address = reverse("review-editing", args=[self.opts.model_name, record.pk])
            context["editing"] = {"people": people, "shown": told_of(people), "address": address}
        if self.has_change_permission(request, record):
            kind = self.opts.model_name
            way = (
                reverse("review-typed", args=[kind, record.pk]) if record else reverse("review-typed-new", args=[kind])
            )
            context["typed_url"] = way
        context["linked"] = self.linked_tables(request, record) if record else []
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return response

    def note(self, request: HttpRequest, record: Record) -> str | Promise:
        """What the record's state means for this user."""
        if not self.has_change_permission(request, record):
            return _("You can read this record. Changing it is for editors and reviewers.")
        state = record.state_on_file
        if state == State.PUBLISHED:
            return _(
                "This record is published. What you save here is a proposal: the public page stays as it is until "
                "somebody else has approved it. To take the record off the site, set the state to archived."
            )
        if state == State.ARCHIVED:
            return _("This record is archived. What you save here is a proposal that somebody else approves.")
        return ""

    def linked_tables(self, request: HttpRequest, record: Record) -> list[LinkedTable]:
        """The records that belong to it, and the sources it rests on, each with a page of its own."""
        wanted = [*self.linked]
        if isinstance(record, Fact):
            citing = self.model._meta.get_field("sources").related_query_name()
            wanted.append(Linked(Source, citing, ("title", "publisher", "kind", "state")))
        return list(linked_tables(self.admin_site, request, record, wanted))

    @admin.action(description=_("Hand in the ticked drafts for review"), permissions=["change"])
    def hand_in(self, request: HttpRequest, records: QuerySet[Record]) -> None:
        """The drafts among them wait for a reviewer; anything else stays as it is."""
        number = submit_drafts(
            records,
            user=request.user,
            reason=request.POST.get("reason", "").strip(),
            most=MOST_SUBMITTED,
        )
        done = ngettext(
            "%(number)d draft waits for a reviewer now.", "%(number)d drafts wait for a reviewer now.", number
        )
        self.message_user(request, done % {"number": number}, messages.SUCCESS if number else messages.INFO)
        if number == MOST_SUBMITTED and records.filter(state=State.DRAFT).exists():
            self.message_user(request, _("More drafts are left. Hand in the rest in the same way."), messages.WARNING)

    @admin.action(description=_("Compared with their sources today"), permissions=["change"])
    def compared_today(self, request: HttpRequest, records: QuerySet[Fact]) -> None:
        """The day of the last check moves on: in drafts at once, else by a proposal that somebody else approves."""
        reason = request.POST.get("reason", "").strip()
        if not reason or not issubclass(self.model, Fact):
            text = _("Say why beside the action: how you compared them.") if not reason else _("These have no sources.")
            self.message_user(request, text, messages.WARNING)
            return
        number = 0
        for record in records.exclude(checked_on=localdate()).exclude(state=State.ARCHIVED)[:MOST_SUBMITTED]:
            number += compared(record, user=request.user, reason=reason)
        done = ngettext(
            "%(number)d was compared today; of what is published a reviewer decides.",
            "%(number)d were compared today; of what is published a reviewer decides.",
            number,
        )
        self.message_user(request, done % {"number": number}, messages.SUCCESS if number else messages.INFO)

    def save_model(self, request: HttpRequest, obj: Record, form: RecordForm, change: bool) -> None:
        """A proposal if the record is decided; a save without a change leaves no trace."""
        if is_decided(obj) and change:
            form.save()
        elif self.is_saved(form, change):
            if not change:
                form.submit_once()
            with_one_entry_begin(obj, form.why())
            super().save_model(request, obj, form, change)

    def is_saved(self, form: RecordForm, change: bool) -> bool:
        """Whether what the form holds goes on file at once."""
        return not change or bool(form.has_changed() and not is_decided(form.instance))

    def save_related(self, request: HttpRequest, form: PageForm, formsets: Sequence[RowForms], change: bool) -> None:
        """Record and lists are one entry of the history."""
        super().save_related(request, form, formsets, change)
        if self.is_saved(form, change):
            with_one_entry_end(form.instance, "~" if change else "+")
        if form.instance.state == State.IN_REVIEW and "state" in form.changed_data and form.has_changed():
            self.submit_rows(request, form, formsets)
        self.submit_sources(request, form, formsets)
        self.ask_for_time(form)
        has_planned = self.plan_removal(request, form) | self.ask_for_review(request, form)
        rows_on_file = self.tell_of_rows(request, formsets)
        if change:
            self.tell_of_proposals(request, form, formsets, has_saved_more=bool(rows_on_file or has_planned))
        made = [row for rows in formsets for row in rows.new_objects]
        self.warn_of_twins(request, [*made, *([] if change else [form.instance])])
        for caution in form.instance.cautions():
            self.message_user(request, caution, messages.WARNING)

    def tell_of_proposals(
        self, request: HttpRequest, form: PageForm, formsets: Sequence[RowForms], *, has_saved_more: bool
    ) -> None:
        """Say what waits now, on the page and in its rows."""
        forms = [form, *(row for rows in formsets for row in rows.forms)]
        proposing = [one for one in forms if isinstance(one, RecordForm) and one.has_proposed]
        for one in proposing:
            self.message_user(request, told(one.made), messages.SUCCESS)
        if is_decided(form.instance) and not proposing and not has_saved_more:
            self.message_user(request, _("Nothing was changed."), messages.INFO)

    def tell_of_rows(self, request: HttpRequest, formsets: Sequence[RowForms]) -> int:
        """Rows that are drafts are on file at once, whatever becomes of their page; how many were saved."""
        changed = [row for rows in formsets for row in (*rows.new_objects, *(row for row, _n in rows.changed_objects))]
        if number := sum(not is_decided(row) for row in changed):
            done = ngettext(
                "%(number)d draft row was added or changed. It is on file, and nothing public has changed.",
                "%(number)d draft rows were added or changed. They are on file, and nothing public has changed.",
                number,
            )
            self.message_user(request, done % {"number": number}, messages.SUCCESS)
        return number

    def warn_of_twins(self, request: HttpRequest, made: Iterable[Record]) -> None:
        """What was just added may be on file under another identifier."""
        for record in made:
            for twin in list(record.twins())[:TWINS_TOLD]:
                text = format_html(
                    gettext('The same seems to be on file already: <a href="{address}">{title}</a>.'),
                    address=change_url(twin),
                    title=Truncator(str(twin)).chars(80),
                )
                self.message_user(request, text, messages.WARNING)

    def submit_rows(self, request: HttpRequest, form: PageForm, formsets: Any) -> None:
        """The drafts among the rows go with their page, so that a reviewer sees all of it."""
        number = 0
        for rows in formsets:
            records = rows.model._default_manager.filter(**{rows.fk.name: form.instance})
            number += submit_drafts(records, user=request.user, reason=form.why(), most=MOST_SUBMITTED)
        if number:
            done = ngettext("%(number)d draft row went with it.", "%(number)d draft rows went with it.", number)
            self.message_user(request, done % {"number": number}, messages.SUCCESS)

    def submit_sources(self, request: HttpRequest, form: PageForm, formsets: Sequence[RowForms]) -> None:
        """The new sources that something waiting cites wait with it, to be decided in one."""
        saved = [form.instance, *(row.instance for rows in formsets for row in rows.forms if row.instance.pk)]
        waiting = filter(None, map(open_proposal, saved))
        cited = {key for one in waiting if one.state == Proposal.State.WAITING for key in cited_by(one)}
        if number := submit_cited(cited, user=request.user, reason=form.why()):
            done = ngettext("%(number)d new source goes with it.", "%(number)d new sources go with it.", number)
            self.message_user(request, done % {"number": number}, messages.SUCCESS)

    def ask_for_time(self, form: PageForm) -> None:
        """The time at which it should be public, for whoever approves."""
        if "wished_at" in form.cleaned_data and (waiting := open_proposal(form.instance)):
            Proposal.objects.filter(pk=waiting.pk).update(wished_at=form.cleaned_data["wished_at"])

    def plan_removal(self, request: HttpRequest, form: PageForm) -> bool:
        """When it leaves the site waits for a reviewer by itself; whether something was planned or taken back."""
        if not form.plans_removal or form.is_untouched:
            return False
        record = form.instance
        if not is_decided(record) and record.state != State.IN_REVIEW:
            later = _("When it shall leave the site is kept once you hand it in.")
            self.message_user(request, later, messages.WARNING)
            return False
        outcome: str | Promise = _("It stays on the site: what was planned is taken back.")
        if planned := form.removal_of(record, form.cleaned_data):
            outcome = format_html(
                gettext('That it leaves the site waits for a reviewer: <a href="{address}">see what would go</a>.'),
                address=planned.get_absolute_url(),
            )
        self.message_user(request, outcome, messages.SUCCESS)
        return True

    def ask_for_review(self, request: HttpRequest, form: PageForm) -> bool:
        """The day by which it shall be compared again is on file at once; whether one was set or taken back."""
        if "review_by" not in form.changed_data or form.is_untouched:
            return False
        day = form.cleaned_data["review_by"]
        ask_for_review(form.instance, day, request.user)
        text = _("The desk asks for a comparison by %(day)s.") if day else _("No day of review is set any more.")
        self.message_user(request, text % {"day": localize(day)} if day else text, messages.SUCCESS)
        return True

    def tell_what_is_next(self, request: HttpRequest, record: Record) -> None:
        """A draft is on file, and nobody knows of it: where to hand it in."""
        if record.state == State.DRAFT and "_popup" not in request.POST:
            text = format_html(
                gettext(
                    'Saved as a draft, which no reviewer sees: <a href="{address}#id_state">submit it for review</a>.'
                ),
                address=change_url(record),
            )
            self.message_user(request, text, messages.WARNING)

    def response_add(self, request: HttpRequest, obj: Record, *args: object, **kwargs: object) -> HttpResponse:
        """With a word on what comes next."""
        self.tell_what_is_next(request, obj)
        response: HttpResponse = super().response_add(request, obj, *args, **kwargs)
        return response

    def response_change(self, request: HttpRequest, obj: Record) -> HttpResponse:
        """Of what is decided only a proposal was kept: nothing says that the record was changed."""
        others_editing(obj, request.user, leaves=True)
        if not is_decided(obj):
            self.tell_what_is_next(request, obj)
            response: HttpResponse = super().response_change(request, obj)
        elif "_continue" in request.POST:
            response = redirect(request.path)
        else:
            response = self.response_post_save_change(request, obj)
        return response

    @admin.action(description=_("Discard the ticked drafts of mine"), permissions=["change"])
    def discard_mine(self, request: HttpRequest, records: QuerySet[Record]) -> None:
        """Those that this person alone wrote in and that were never public; the others stay, and are told."""
        reason, number = request.POST.get("reason", "").strip(), 0
        for record in records[:MOST_SUBMITTED]:
            try:
                discard(record, request.user, reason or gettext("discarded by their author"))
                number += 1
            except RefusedError as error:
                self.message_user(request, f"{Truncator(self.line(record)).chars(80)}: {error}", messages.WARNING)
        done = ngettext("%(number)d draft is discarded.", "%(number)d drafts are discarded.", number)
        self.message_user(request, done % {"number": number}, messages.SUCCESS if number else messages.INFO)

    @admin.display(description=_("last changed"))
    def last_change(self, record: Record) -> str:
        """Who and when, from the history."""
        last = record.history.select_related("history_user").first() if record.pk else None
        if last is None:
            return str(_("not saved yet"))
        who = last.history_user or last.history_change_reason or _("somebody outside the admin")
        return _("by %(who)s on %(when)s") % {"who": who, "when": localize(localtime(last.history_date))}

    @admin.display(description=_("record"), ordering="slug")
    def line(self, record: Record) -> str:
        """The record in a line."""
        return record.citing_label() if isinstance(record, Fact) else str(record)
