"""Small formatters; no logic lives here."""

from datetime import date
from decimal import Decimal

from django import template
from django.utils.formats import date_format, number_format

from gtlead.content import current_version
from gtlead.dates import in_words

register = template.Library()


@register.filter
def partial_date(value: str) -> str:
    """`2017-05` as `May 2017`."""
    return in_words(value) if value else ""


@register.filter
def day(value: date) -> str:
    """A full date: `23 November 2026`."""
    return date_format(value, "j F Y")


@register.filter
def begins(path: str, start: str) -> bool:
    """Whether a path lies under another."""
    return start != "/" and path.startswith(start)


@register.filter
def lines(text: str) -> list[str]:
    """The lines of a one-a-line field."""
    return text.splitlines()


@register.filter
def number(value: Decimal) -> str:
    """A number with thousands separated and no idle zeros."""
    return number_format(
        value.normalize() if value != value.to_integral_value() else int(value), use_l10n=True, force_grouping=True
    )


@register.simple_tag
def content_version() -> int:
    """The number of the content's present state, for citations."""
    return current_version()
