"""Tables of records that belong to a page's record and have pages of their own."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from urllib.parse import urlencode

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.utils import display_for_field, display_for_value, label_for_field, lookup_field
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from gtlead.records.models import Record
from gtlead.review.record_form import change_url


@dataclass(frozen=True)
class Linked:
    """Which records stand in the table: those whose field `by` names the page's record; the first column links."""

    model: type[Record]
    by: str
    columns: tuple[str, ...]
    group: str = ""


@dataclass(frozen=True)
class LinkedRow:
    """A record: its address in the admin and what its columns say."""

    url: str
    cells: list[str]


@dataclass(frozen=True)
class LinkedGroup:
    """Rows under a heading."""

    heading: str
    rows: list[LinkedRow]


@dataclass(frozen=True)
class LinkedTable:
    """A table as the page shows it."""

    title: str | Promise | None
    columns: list[str]
    groups: list[LinkedGroup]
    number: int
    add_url: str
    add_name: str | Promise | None


def linked_tables(
    site: AdminSite, request: HttpRequest, record: Record, wanted: list[Linked], empty: bool = True
) -> Iterator[LinkedTable]:
    """The tables of those kinds that the user may see; kinds without records only if `empty`."""
    for linked in wanted:
        owner = site._registry[linked.model]
        if not owner.has_view_permission(request):
            continue
        found = owner.get_queryset(request).filter(**{linked.by: record})
        rows = list(found.select_related(*owner.list_select_related or ()))
        if rows or empty:
            yield make_table(linked, owner, rows, add_url(owner, request, linked, record))


def make_table(linked: Linked, owner: "ModelAdmin[Record]", records: list[Record], add: str) -> LinkedTable:
    """Cells as the list of that kind would show them, under headings if the table is grouped."""
    meta = linked.model._meta
    heading = attrgetter(linked.group) if linked.group else lambda _record: ""
    return LinkedTable(
        title=meta.verbose_name_plural,
        columns=[label_for_field(name, linked.model, owner) for name in linked.columns],
        groups=[
            LinkedGroup(
                str(name),
                [LinkedRow(change_url(r), [cell(c, r, owner) for c in linked.columns]) for r in group],
            )
            for name, group in groupby(records, key=heading)
        ],
        number=len(records),
        add_url=add,
        add_name=meta.verbose_name,
    )


def cell(name: str, record: Record, owner: "ModelAdmin[Record]") -> str:
    """One value in words."""
    field, _attribute, value = lookup_field(name, record, owner)
    if field is None:
        return display_for_value(value, "–")
    return display_for_field(value, field, "–")


def add_url(owner: "ModelAdmin[Record]", request: HttpRequest, linked: Linked, record: Record) -> str:
    """The form for a new one with the page's record filled in; empty if the user may not add any."""
    if linked.model._meta.get_field(linked.by).many_to_many or not owner.has_add_permission(request):
        return ""
    meta = linked.model._meta
    return f"{reverse(f'admin:{meta.app_label}_{meta.model_name}_add')}?{urlencode({linked.by: record.pk})}"
