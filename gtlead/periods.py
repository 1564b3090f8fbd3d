"""A period that somebody asks for: from a day to a day, both included."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PeriodForm(forms.Form):
    """`from` and `to`; empty means since ever and until today. What it does not know it refuses."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        self.fields["from"] = forms.DateField(label=_("From"), required=False, widget=widget)
        self.fields["to"] = forms.DateField(label=_("To"), required=False, widget=widget)

    def clean(self) -> dict[str, Any]:
        """A period ends after it begins."""
        cleaned = super().clean() or {}
        if unknown := sorted(set(self.data) - set(self.fields)):
            raise ValidationError(_("Unknown parameter: %(names)s."), params={"names": ", ".join(unknown)})
        if cleaned.get("from") and cleaned.get("to") and cleaned["from"] > cleaned["to"]:
            raise ValidationError(_("The period ends before it begins."))
        return cleaned

    @property
    def period(self) -> tuple[date, date]:
        """First and last day."""
        return self.cleaned_data["from"] or date.min, self.cleaned_data["to"] or timezone.localdate()
