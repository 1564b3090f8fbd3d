"""What somebody may ask of a staff report, by plain names; what a form does not know it refuses."""

from datetime import date
from typing import Any

from django import forms
from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import Model
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from gtlead.lists.parameters import unknown_parameter
from gtlead.records.models import Record


def person(label: Any) -> "forms.ModelChoiceField[User]":
    """One person by the name with which they sign in."""
    people = User.objects.order_by("username")
    return forms.ModelChoiceField(
        people, label=label, required=False, to_field_name="username", empty_label=_("anybody")
    )


class ReportForm(forms.Form):
    """The filters of a report; nothing that was asked is ignored."""

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.asked = data

    def errors_by_parameter(self) -> dict[str, list[str]]:
        """What is wrong with the request, by parameter; empty if nothing is."""
        errors = {name: [str(text) for text in texts] for name, texts in self.errors.items()}
        errors |= {name: [unknown_parameter(name)] for name in self.asked if name not in self.fields}
        for name, field in self.fields.items():
            if not getattr(field.widget, "allow_multiple_selected", False) and len(set(self.asked.getlist(name))) > 1:
                errors[name] = [str(_("“%(name)s” can be given once only.") % {"name": name})]
        return errors


class PeriodForm(ReportForm):
    """`from` and `to`, both days included; empty means since ever and until today."""

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        for name, label in (("from", _("From")), ("to", _("To"))):
            self.fields[name] = forms.DateField(label=label, required=False, widget=widget, input_formats=["%Y-%m-%d"])
        self.order_fields(["from", "to"])

    def clean(self) -> dict[str, object]:
        """A period ends after it begins."""
        cleaned = super().clean() or {}
        if cleaned.get("from") and cleaned.get("to") and cleaned["from"] > cleaned["to"]:
            self.add_error("to", _("The period ends before it begins."))
        return cleaned

    @property
    def period(self) -> tuple[date, date]:
        """First and last day."""
        return self.cleaned_data["from"] or date.min, self.cleaned_data["to"] or timezone.localdate()


class ChangesForm(PeriodForm):
    """What became public in a period: of which kinds, by whom."""

    kind = forms.MultipleChoiceField(
        label=_("Kind"),
        required=False,
        choices=lambda: kinds_of(Record),
        widget=forms.CheckboxSelectMultiple,
    )
    author = person(_("Author"))
    reviewer = person(_("Reviewer"))


def kinds_of(base: type[Model]) -> list[tuple[str, str]]:
    """The kinds of record below a base, as addresses and tables name them, and in words."""
    metas = [model._meta for model in apps.get_models() if issubclass(model, base)]
    return [(str(meta.model_name), capfirst(str(meta.verbose_name))) for meta in metas]
