"""Dates as precise as their source: `2017`, `2017-05` or `2017-05-17`, kept as text that sorts."""

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

PATTERN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
REMEMBERED = 8_192  # few dates are asked for very often


@lru_cache(REMEMBERED)
def first_day(partial: str) -> date:
    """The earliest day the partial date can mean; ValueError if it is none."""
    match = PATTERN.fullmatch(partial)
    if match is None:
        raise ValueError(f"not a date as YYYY, YYYY-MM or YYYY-MM-DD: {partial!r}")
    year, month, day = match.groups()
    return date(int(year), int(month or 1), int(day or 1))


@lru_cache(REMEMBERED)
def last_day(partial: str) -> date:
    """The latest day the partial date can mean; ValueError if it is none."""
    first = first_day(partial)
    if len(partial) == 4:
        return date(first.year, 12, 31)
    if len(partial) == 7:
        return date(first.year, first.month, monthrange(first.year, first.month)[1])
    return first


def in_words(partial: str) -> str:
    """`2017`, `May 2017` or `17 May 2017`."""
    if len(partial) == 4:
        return partial
    return date_format(first_day(partial), "F Y" if len(partial) == 7 else "j F Y")


def validate_partial_date(value: str) -> None:
    """Refuse what is not a partial date."""
    try:
        first_day(value)
    except ValueError as error:
        raise ValidationError(
            _("Write the date as precisely as the source does: YYYY, YYYY-MM or YYYY-MM-DD.")
        ) from error


class DayConverter:
    """A day in an address: 2026-11-23."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        """The day; ValueError, and so no such address, if the calendar does not know it."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """As in the address."""
        return value.isoformat()
