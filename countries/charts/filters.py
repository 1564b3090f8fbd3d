"""What a chart may be asked for: what its page may be asked for, and which countries are drawn."""

from datetime import date
from functools import cached_property

import django_filters
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from countries.access import access_on, known_on
from countries.domain.matrix import TherapyRow, make_rows
from countries.domain.timeline import Event
from countries.filters import MatrixFilter, TherapyFilter, TimelineFilter
from countries.filters.choices import published_countries
from countries.models import Country, Milestone, Therapy
from countries.overview import MOST_SHOWN, foremost
from gtlead.records.clock import today


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

    @property
    def places(self) -> list[Country] | None:
        """The countries whose records a row rests on; None for all."""
        return self.drawn if self.left_out or self.is_chosen else None

    @cached_property
    def drawn(self) -> list[Country]:
        """The countries asked for, in the order of the atlas; if none is named, as many as a picture holds."""
        return drawn(self.countries, self.form.cleaned_data["country"], self.day)

    @property
    def is_chosen(self) -> bool:
        """Whether countries were asked for."""
        return bool(self.form.cleaned_data["country"])

    @property
    def left_out(self) -> int:
        """How many countries are not drawn though nobody chose among them."""
        return 0 if self.is_chosen else len(self.countries) - len(self.drawn)


class TherapyChartFilter(OfCountriesDrawn):
    """The filters of the list of therapies.

    The rows know authorisations without sources: those of what a table or a download shows are fetched for it.
    """

    with_firsts = False  # whether they know each therapy's first authorisation, in whatever country that was

    class Meta:
        model = Therapy
        fields: list[str] = []

    @cached_property
    def hits(self) -> list[TherapyRow]:
        """The rows that match, with their authorisations."""
        keys = [row.therapy.pk for row in self.in_order()]
        places = None if self.places is None else [country.pk for country in self.places]
        access = access_on(self.day, keys, places, with_firsts=self.with_firsts)
        therapies = Therapy.objects.published().in_bulk(keys)
        countries = self.countries if self.places is None else self.places
        return make_rows([therapies[key] for key in keys], countries, access)


class MatrixChartFilter(OfCountriesDrawn, MatrixFilter):
    """The filters of the matrix; a picture names its countries as all pictures do."""

    show_country = None

    @cached_property
    def hits(self) -> list[TherapyRow]:
        """The rows that match, with their records."""
        return self.detailed(self.in_order(), self.places)

    @property
    def lines(self) -> list[TherapyRow]:
        """The rows in the order asked for; a picture without an order begins with the first authorised."""
        if self.form.cleaned_data["sort"]:
            return self.hits
        return sorted(self.hits, key=lambda row: (row.first or "9999", row.therapy.brand.casefold()))


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
    def hits(self) -> list[Event]:
        """The events that match, with their records; of the countries drawn, if not all are."""
        drawn_slugs = {country.slug for country in self.drawn}
        found = self.in_order()
        if self.left_out:
            found = [event for event in found if not drawn_slugs.isdisjoint(event.country_slugs)]
        return self.detailed(found)

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
