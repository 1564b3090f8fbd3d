"""Small formatters; no logic lives here."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from html import unescape

from django import template
from django.contrib.auth.models import User
from django.http import QueryDict
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from gtlead.dashboard.on_site import reader_on_site
from gtlead.publication.content_version import public_since
from gtlead.publication.open_data import DATA_LICENCE
from gtlead.records import clock
from gtlead.records.clock import Edition, current_edition
from gtlead.records.dates import in_words
from gtlead.sources.bibliography import Citation
from gtlead.sources.models import Fact, Source
from gtlead.sources.references import Reference, as_file, key_of
from gtlead.sources.witness import Witness, first_of, witness_of

register = template.Library()

ATLAS = "GT Lead: an atlas of gene therapy by country"
LINE_BREAK = re.compile(r"\s*\n\s*")


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


@register.filter
def first_witness(sources: Iterable[Source]) -> Witness | None:
    """The same of a fact whose sources have no numbers on the page."""
    return first_of(sources)


@register.simple_tag
def edition() -> Edition | None:
    """The edition that is being read, if any."""
    return current_edition()


@register.simple_tag
def reader_of_staff() -> User | None:
    """Who of the staff the page is drawn for; nobody, for the public."""
    return reader_on_site()


@register.simple_tag
def edit_link(fact: Fact) -> str:
    """The way to the form of a fact, for the staff alone: on the pages of the public it is nothing."""
    if reader_on_site() is None:
        return ""
    address = reverse("edit", args=[fact.fact_kind, fact.slug])
    word = gettext("Edit")
    return format_html(
        '<a class="edit-link" href="{}">{}<span class="visually-hidden"> {}</span></a>', address, word, fact.slug
    )


@register.simple_tag
def today() -> date:
    """The day that public pages reckon with."""
    return clock.today()


def dated_address(context: Context) -> str:
    """The full address that keeps showing the page as it is being shown."""
    request = context["request"]
    return str(request.build_absolute_uri(f"{request.path}?{dated_query(context, request.GET.urlencode())}"))


@register.simple_tag(takes_context=True)
def dated_query(context: Context, query: str) -> str:
    """A query that asks for the same as it was at the moment that is being shown."""
    since = public_since(context["request"])
    asked = QueryDict(query, mutable=True)
    asked[clock.PARAMETER] = (current_edition() or Edition(since, since)).written
    return str(asked.urlencode(safe=":"))


@register.simple_tag(takes_context=True)
def page_reference(context: Context, title: str) -> Reference:
    """How to cite the page as it is being shown."""
    address, day = dated_address(context), clock.today()
    return Reference(
        key=f"gtlead-{key_of(context['request'].path)}-{day:%Y}",
        title=unescape(title),
        author="GT Lead",
        publisher=ATLAS,
        published=day.isoformat(),
        address=address,
        read_on=timezone.localdate(),
        edition=address.rpartition(f"{clock.PARAMETER}=")[2],
        licence=DATA_LICENCE["title"],
    )


@register.simple_tag
def source_reference(source: Source) -> Reference:
    """How to cite a document that facts rest on."""
    return Reference(
        key=source.slug,
        title=source.title,
        author=source.publisher,
        publisher=source.publisher,
        published=source.published,
        address=source.url,
        read_on=source.read_on,
        language=source.language,
    )


@register.filter
def bibtex_file(reference: Reference) -> str:
    """An address that holds the reference as BibTeX."""
    return as_file(reference.bibtex, "application/x-bibtex")


@register.filter
def ris_file(reference: Reference) -> str:
    """The same as RIS."""
    return as_file(reference.ris, "application/x-research-info-systems")


@register.simple_block_tag
def kept(content: str) -> SafeString:
    """What stands between the tags, on one line, for use in more than one place: {% kept as name %}…{% endkept %}."""
    return mark_safe(LINE_BREAK.sub(" ", content.strip()))  # noqa: S308 - rendered, so it is escaped
