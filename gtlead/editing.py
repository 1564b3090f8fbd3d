"""The rules of editing, for every form of the admin: who may publish, what may be published, no lost updates."""

from hashlib import sha256
from itertools import count
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.text import slugify
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from .models import Fact, Record, State

PUBLISH = "gtlead.publish_record"
EDITORS_STATES = (State.DRAFT, State.IN_REVIEW)


def may_publish(user: Any) -> bool:
    """Whether the user decides what becomes public."""
    return bool(user.has_perm(PUBLISH))


def state_on_file(record: Record) -> str:
    """The state in the database; a refused form leaves the one that was typed in memory."""
    return getattr(record, "state_on_file", record.state)


def may_change(user: Any, record: Record | None) -> bool:
    """What was published or archived is changed by those who may decide that."""
    return record is None or state_on_file(record) in EDITORS_STATES or may_publish(user)


def was_public(record: Record) -> bool:
    """Whether the record was ever published, so that somebody may rely on its address."""
    return record.is_published or record.history.filter(state=State.PUBLISHED).exists()


def needs_source(kind: str | None, values: dict[str, Any]) -> bool:
    """Whether a fact of this kind asserts something; "not known", questions and dictionary words do not."""
    return not (
        kind in ("question", "term")
        or (kind == "statement" and values.get("answer") == "not-known")
        or (kind == "position" and values.get("legal_class") == "unknown")
    )


class RecordForm(forms.ModelForm):
    """A form that refuses a stale save, and publishing without right or source; what was typed stays."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    request: HttpRequest
    slug_from: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["seen_version"].initial = self.instance.version
            if "slug" in self.fields and was_public(self.instance):
                self.fields["slug"].disabled = True
        elif self.slug_from and "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("The lasting address. Left empty, one is proposed when you save.")
        if "state" in self.fields:
            self.fields["state"].help_text = ""  # told once, above the fields of the section
        if not may_change(self.request.user, self.instance if self.instance.pk else None):
            self.freeze()
        elif "state" in self.fields and not may_publish(self.request.user):
            self.fields["state"].choices = [(s.value, s.label) for s in EDITORS_STATES]  # type: ignore[attr-defined]

    def freeze(self) -> None:
        """A row among others that this user may not change: shown, never taken from what was posted."""
        for field in self.fields.values():
            field.disabled = True
        if "state" in self.fields:
            self.fields["state"].help_text = _("Only a reviewer changes what was published or archived.")

    def has_changed(self) -> bool:
        """The hidden version alone is no change."""
        return bool(self.changes())

    def changes(self) -> list[str]:
        """The names of the fields whose value differs from the one on file."""
        return [name for name in self.changed_data if name != "seen_version"]

    def clean(self) -> dict[str, Any]:
        """The rules, in the order in which an editor should hear of them."""
        cleaned = super().clean() or {}
        if self.instance.pk and self.has_changed():
            self.refuse_stale(cleaned)
        if self.slug_from and not self.instance.pk and not cleaned.get("slug") and "slug" not in self.errors:
            cleaned["slug"] = self.proposed_slug(cleaned)
        if cleaned.get("state") == State.PUBLISHED:
            self.refuse_unready(cleaned)
        return cleaned

    def refuse_stale(self, cleaned: dict[str, Any]) -> None:
        """Say who saved meanwhile, when, and which fields would be overwritten, each with what it holds now."""
        stored = type(self.instance)._default_manager.select_for_update().get(pk=self.instance.pk)
        if cleaned.get("seen_version") == stored.version:
            return
        last = stored.history.select_related("history_user").first()
        who = (last and last.history_user) or _("somebody outside the admin")
        labels = []
        for name in self.changes():
            labels.append(str(self.fields[name].label or name))
            self.add_error(name, _("On file now: %(value)s") % {"value": on_file(stored, name)})
        raise ValidationError(
            format_html(
                _(
                    "Not saved: {who} saved this record on {when} while you were editing. Fields in which your text "
                    "differs from theirs: {fields}. Your text is still in the form. "
                    '<a href="{address}" target="_blank" rel="noopener">Open the record as it is now</a> in a second '
                    "window, bring the two together, and save there."
                ),
                who=who,
                when=localize(localtime(last.history_date if last else stored.updated_at)),
                fields=", ".join(labels),
                address=change_url(stored),
            ),
            code="stale",
        )

    def proposed_slug(self, cleaned: dict[str, Any]) -> str:
        """A free address made of the fields that `slug_from` names."""
        parts = [cleaned.get(name) for name in self.slug_from]
        base = slugify(" ".join(str(getattr(part, "slug", part)) for part in parts if part))[:90].strip("-")
        if not base:
            self.add_error("slug", _("Type an address in lower case, words joined by hyphens."))
        records: Any = type(self.instance)._default_manager
        taken = set(records.filter(slug__startswith=base).values_list("slug", flat=True))
        return base if base not in taken else next(s for n in count(2) if (s := f"{base}-{n}") not in taken)

    def refuse_unready(self, cleaned: dict[str, Any]) -> None:
        """A fact goes out with a published source; a question with both sides heard."""
        if isinstance(self.instance, Fact) and needs_source(self.instance._meta.model_name, cleaned):
            sources = cleaned.get("sources") or ()
            if "sources" in self.fields and not any(source.is_published for source in sources):
                self.add_error("sources", _("A fact needs at least one published source before it can be published."))
        if hasattr(self.instance, "missing_sides") and (missing := self.instance.missing_sides()):
            self.add_error(
                "state",
                _("This question cannot be published yet: no published argument is %(sides)s.")
                % {"sides": ", ".join(missing)},
            )

    def save(self, commit: bool = True) -> Any:
        """One version on for each change; `refuse_stale` has locked the row that still had the version seen."""
        if self.instance.pk and self.has_changed():
            self.instance.version = self.cleaned_data["seen_version"] + 1
        return super().save(commit)


class PartForm(forms.ModelForm):
    """A form for a row without a version of its own: it remembers what the row held when the page was opened."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fingerprint = fingerprint(self.instance) if self.instance.pk else ""
        self.fields["seen"].initial = self.fingerprint

    def has_changed(self) -> bool:
        """The hidden fingerprint alone is no change."""
        return bool(set(self.changed_data) - {"seen"})

    def clean(self) -> dict[str, Any]:
        """Refuse to overwrite what the editor has not seen."""
        cleaned = super().clean() or {}
        if self.has_changed() and cleaned.get("seen", "") != self.fingerprint:
            for name in self.changed_data:
                if name != "seen":
                    self.add_error(name, _("On file now: %(value)s") % {"value": on_file(self.instance, name)})
            raise ValidationError(
                _("Not saved: somebody changed this row while you were editing. Your text is still in the form."),
                code="stale",
            )
        return cleaned


def fingerprint(row: Any) -> str:
    """A digest of the row's own values."""
    return sha256(repr([field.value_from_object(row) for field in row._meta.concrete_fields]).encode()).hexdigest()


def on_file(record: Any, name: str) -> str:
    """The stored value of a field in words."""
    if record._meta.get_field(name).many_to_many:
        value = ", ".join(str(related) for related in getattr(record, name).all())
    else:
        value = getattr(record, f"get_{name}_display", lambda: getattr(record, name))()
    return _("(empty)") if value in ("", None) else str(localize(value))


def change_url(record: Any) -> str:
    """The address of the record's form in the admin."""
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])
