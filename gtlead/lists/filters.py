"""Filter sets that refuse what they do not know, and the facets and chips made from them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import django_filters
from django.db.models import Count, Model, QuerySet
from django.http import QueryDict

from gtlead.lists.parameters import page_complaint, unknown_parameter, wrong_parameters
from gtlead.lists.words import FoundByWords
from gtlead.records.clock import PARAMETER

MOST_OPTIONS, BOXES_OF_LONG = 30, 12  # of one facet


class StrictFilterSet(django_filters.FilterSet):
    """A filter set in which an unknown parameter or value is an error, never ignored."""

    def errors_by_parameter(self, *, has_pages: bool = False) -> dict[str, list[str]]:
        """What is wrong with the request, by parameter; empty if nothing is."""
        errors = {name: [str(e) for e in found] for name, found in self.form.errors.items()}
        several = {name for name, filter_ in self.filters.items() if is_multiple(filter_)}
        once = (self.filters.keys() - several) | {PARAMETER} | ({"page"} if has_pages else set())
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
        choices = dict(getattr(self.form.fields[name], "choices", ()))
        return str(choices.get(value, value))


@dataclass(frozen=True)
class AppliedFilter:
    """A chip: what is filtered, and the address without it."""

    label: str
    value: str
    query: str


@dataclass(frozen=True)
class Option:
    """A value beside its count; `is_useful` if choosing or dropping it changes the list."""

    value: str
    label: str
    count: int
    is_chosen: bool
    is_useful: bool = True


@dataclass(frozen=True)
class Facet:
    """The options of one filter."""

    name: str
    label: str
    options: tuple[Option, ...]

    @property
    def is_long(self) -> bool:
        """Whether it has more options than anybody reads."""
        return len(self.options) > MOST_OPTIONS

    @property
    def boxes(self) -> Sequence[Option]:
        """The options that have a box: of a long facet those chosen, and those of most rows."""
        if not self.is_long:
            return self.options
        foremost = sorted((o for o in self.options if o.is_useful), key=lambda option: -option.count)[:BOXES_OF_LONG]
        return [option for option in self.options if option.is_chosen or option in foremost]

    @property
    def others(self) -> Sequence[Option]:
        """The useful options of a long facet that have none."""
        boxes = {option.value for option in self.boxes}
        return [option for option in self.options if option.is_useful and option.value not in boxes]

    @property
    def is_useful(self) -> bool:
        """Whether there is anything to choose."""
        return any(option.is_useful for option in self.options)

    def beside(self, rows: int) -> "Facet":
        """The facet beside a list of so many rows: what nothing has, or everything, does not narrow it."""
        is_open = not any(option.is_chosen for option in self.options)
        idle = {0, rows} if is_open else {0}
        return replace(
            self,
            options=tuple(
                replace(option, is_useful=option.is_chosen or option.count not in idle) for option in self.options
            ),
        )


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
        Option(str(value), str(label), counts.get(str(value), 0), str(value) in chosen)
        for value, label in filterset.form.fields[name].choices
        if value
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
