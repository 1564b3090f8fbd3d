"""The rules of editing, for every form of the admin: who may publish, what may be published, no lost updates."""

from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from .models import Fact, Record, State

PUBLISH = "gtlead.publish_record"
EDITORS_STATES = (State.DRAFT, State.IN_REVIEW)


def may_publish(user: AbstractBaseUser | PermissionsMixin | Any) -> bool:
    """Whether the user decides what becomes public."""
    return bool(user.has_perm(PUBLISH))


def may_change(user: Any, record: Record | None) -> bool:
    """Published records are changed by those who may publish; the public would see it at once."""
    return record is None or not record.is_published or may_publish(user)


class RecordForm(forms.ModelForm):
    """A form that refuses a stale save, and publishing without right or source; what was typed stays."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    request: HttpRequest

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["seen_version"].initial = self.instance.version
        if "state" in self.fields and not may_publish(self.request.user):
            self.fields["state"].choices = [(s.value, s.label) for s in EDITORS_STATES]  # type: ignore[attr-defined]

    def has_changed(self) -> bool:
        """The hidden version alone is no change."""
        return bool(set(self.changed_data) - {"seen_version"})

    def clean(self) -> dict[str, Any]:
        """The rules, in the order in which an editor should hear of them."""
        cleaned = super().clean() or {}
        if self.instance.pk and self.has_changed():
            self.refuse_stale(cleaned)
        if cleaned.get("state") == State.PUBLISHED:
            self.refuse_unready(cleaned)
        return cleaned

    def refuse_stale(self, cleaned: dict[str, Any]) -> None:
        """Say who saved meanwhile, when, and which fields would be overwritten."""
        stored = type(self.instance)._default_manager.select_for_update().get(pk=self.instance.pk)
        if cleaned.get("seen_version") == stored.version:
            return
        last = stored.history.select_related("history_user").first()
        who = last.history_user if last and last.history_user else _("the reference data")
        when = localize(localtime(last.history_date)) if last else ""
        differing = [field for field in self.changed_data if field != "seen_version"]
        labels = ", ".join(str(self.fields[name].label or name) for name in differing if self.differs(stored, name))
        raise ValidationError(
            _(
                "Not saved: %(who)s saved this record on %(when)s while you were editing. Fields in which your text "
                "differs from theirs: %(fields)s. Your text is still in the form; open the record in a second "
                "window, bring the two together, and save there."
            )
            % {"who": who, "when": when, "fields": labels or _("none")},
            code="stale",
        )

    def differs(self, stored: Record, name: str) -> bool:
        """Whether the typed value of a field is not the stored one."""
        typed = self.cleaned_data.get(name)
        field = stored._meta.get_field(name)
        if field.many_to_many:
            return {o.pk for o in typed or ()} != {o.pk for o in getattr(stored, name).all()}
        return typed != getattr(stored, name)

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
        """One version on for each change."""
        if self.instance.pk and self.has_changed():
            self.instance.version += 1
        return super().save(commit)


def needs_source(kind: str | None, values: dict[str, Any]) -> bool:
    """Whether a fact of this kind asserts something; "not known", questions and dictionary words do not."""
    return not (
        kind in ("question", "term")
        or values.get("answer") == "not-known"
        or (kind == "position" and values.get("legal_class") == "unknown")
    )
