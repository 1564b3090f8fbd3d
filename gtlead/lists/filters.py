"""Filter sets that refuse what they do not know, and the facets and chips made from them."""

from collections.abc import Collection, Iterable, Sequence
from copy import copy, deepcopy
from dataclasses import dataclass
from functools import cached_property
from heapq import nlargest
from typing import Any, ClassVar, NamedTuple

import django_filters
from django.db.models import Count, Model, QuerySet
from django.forms import BaseForm, Field
from django.http import QueryDict

from gtlead.lists.parameters import page_complaint, unknown_parameter, wrong_parameters
from gtlead.lists.words import FoundByWords
from gtlead.records.clock import PARAMETER

MOST_OPTIONS, BOXES_OF_LONG = 30, 12  # of one facet


class Filters(dict[str, django_filters.Filter]):
    """Each request takes a deep copy of them, which shares their options."""

    def __deepcopy__(self, memo: object) -> dict[str, django_filters.Filter]:
        return {name: deepcopy(filter_, {id(filter_.extra): filter_.extra}) for name, filter_ in self.items()}


class Fields(dict[str, Field]):
    """Each form takes a deep copy of them, which shares what they hold."""

    def __deepcopy__(self, memo: object) -> dict[str, Field]:
        return {name: copy(field) for name, field in self.items()}


class StrictFilterSet(django_filters.FilterSet):
    """A filter set in which an unknown parameter or value is an error, never ignored."""

    also: Collection[str] = ()  # parameters that the view takes itself
    forms: ClassVar[dict[type, type[BaseForm]]] = {}

    @classmethod
    def get_filters(cls) -> Filters:
        """The filters by parameter."""
        return Filters(super().get_filters())

    def get_form_class(self) -> type[BaseForm]:
        """The same for all filter sets of a class: its fields rest on no request."""
        kind = type(self)
        if kind not in self.forms:
            made = self.forms[kind] = super().get_form_class()
            made.base_fields = Fields(made.base_fields)
        return self.forms[kind]

    def errors_by_parameter(self, *, has_pages: bool = False) -> dict[str, list[str]]:
        """What is wrong with the request, by parameter; empty if nothing is."""
        errors = {name: [str(e) for e in found] for name, found in self.form.errors.items()}
        several = {name for name, filter_ in self.filters.items() if is_multiple(filter_)}
        once = (self.filters.keys() - several) | {PARAMETER} | ({"page"} if has_pages else set()) | {*self.also}
        errors |= wrong_parameters(self.data, once, several)
        if "page" not in errors and (wrong := page_complaint(self.data.get("page", "1"))):
            errors["page"] = [wrong]
        return errors

    @property
    def total(self) -> int:
        """How many rows there are without any filter."""
        number: int = self.queryset.count()
        return number

    @cached_property
    def hits(self) -> Any:
        """The rows that match all that was asked: a queryset, unless a list reckons them itself."""
        return self.qs

    @cached_property
    def words(self) -> FoundByWords[object]:
        """What the words typed find, and what became of them; nothing unless a list says so."""
        return FoundByWords(())

    def facets(self) -> Sequence["Facet"]:
        """The filters shown with counts beside their options; none unless a list says so."""
        return ()

    def without(self, name: str) -> QuerySet[Model]:
        """The rows that match all filters but this one: what a facet's counts are taken from."""
        data = self.data.copy()
        data.pop(name, None)
        rows: QuerySet[Model] = type(self)(data, queryset=self.queryset).qs
        return rows

    def counts(self, name: str) -> dict[str, int]:
        """How many of the rows have each value of a filter's column, whatever is chosen of it; one query."""
        rows = self.without(name).order_by()
        column = self.filters[name].field_name
        return dict(rows.values_list(column).annotate(Count("pk", distinct=True)))

    def applied(self) -> list["AppliedFilter"]:
        """The filters in force, each with the query string that takes it away."""
        return [
            AppliedFilter(filter_.label, self.label_of(name, value), query_without(self.data, name, value))
            for name, filter_ in self.filters.items()
            if name != "sort"
            for value in self.data.getlist(name)
            if value
        ]

    def label_of(self, name: str, value: str) -> str:
        """A value in the words of its choice."""
        return str(dict(self.choices(name)).get(value, value))

    def choices(self, name: str) -> Sequence[tuple[str, str]]:
        """The values of a filter in words; none if it has no closed vocabulary."""
        given = self.filters[name].extra.get("choices", ())
        found: Sequence[tuple[str, str]] = given() if callable(given) else given
        return found


@dataclass(frozen=True)
class AppliedFilter:
    """A chip: what is filtered, and the address without it."""

    label: str
    value: str
    query: str


class Option(NamedTuple):
    """A value beside the number of its rows; `is_useful` if choosing or dropping it changes the list."""

    value: str
    label: str
    number: int
    is_chosen: bool
    is_useful: bool = True


@dataclass(frozen=True)
class Facet:
    """The options of one filter, beside a list of so many `rows`."""

    name: str
    label: str
    options: tuple[Option, ...]
    rows: int | None = None

    @property
    def is_long(self) -> bool:
        """Whether it has more options than anybody reads."""
        return len(self.options) > MOST_OPTIONS

    @cached_property
    def useful(self) -> list[Option]:
        """The options that are chosen or narrow the list: not what nothing has, nor what everything has."""
        is_open = not any(option.is_chosen for option in self.options)
        idle = {0, self.rows} if is_open else {0}
        return [option for option in self.options if option.is_chosen or option.number not in idle]

    @cached_property
    def boxes(self) -> Sequence[Option]:
        """The options that have a box: of a long facet those chosen, and those of most rows."""
        if not self.is_long:
            return [option if option in self.useful else option._replace(is_useful=False) for option in self.options]
        foremost = {option.value for option in nlargest(BOXES_OF_LONG, self.useful, key=lambda option: option.number)}
        return [option for option in self.useful if option.is_chosen or option.value in foremost]

    @property
    def others(self) -> Sequence[Option]:
        """The useful options of a long facet that have none."""
        boxes = {option.value for option in self.boxes}
        return [option for option in self.useful if option.value not in boxes]


def unknown_parameters(data: QueryDict, known: Collection[str]) -> dict[str, list[str]]:
    """An error for each parameter that nobody asked for; nothing is ignored in silence."""
    return {name: [unknown_parameter(name)] for name in data if name not in {*known, PARAMETER}}


def is_multiple(filter_: django_filters.Filter) -> bool:
    """Whether the parameter may be repeated."""
    return isinstance(filter_, django_filters.MultipleChoiceFilter)


def make_facet(filterset: StrictFilterSet, name: str, counts: dict[str, int]) -> Facet:
    """The facet of a filter with the counts given by value."""
    chosen = set(filterset.data.getlist(name))
    options = tuple(
        Option(value, str(label), counts.get(value, 0), value in chosen) for value, label in filterset.choices(name)
    )
    return Facet(name, str(filterset.filters[name].label), options)


def query_without(data: QueryDict, name: str, value: str) -> str:
    """The query string without one value, without the page and without empty parameters."""
    kept = data.copy()
    kept.setlist(name, [v for v in kept.getlist(name) if v != value])
    return clean_query(kept)


def clean_query(data: QueryDict, drop: Iterable[str] = ("page",)) -> str:
    """The query string without empty parameters and without those named in `drop`."""
    clean = QueryDict(mutable=True)
    for key, values in data.lists():
        if key not in drop:
            clean.setlist(key, [v for v in values if v])
    return clean.urlencode()
