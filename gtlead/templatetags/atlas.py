"""Small formatters; no logic lives here."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django import template
from django.template import Context
from django.utils.formats import date_format, number_format

from gtlead.publication.content_version import public_since
from gtlead.records import clock
from gtlead.records.clock import Edition, current_edition
from gtlead.records.dates import in_words
from gtlead.sources.bibliography import Citation
from gtlead.sources.witness import Witness, witness_of

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


@register.filter
def witness(citations: Sequence[Citation]) -> Witness | None:
    """The one that a fact's line names, and how many follow."""
    return witness_of(citations)


@register.simple_tag
def edition() -> Edition | None:
    """The edition that is being read, if any."""
    return current_edition()


@register.simple_tag
def today() -> date:
    """The day that public pages reckon with."""
    return clock.today()


@register.simple_tag(takes_context=True)
def dated_address(context: Context) -> str:
    """The full address that keeps showing the page as it is being shown."""
    request = context["request"]
    since = public_since(request)
    shown = current_edition() or Edition(since, since)
    query = request.GET.copy()
    query[clock.PARAMETER] = shown.written
    return request.build_absolute_uri(f"{request.path}?{query.urlencode(safe=':')}")


@register.simple_block_tag
def kept(content: str) -> str:
    """What stands between the tags, for use in more than one place: {% kept as name %}…{% endkept %}."""
    return content
