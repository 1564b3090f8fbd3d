"""Filters by time: a day, and the two years `from` and `to`, of which the first does not lie after the last."""

import django_filters
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from countries.filters.fields import DayField, YearField
from gtlead.lists.filters import Filters, StrictFilterSet


class DayFilter(django_filters.Filter):
    """A day of the time machine."""

    field_class = DayField


class YearFilter(django_filters.Filter):
    """A year."""

    field_class = YearField


class YearsFilterSet(StrictFilterSet):
    """A filter set with `from` and `to`."""

    @classmethod
    def get_filters(cls) -> Filters:
        """`from` is a word of Python, so the years get their names here and not as attributes."""
        years = {
            "from": YearFilter(label=_l("From the year")),
            "to": YearFilter(label=_l("To the year")),
        }
        return Filters({**super().get_filters(), **years})

    def year(self, name: str) -> int | None:
        """The year asked for."""
        year: int | None = self.form.cleaned_data.get(name)
        return year

    def errors_by_parameter(self, *, has_pages: bool = False) -> dict[str, list[str]]:
        """A first year after the last is an error, not an empty list."""
        errors = super().errors_by_parameter(has_pages=has_pages)
        first, last = (None, None) if errors else (self.year("from"), self.year("to"))
        if first and last and first > last:
            errors["from"] = [_("The first year, %(first)s, lies after the last.") % {"first": first}]
        return errors

    def is_within(self, year: int | None) -> bool:
        """Whether a year lies between the two."""
        wanted = self.form.cleaned_data
        first, last = wanted.get("from"), wanted.get("to")
        return year is not None and (first is None or first <= year) and (last is None or year <= last)
