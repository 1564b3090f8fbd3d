"""One filtered list, four faces: page, fragment, CSV and JSON of a view come from the same rows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import batched
from typing import Any

from django.core.paginator import Page
from django.forms import BaseForm
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from gtlead.lists.filters import AppliedFilter, Facet, StrictFilterSet, clean_query
from gtlead.lists.paging import PER_PAGE, cut
from gtlead.lists.tables import Column, csv_error, csv_response, json_error, json_response
from gtlead.lists.words import FoundByWords

BATCH = 100


@dataclass(frozen=True)
class InBatches[Found, Row]:
    """Rows that are completed some at a time, so that a download holds few of them."""

    rows: Sequence[Found]
    complete: Callable[[Sequence[Found]], Sequence[Row]]
    at_once: int = BATCH

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        for some in batched(self.rows, self.at_once, strict=False):
            yield from self.complete(some)


type MakeRows[Row] = Callable[[Any], Sequence[Row]]  # of the rows that a filter set found
type MakeAllRows[Found, Row] = Callable[[Any], Sequence[Row] | InBatches[Found, Row]]


@dataclass(frozen=True)
class Listing:
    """What a list page shows; with errors it shows no rows at all."""

    form: BaseForm
    errors: dict[str, list[str]]
    page: Page[Any]
    count: int
    total: int
    facets: Sequence[Facet]
    applied: Sequence[AppliedFilter]
    query: str
    words: FoundByWords[object]

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is in force; such pages are not for search engines."""
        return bool(self.query)


def make_listing(
    filterset: StrictFilterSet,
    make_rows: MakeRows[object] = list,
    per_page: int = PER_PAGE,
    complete: MakeRows[object] = list,
) -> Listing:
    """The page of a filter set's rows that the request asks for; `complete` gives those shown all they need."""
    errors = filterset.errors_by_parameter(has_pages=True)
    rows = [] if errors else make_rows(filterset.hits)
    asked = cut(rows, per_page, int(filterset.data.get("page", 1)) if not errors else 1)
    page, errors = asked.page, errors or asked.errors
    page.object_list = complete(page.object_list)
    return Listing(
        form=filterset.form,
        errors=errors,
        page=page,
        count=page.paginator.count,
        total=filterset.total,
        facets=() if errors else [replace(facet, rows=page.paginator.count) for facet in filterset.facets()],
        applied=() if errors else filterset.applied(),
        query=clean_query(filterset.data),
        words=FoundByWords(()) if errors else filterset.words,
    )


def list_csv[Found, Row](
    name: str, filterset: StrictFilterSet, columns: Sequence[Column[Row]], make_rows: MakeAllRows[Found, Row] = list
) -> HttpResponseBase:
    """All rows of the list, whatever the page; 400 naming what is wrong."""
    if errors := filterset.errors_by_parameter():
        return csv_error("\n".join(f"{name}: {' '.join(texts)}" for name, texts in errors.items()))
    rows = make_rows(filterset.hits)
    return csv_response(name, columns, rows, len(rows))


def list_json[Found, Row](
    filterset: StrictFilterSet, columns: Sequence[Column[Row]], make_rows: MakeAllRows[Found, Row] = list
) -> HttpResponse:
    """All rows of the list, whatever the page; 400 naming what is wrong."""
    if errors := filterset.errors_by_parameter(has_pages=True):
        return json_error(errors)
    return json_response(columns, make_rows(filterset.hits), filter=clean_query(filterset.data))
