"""What a chart may be asked for: what its page may be asked for, and which countries are drawn."""

from datetime import date
from functools import cached_property

import django_filters
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from countries.domain.matrix import TherapyRow
from countries.filters import MatrixFilter, TherapyFilter, TimelineFilter
from countries.filters.choices import published_countries
from countries.models import Country, Milestone, Therapy
from gtlead.records.clock import today


def drawn_countries() -> django_filters.MultipleChoiceFilter:
    """The filter that chooses the countries of a picture."""
    return django_filters.MultipleChoiceFilter(label=_("Countries drawn"), choices=published_countries)


class WithRecords(TherapyFilter):
    """A picture's rows rest on records, whose sources its table and download name.

    With `drawn_only` the rows know the countries drawn and no others: enough for a picture beside other things.
    """

    drawn_only = False
    country = drawn_countries()

    class Meta:
        model = Therapy
        fields: list[str] = []

    @cached_property
    def rows(self) -> list[TherapyRow]:
        """All public therapies with their records; on an asked day without those that were authorised nowhere yet."""
        rows = self.with_records(Therapy.objects.published(), self.drawn if self.drawn_only else None)
        return [row for row in rows if row.is_somewhere] if self.asked_day else rows

    @property
    def drawn(self) -> list[Country]:
        """The countries asked for, in the order of the atlas; all if none is named."""
        return chosen(self.countries, self.form.cleaned_data["country"])


class TherapyChartFilter(WithRecords):
    """The filters of the list of therapies."""


class MatrixChartFilter(WithRecords, MatrixFilter):
    """The filters of the matrix; a picture names its countries as all pictures do."""

    show_country = None

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

    @property
    def day(self) -> date:
        """The timeline ends today."""
        return today()

    @property
    def drawn(self) -> list[Country]:
        """The countries asked for, in the order of the atlas; all if none is named."""
        return chosen(list(Country.objects.published()), self.form.cleaned_data["country"])


def chosen(countries: list[Country], slugs: list[str]) -> list[Country]:
    """The countries with these slugs, or all."""
    return [country for country in countries if country.slug in slugs] if slugs else countries


def therapy_chart_filter(data: QueryDict) -> TherapyChartFilter:
    """The filter set over the public therapies."""
    return TherapyChartFilter(data, queryset=Therapy.objects.published())


def matrix_chart_filter(data: QueryDict) -> MatrixChartFilter:
    """The filter set over the public therapies, for the matrix."""
    return MatrixChartFilter(data, queryset=Therapy.objects.published())


def timeline_chart_filter(data: QueryDict) -> TimelineChartFilter:
    """The filter set over the public milestones and authorisations."""
    return TimelineChartFilter(data, queryset=Milestone.objects.published().for_timeline())
