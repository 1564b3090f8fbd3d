"""What a chart may be asked for: what its page may be asked for, and which countries are drawn."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Protocol

import django_filters
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from countries.access import access_on, known_on
from countries.charts.data import access_of
from countries.domain import shapes
from countries.domain.authorisation import AccessMap
from countries.domain.matrix import TherapyRow, make_rows
from countries.domain.timeline import Event
from countries.filters import MatrixFilter, TherapyFilter, TimelineFilter
from countries.filters.choices import published_countries
from countries.models import Country, Membership, Milestone, Therapy
from countries.overview import MOST_SHOWN, foremost
from countries.querysets import MembershipQuerySet
from gtlead.records.clock import today


class OfTherapies(Protocol):
    """A row of a chart that is about therapies."""

    @property
    def therapies(self) -> tuple[shapes.Therapy, ...]:
        """Which."""


def drawn_countries() -> django_filters.MultipleChoiceFilter:
    """The filter that chooses the countries of a picture."""
    return django_filters.MultipleChoiceFilter(label=_("Countries drawn"), choices=published_countries)


def drawn(countries: list[Country], slugs: list[str], day: date) -> list[Country]:
    """The countries with these slugs; without any, those with most therapies authorised on the day."""
    if slugs:
        return [country for country in countries if country.slug in slugs]
    return foremost(countries, known_on(day)) if len(countries) > MOST_SHOWN else countries


class OfCountriesDrawn(TherapyFilter):
    """A picture's rows are those of the countries drawn."""

    country = drawn_countries()

    class Meta:
        model = Therapy
        fields: list[str] = []

    @cached_property
    def drawn(self) -> list[Country]:
        """The countries asked for, in the order of the atlas; if none is named, as many as a picture holds."""
        return drawn(self.countries, self.form.cleaned_data["country"], self.day)

    @property
    def left_out(self) -> int:
        """How many countries are not drawn though nobody chose among them."""
        return 0 if self.form.cleaned_data["country"] else len(self.countries) - len(self.drawn)

    @cached_property
    def found(self) -> list[TherapyRow]:
        """The rows that match, in the countries drawn, as known from spans."""
        rows = self.in_order()
        return make_rows([row.therapy for row in rows], self.drawn, access_of(rows, self.day))


class TherapyChartFilter(OfCountriesDrawn):
    """The filters of the list of therapies."""

    class Meta:
        model = Therapy
        fields: list[str] = []

    @property
    def memberships(self) -> MembershipQuerySet[Membership]:
        """Of the countries drawn."""
        return Membership.objects.published().of(*self.drawn).for_profile()

    def records_of(self, rows: Sequence[OfTherapies], *, with_firsts: bool = False) -> AccessMap:
        """The authorisations that rows rest on; `with_firsts` those that were each therapy's first, wherever."""
        therapies = {therapy.pk for row in rows for therapy in row.therapies}
        return access_on(self.day, therapies, [country.pk for country in self.drawn], with_firsts=with_firsts)


class MatrixChartFilter(OfCountriesDrawn, MatrixFilter):
    """The filters of the matrix; a picture names its countries as all pictures do."""

    show_country = None

    @property
    def lines(self) -> list[TherapyRow]:
        """The rows in the order asked for; a picture without an order begins with the first authorised."""
        if self.form.cleaned_data["sort"]:
            return self.found
        return sorted(self.found, key=lambda row: (row.first or "9999", row.therapy.brand.casefold()))

    def of_drawn(self, rows: Sequence[TherapyRow]) -> list[TherapyRow]:
        """The same rows with their records in the countries drawn."""
        return self.detailed(rows, self.drawn)


class TimelineChartFilter(TimelineFilter):
    """The filters of the timeline, which know countries already."""

    class Meta:
        model = Milestone
        fields: list[str] = []

    @cached_property
    def events(self) -> list[Event]:
        """All public events; those of the countries drawn, if not all are and no words are looked for."""
        if len(self.drawn) == len(self.countries) or self.form.cleaned_data["q"]:
            return super().events
        return self.events_in(self.drawn)

    @cached_property
    def found(self) -> list[Event]:
        """The events that match; of the countries drawn, if not all are."""
        drawn_slugs = {country.slug for country in self.drawn}
        if not self.left_out:
            return self.hits
        return [event for event in self.hits if not drawn_slugs.isdisjoint(event.country_slugs)]

    @property
    def day(self) -> date:
        """The timeline ends today."""
        return today()

    @cached_property
    def drawn(self) -> list[Country]:
        """The countries asked for, in the order of the atlas; if none is named, as many as a picture holds."""
        return drawn(self.countries, self.form.cleaned_data["country"], self.day)

    @property
    def left_out(self) -> int:
        """How many countries are not drawn though nobody chose among them."""
        return 0 if self.form.cleaned_data["country"] else len(self.countries) - len(self.drawn)


type ChartFilter = TherapyChartFilter | MatrixChartFilter | TimelineChartFilter


def therapy_chart_filter(data: QueryDict) -> TherapyChartFilter:
    """The filter set over the public therapies."""
    return TherapyChartFilter(data, queryset=Therapy.objects.published())


def matrix_chart_filter(data: QueryDict) -> MatrixChartFilter:
    """The filter set over the public therapies, for the matrix."""
    return MatrixChartFilter(data, queryset=Therapy.objects.published())


def timeline_chart_filter(data: QueryDict) -> TimelineChartFilter:
    """The filter set over the public milestones and authorisations."""
    return TimelineChartFilter(data, queryset=Milestone.objects.published())
