"""The rules of editing, for every form of the admin: no lost updates, and changes to what is decided are proposed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Model
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gtlead.records.choices import State
from gtlead.records.models import Record, field_named
from gtlead.review.consequences import Consequences, foreseen
from gtlead.review.deciding import may_publish
from gtlead.review.forms import MomentField, in_zone
from gtlead.review.models import LONGEST_REASON, Proposal, ReviewBy
from gtlead.review.once import AlreadySubmittedError, once, was_sent
from gtlead.review.readiness import needs_source, no_source, one_sided
from gtlead.review.saving import with_one_entry_begin, with_one_entry_end
from gtlead.review.seen import fresh_mark, mark, typed, version_of
from gtlead.review.submitting import UNDECIDED, is_decided, open_proposal, open_removal, plan_removal, propose
from gtlead.review.values import ADDRESS, as_json, fill, in_words, plain_fields, proposable
from gtlead.sources.models import Fact

__all__ = [
    "PageForm",
    "RecordForm",
    "change_url",
    "is_decided",
    "may_publish",
    "was_public",
]

UNSEEN = ("seen_version", "reason", "wished_at", "take_off_at", "review_by")
RESOLVES = "resolves"  # the version with which a stale form is brought together


def was_public(record: Record) -> bool:
    """Whether the record was ever published, so that somebody may rely on its address."""
    return record.state_on_file == State.PUBLISHED or record.history.filter(state=State.PUBLISHED).exists()


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form that refuses a stale save; of a decided record it saves a proposal, and shows the one that waits."""

    seen_version = forms.CharField(widget=forms.HiddenInput, required=False)
    request: HttpRequest
    instance: Record
    slug_from: tuple[str, ...] = ()
    proposal: Proposal | None = None
    leaving: tuple[Consequences, ...] = ()  # what would leave the site with this, and was not ticked yet
    has_proposed = False  # by this form
    made: Proposal | None = None  # by it; none if nothing would change any more
    is_untouched = False  # nothing was typed here, though somebody else saved meanwhile

    def __init__(self, *args: Any, proposals: Mapping[int, Proposal] | None = None, **kwargs: Any) -> None:
        record: Any = kwargs.get("instance")
        if record is not None and record.pk:
            with_plain_lines(record)
        if is_decided(record):
            self.proposal = open_proposal(record) if proposals is None else proposals.get(record.pk)
            kwargs["initial"] = (kwargs.get("initial") or {}) | self.lay_over(record)
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            shown = {name: value for name, value in self.initial.items() if name in self.fields}
            self.initial["seen_version"] = mark(token(self.instance, self.proposal), type(self.instance), shown)
            if "slug" in self.fields and was_public(self.instance):
                self.fields["slug"].disabled = True
        else:
            self.initial["seen_version"] = fresh_mark()
        if not self.instance.pk and self.slug_from and "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("The lasting address. Left empty, one is proposed when you save.")
        if "reason" in self.fields:
            self.fields["reason"].initial = self.proposal.reason if self.proposal else ""
        if "wished_at" in self.fields:
            waiting = self.proposal or (open_proposal(self.instance) if self.instance.pk else None)
            self.fields["wished_at"].initial = waiting.wished_at if waiting else None
            self.fields["wished_at"].label = in_zone(self.fields["wished_at"].label)
        if "state" in self.fields:
            self.fields["state"].help_text = ""  # told once, above the fields of the section
            self.fields["state"].choices = self.choices_of_state()  # type: ignore[attr-defined]

    def lay_over(self, record: Record) -> dict[str, object]:
        """Show the record as proposed: plain values in memory, lists as initial ones."""
        if self.proposal is None:
            return {}
        values = {name: value for name, value in self.proposal.new_values.items() if name != ADDRESS}
        fill(record, values)
        plain = {f.name: f.value_from_object(record) for f in plain_fields(type(record)) if f.name in values}
        return values | plain

    def choices_of_state(self) -> list[tuple[str, object]]:
        """Publishing is a decision of its own; what is decided can be taken back, by a proposal."""
        decided = is_decided(self.instance)
        wanted = (State.PUBLISHED, State.ARCHIVED, State.DRAFT) if decided else UNDECIDED
        return [(state.value, state.label) for state in wanted]

    def has_changed(self) -> bool:
        """The hidden version alone is no change, nor is a reason without one."""
        if self.is_untouched:
            return False
        return bool(self.changes()) or bool(self.proposal and "reason" in self.changed_data)

    def changes(self) -> list[str]:
        """The names of the fields whose value differs from what the form showed."""
        return [name for name in self.changed_data if name not in UNSEEN]

    @property
    def only_looks(self) -> bool:
        """Whether nothing is saved: somebody looks at the page as it would be."""
        return getattr(self.request, "only_looks", False)

    def why(self) -> str:
        """The reason typed on the page: rows share the one of their page."""
        return str(self.data.get("reason", "")).strip()

    def clean(self) -> dict[str, object]:
        """The rules, in the order in which an editor should hear of them."""
        cleaned = super().clean() or {}
        if not self.instance.pk and was_sent(self.key):  # before what it made itself is found in its way
            raise AlreadySubmittedError
        if self.instance.pk and self.has_changed():
            self.refuse_stale(cleaned)
        if self.slug_from and not self.instance.pk and not cleaned.get("slug") and "slug" not in self.errors:
            cleaned["slug"] = self.proposed_slug(cleaned)
        if is_decided(self.instance) and self.has_changed():
            self.demand_reason()
            if cleaned.get("state") == State.PUBLISHED:
                self.refuse_unready(cleaned)
            if not self.errors:
                self.show_consequences(cleaned)
        return cleaned

    def show_consequences(self, cleaned: dict[str, object]) -> None:
        """Whoever would take something off the site sees it listed first, and ticks that they have."""
        self.see_first(lambda stored: self.proposed(stored, cleaned))

    def see_first(self, make: Callable[[Record], Proposal | None]) -> None:
        """What would leave the site with the proposal that this makes of the record as stored; made in vain."""
        if self.only_looks:
            return
        with transaction.atomic():
            made = make(type(self.instance)._default_manager.get(pk=self.instance.pk))
            found = foreseen(made) if made else Consequences()
            transaction.set_rollback(True)
        if found.number and found.digest not in self.request.POST.getlist("acknowledged"):
            self.leaving = (*self.leaving, found)
            raise ValidationError(
                _("Not saved yet. %(what)s Look at the list above the form, tick that you saw it, and save again.")
                % {"what": found.sentence},
                code="leaving",
            )

    def _post_clean(self) -> None:
        """The rules ask for lists too, and shall see those of the form."""
        lists = {f.name for f in self.instance._meta.many_to_many}
        self.instance.takes_over = is_decided(self.instance)
        self.instance.wanted_lists = {name: self.cleaned_data[name] for name in lists & self.cleaned_data.keys()}
        super()._post_clean()

    def demand_reason(self) -> None:
        """What changes in public has a reason that the public can read."""
        if not self.why() and not self.only_looks:
            text = _("Say why: readers find the reason in the list of changes.")
            self.add_error("reason" if "reason" in self.fields else None, text)

    def refuse_stale(self, cleaned: dict[str, Any]) -> None:
        """Say who saved meanwhile, when, and which fields would be overwritten, each with what it holds now."""
        stored = type(self.instance)._default_manager.select_for_update(no_key=True).get(pk=self.instance.pk)
        proposal = open_proposal(stored) if is_decided(stored) else None
        seen = cleaned.get("seen_version", "")
        now = token(stored, proposal)
        if version_of(seen) == now:
            return
        mine = typed(seen, type(stored), cleaned, self.changes())
        if not mine:
            self.is_untouched = True
            return
        if self.data.get(self.add_prefix(RESOLVES)) == now:
            self.merge_stale(cleaned, mine)
            return
        who, when = last_save(stored, proposal)
        labels = []
        for name in self.changes():
            labels.append(str(self.fields[name].label or name))
            self.add_error(name, self.choice_of(name, on_file(stored, name, proposal), is_mine=name in mine))
        raise ValidationError(
            format_html(
                _(
                    "Not saved: {who} saved this record on {when} while you were editing. Fields in which your text "
                    "differs from theirs: {fields}. Your text is still in the form. At each of them take theirs, keep "
                    "yours, or edit it, and save again. "
                    '<a href="{address}" target="_blank" rel="noopener">Open the record as it is now</a>.'
                    '<input type="hidden" name="{resolves}" value="{now}">'
                ),
                who=who,
                when=localize(localtime(when)),
                fields=", ".join(labels),
                address=change_url(stored),
                resolves=self.add_prefix(RESOLVES),
                now=now,
            ),
            code="stale",
        )

    def choice_of(self, name: str, value: str, *, is_mine: bool) -> SafeString:
        """What is on file now, and whether that or what was typed shall stay; what nobody typed here is theirs."""
        options = [("mine", _("keep what stands below"), is_mine), ("theirs", _("take this"), not is_mine)]
        field = f"keep-{self.add_prefix(name)}"
        return format_html(
            '{} <span class="choice">{}</span>',
            _("On file now: %(value)s") % {"value": value},
            format_html_join(
                " ",
                '<label><input type="radio" name="{}" value="{}"{}> {}</label>',
                ((field, key, " checked" if chosen else "", label) for key, label, chosen in options),
            ),
        )

    def merge_stale(self, cleaned: dict[str, object], mine: Sequence[str]) -> None:
        """What was chosen field by field; where nothing was, what was typed here is mine and the rest theirs."""
        for name in self.changes():
            wanted = self.data.get(f"keep-{self.add_prefix(name)}", "mine" if name in mine else "theirs")
            if wanted == "theirs":
                theirs = self.initial.get(name, self.fields[name].initial)
                keys = [getattr(one, "pk", one) for one in theirs] if isinstance(theirs, list) else theirs
                cleaned[name] = self.fields[name].clean(keys)

    def proposed_slug(self, cleaned: dict[str, object]) -> str:
        """A free address made of the fields that `slug_from` names."""
        parts = [cleaned.get(name) for name in self.slug_from]
        base = slugify(" ".join(str(getattr(part, "slug", part)) for part in parts if part))[:90].strip("-")
        if not base:
            self.add_error("slug", _("Type an address in lower case, words joined by hyphens."))
        records = type(self.instance)._default_manager
        taken = set(records.filter(slug__startswith=base).values_list("slug", flat=True))
        return base if base not in taken else next(s for n in count(2) if (s := f"{base}-{n}") not in taken)

    def refuse_unready(self, cleaned: dict[str, Any]) -> None:
        """A fact stays out with a published source; a question with both sides heard."""
        if isinstance(self.instance, Fact) and needs_source(self.instance._meta.model_name, cleaned):
            sources = cleaned.get("sources") or ()
            # A new source goes with the change, and becomes public in the same moment.
            if "sources" in self.fields and all(source.state == State.ARCHIVED for source in sources):
                self.add_error("sources", no_source())
        if hasattr(self.instance, "missing_sides") and (missing := self.instance.missing_sides()):
            self.add_error("state", one_sided(missing))

    def proposed_values(self, cleaned: dict[str, object]) -> dict[str, object]:
        """What was typed, as a proposal keeps it."""
        return {f.name: as_json(f, cleaned[f.name]) for f in proposable(type(self.instance)) if f.name in cleaned}

    def proposed(self, stored: Record, cleaned: dict[str, object]) -> Proposal | None:
        """What was typed, as a proposal to change the record as stored."""
        return propose(stored, self.proposed_values(cleaned), user=self.request.user, reason=self.why())

    def propose(self) -> None:
        """Keep what was typed as a proposal; the record stays as it is."""
        stored = type(self.instance)._default_manager.get(pk=self.instance.pk)
        self.made = self.proposed(stored, self.cleaned_data)
        self.has_proposed = True

    @property
    def key(self) -> str:
        """Names a form that makes a record, of all that were ever shown."""
        return f"{version_of(self.cleaned_data.get('seen_version', ''))}{self.prefix or ''}"

    def submit_once(self) -> None:
        """A form that makes a record makes one, however often it is sent."""
        once(self.key)

    def save_m2m(self) -> None:
        """The lists of what is proposed wait with it; those of a draft are saved."""
        if not (is_decided(self.instance) or self.is_untouched):
            self._save_m2m()  # type: ignore[attr-defined]  # the stubs leave it out

    def save(self, commit: bool = True) -> Record:
        """One version on for each change, in one entry of the history; a proposal if the record is decided."""
        if is_decided(self.instance) or self.is_untouched:
            if commit and self.has_changed():
                self.propose()
            return self.instance
        kind = "~" if self.instance.pk else "+"
        if self.instance.pk and self.has_changed():
            self.instance.version += 1
        if not commit:
            super().save(commit)
            return self.instance
        if kind == "+":
            self.submit_once()
        with_one_entry_begin(self.instance, self.why()[:LONGEST_REASON])
        super().save(commit)
        with_one_entry_end(self.instance, kind)
        return self.instance


type RowForms = BaseInlineFormSet[Record, Record, RecordForm]  # the rows of one kind on a page


class PageForm(RecordForm):
    """The form of a record's own page, where the reason is typed."""

    reason = forms.CharField(
        label=_lazy("why"),
        required=False,
        max_length=LONGEST_REASON,
        widget=AdminTextInputWidget,
        help_text=_lazy(
            "Readers find it in the list of changes. Needed when you change what is published or archived."
        ),
    )
    wished_at = MomentField(
        label=_lazy("to be public at"),
        required=False,
        help_text=_lazy("If it should not be at once: the reviewer is asked for this time."),
    )
    take_off_at = MomentField(
        label=_lazy("take off at"),
        required=False,
        show_hidden_initial=True,  # so that what somebody else planned meanwhile is not taken back
        help_text=_lazy("When it shall leave the site; a proposal of its own."),
    )
    review_by = forms.DateField(
        label=_lazy("review by"),
        required=False,
        show_hidden_initial=True,
        widget=AdminDateWidget,
        help_text=_lazy("For ourselves: the desk asks for a comparison from this day on. Empty: after a year."),
    )
    exchange = forms.CharField(
        label=_lazy("exchange its address with"),
        required=False,
        max_length=100,
        widget=AdminTextInputWidget,
        help_text=_lazy(
            "The slug of another published record of this kind. Each gets the address of the other in the moment in "
            "which it is approved; addresses with a date go on showing what stood there on their day."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.state_on_file != State.PUBLISHED or not self.instance.pk:
            del self.fields["exchange"]
        elif self.proposal:
            self.fields["exchange"].initial = self.proposal.new_values.get(ADDRESS, "")
        if not isinstance(self.instance, Fact):
            del self.fields["review_by"]
        elif self.instance.pk:
            days = ReviewBy.objects.of(self.instance).values_list("day", flat=True)
            self.fields["review_by"].initial = days.first()
        if "take_off_at" in self.fields:
            planned = open_removal(self.instance) if self.instance.pk else None
            self.fields["take_off_at"].initial = planned.time if planned else None
            self.fields["take_off_at"].label = in_zone(self.fields["take_off_at"].label)

    def clean(self) -> dict[str, object]:
        """A planned removal is a proposal of its own, so it has its own list of what would go."""
        cleaned = super().clean()
        if self.plans_removal and cleaned.get("take_off_at") and is_decided(self.instance):
            self.demand_reason()
            if not self.errors:
                self.see_first(lambda stored: self.removal_of(stored, cleaned))
        return cleaned

    def clean_take_off_at(self) -> datetime | None:
        """A moment to come, if somebody has just typed it."""
        moment: datetime | None = self.cleaned_data["take_off_at"]
        if not (moment and self.plans_removal):
            return moment
        if self.instance.state_on_file == State.ARCHIVED:
            raise ValidationError(_("It is not on the site."))
        if moment <= timezone.now():
            raise ValidationError(_("This moment has passed. To take it off now, set the state to archived."))
        return moment

    @property
    def plans_removal(self) -> bool:
        """Whether the time at which it leaves the site was set, moved or taken back here."""
        return "take_off_at" in self.changed_data

    def removal_of(self, stored: Record, cleaned: dict[str, Any]) -> Proposal | None:
        """The proposal to take the record off at the time that was typed."""
        return plan_removal(stored, cleaned["take_off_at"], user=self.request.user, reason=self.why())

    def clean_exchange(self) -> str:
        """Only an address that another one has can be had; one's own is none to exchange."""
        wanted = str(self.cleaned_data["exchange"]).strip().lower()
        if wanted == self.instance.slug:
            return ""
        records = type(self.instance)._default_manager
        if wanted and not records.filter(slug=wanted, state=State.PUBLISHED).exists():
            words = {"kind": self.instance._meta.verbose_name, "slug": wanted}
            raise ValidationError(_("There is no published %(kind)s “%(slug)s”.") % words)
        return wanted

    def proposed_values(self, cleaned: dict[str, object]) -> dict[str, object]:
        """With the address of another, if it shall be exchanged."""
        address = cleaned["exchange"] or self.instance.slug if "exchange" in self.fields else ""
        return super().proposed_values(cleaned) | ({ADDRESS: address} if address else {})


def with_plain_lines(record: Record) -> None:
    """In memory, texts divided as forms give them back, whatever divides them on file: untouched is unchanged."""
    for field in record._meta.concrete_fields:
        if isinstance(field, models.TextField):
            setattr(record, field.attname, getattr(record, field.attname).replace("\r\n", "\n"))


def token(record: Record, proposal: Proposal | None) -> str:
    """What the editor has seen: the version of the record, and that of the change that waits."""
    return f"{record.version}+{proposal.pk}.{proposal.version}" if proposal else str(record.version)


def last_save(record: Record, proposal: Proposal | None) -> tuple[object, datetime]:
    """Who wrote last, and when."""
    if proposal:
        return proposal.proposed_by or _("somebody outside the admin"), proposal.changed_at
    last = record.history.select_related("history_user").first()
    who = (last and last.history_user) or _("somebody outside the admin")
    return who, last.history_date if last else record.updated_at


def on_file(record: Model, name: str, proposal: Proposal | None = None) -> str:
    """The stored value of a field in words, or the proposed one if a change waits."""
    field = field_named(record, name)
    if proposal and name in proposal.changes:
        return in_words(field, proposal.new_values[name])
    if field.many_to_many:
        value = ", ".join(str(related) for related in getattr(record, name).all())
    else:
        value = getattr(record, f"get_{name}_display", lambda: getattr(record, name))()
    return _("(empty)") if value in ("", None) else str(localize(value))


def change_url(record: Any) -> str:
    """The address of the record's form in the admin."""
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])
