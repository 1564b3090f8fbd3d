"""Form fields for the time machine: a day and a year, written one way only."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gtlead.records.clock import today

EARLIEST_YEAR = 1990


def not_in_the_future(day: date) -> None:
    """The atlas knows what was, not what will be."""
    if day > today():
        raise ValidationError(_("%(day)s lies in the future."), params={"day": day.isoformat()})


def not_before_gene_therapy(day: date) -> None:
    """Nothing in the atlas is older."""
    if day.year < EARLIEST_YEAR:
        raise ValidationError(_("The atlas begins in %(year)s."), params={"year": EARLIEST_YEAR})


class DayField(forms.DateField):
    """A day as YYYY-MM-DD, not in the future."""

    default_validators = [not_before_gene_therapy, not_in_the_future]
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    input_formats = ["%Y-%m-%d"]
    default_error_messages = {"invalid": _("Write the day as YYYY-MM-DD, such as 2019-06-01.")}


class YearField(forms.IntegerField):
    """A year with four digits."""

    widget = forms.NumberInput
    default_error_messages = {"invalid": _("Write the year with four digits, such as 2019.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"min_value": EARLIEST_YEAR, "max_value": 2100} | kwargs))
