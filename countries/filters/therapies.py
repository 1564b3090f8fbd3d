"""The list of therapies and the matrix: what is asked of one therapy, and on which day."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from countries.access import DAYS_KEPT, access_on, known_on
from countries.domain import shapes
from countries.domain.authorisation import KIND_CHOICES
from countries.domain.matrix import TherapyRow, make_rows
from countries.domain.therapy_words import searched_texts, synonyms_by_disease
from countries.filters.choices import published_countries
from countries.filters.times import DayFilter, YearsFilterSet
from countries.models import Country, Therapy
from gtlead.lists.filters import MOST_OPTIONS, Facet, make_facet
from gtlead.lists.words import FoundByWords, found_by
from gtlead.publication.per_version import kept_until_published
from gtlead.records.clock import today

# Country, status and years are one question: is there a country in which all of this holds at once?
OF_A_CELL = frozenset({"authorised_in", "status", "from", "to"})
MOST_COLUMNS, MOST_ROWS, MOST_CELLS = 12, 100, 700
OF_COUNTRIES = ("authorised_in", "not_authorised_in", "funded_in")
FACETS = ("modality", "disease_area", "authorised_in", "not_authorised_in", "funded_in", "status")

SORTS: dict[str, Callable[[TherapyRow], tuple[object, ...]]] = {
    "": lambda row: (row.therapy.brand.casefold(), row.therapy.pk),
    "disease": lambda row: (row.therapy.disease.casefold(), row.therapy.brand.casefold()),
    "first": lambda row: (row.first or "9999", row.therapy.brand.casefold()),
    "-first": lambda row: tuple(-int(part) for part in (row.first or "0").split("-")),
    "-countries": lambda row: (-len(row.authorised_in), row.therapy.brand.casefold()),
}


@kept_until_published(DAYS_KEPT)
def known_rows(day: date) -> tuple[list[TherapyRow], list[Country]]:
    """All public therapies as they stand on a day, as known from spans, and the countries of the rows."""
    countries = list(Country.objects.published())
    return make_rows(Therapy.objects.published(), countries, known_on(day)), countries


class TherapyFilter(YearsFilterSet):
    """Words, modality, disease area, where authorised and funded, standing, years; all as of a day.

    One pass over how each stands, read from the spans, gives the hits and the counts of all facets. The rows know no
    records; `detailed` gives those with all that a table of them needs.
    """

    q = django_filters.CharFilter(label=_("Brand, disease, gene or company"), max_length=200)
    modality = django_filters.MultipleChoiceFilter(label=_("Modality"), choices=Therapy.Modality.choices)
    disease_area = django_filters.MultipleChoiceFilter(label=_("Disease area"), choices=Therapy.DiseaseArea.choices)
    authorised_in = django_filters.MultipleChoiceFilter(label=_("Authorised in any of"), choices=published_countries)
    not_authorised_in = django_filters.MultipleChoiceFilter(
        label=_("No authorisation in the atlas for any of"), choices=published_countries
    )
    funded_in = django_filters.MultipleChoiceFilter(label=_("Publicly funded in any of"), choices=published_countries)
    status = django_filters.MultipleChoiceFilter(label=_("Standing there, or anywhere"), choices=KIND_CHOICES)
    on = DayFilter(label=_("As of the day"))
    sort = django_filters.ChoiceFilter(
        label=_("Order"),
        choices=[
            ("disease", _("by disease")),
            ("first", _("first authorised first")),
            ("-first", _("newest first")),
            ("-countries", _("authorised in most countries first")),
        ],
        empty_label=_("by brand"),
    )

    class Meta:
        model = Therapy
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Therapy]) -> QuerySet[Therapy]:
        """The therapies of the matching rows."""
        return queryset.filter(pk__in=[row.therapy.pk for row in self.hits])

    @property
    def day(self) -> date:
        """The day asked for, else today."""
        return self.asked_day or today()

    @property
    def asked_day(self) -> date | None:
        """The day of the time machine, if one is named."""
        return self.form.cleaned_data.get("on") if self.form.is_valid() else None

    @cached_property
    def countries(self) -> list[Country]:
        """All public countries in the order of the atlas."""
        return self.listed[1]

    @cached_property
    def listed(self) -> tuple[list[TherapyRow], list[Country]]:
        """All public therapies on the day, in all public countries."""
        return known_rows(self.day)

    @cached_property
    def rows(self) -> list[TherapyRow]:
        """All public therapies; on an asked day those that were authorised nowhere yet are left out."""
        rows = self.listed[0]
        return [row for row in rows if row.standings] if self.asked_day else rows

    def detailed(self, rows: Sequence[TherapyRow], countries: Sequence[Country] | None = None) -> list[TherapyRow]:
        """The same rows with the records that they rest on, in all countries or in these alone."""
        keys = [row.therapy.pk for row in rows]
        places = None if countries is None else [country.pk for country in countries]
        access = access_on(self.day, keys, places)
        therapies = Therapy.objects.published().filter(pk__in=keys).for_table(places)
        found = make_rows(therapies, self.countries if countries is None else countries, access)
        by_key = {row.therapy.pk: row for row in found}
        return [by_key[key] for key in keys]

    @property
    def total(self) -> int:
        """How many public therapies there are."""
        return len(self.listed[0])

    @property
    def later(self) -> int:
        """How many were left out because they came after the day."""
        return self.total - len(self.rows)

    @cached_property
    def hits(self) -> list[TherapyRow]:
        """The rows that match all that was asked, in the order asked for."""
        return self.in_order()

    def in_order(self) -> list[TherapyRow]:
        """The same, as known from spans."""
        return sorted(self.matching(), key=SORTS[self.form.cleaned_data["sort"]])

    def matching(self, *, but: str = "") -> list[TherapyRow]:
        """The rows that match all that was asked, but one filter."""
        asked = {name: value for name, value in self.form.cleaned_data.items() if value and name != but}
        places = {name: self.ids(asked[name]) for name in OF_COUNTRIES if name in asked}
        return [row for row in self.rows if self.matches(row, asked | places)] if asked else self.rows

    def matches(self, row: TherapyRow, asked: dict[str, Any]) -> bool:
        """Whether one row has everything that was asked."""
        therapy = row.therapy
        return (
            (not asked.get("modality") or therapy.modality in asked["modality"])
            and (not asked.get("disease_area") or therapy.disease_area in asked["disease_area"])
            and ("q" not in asked or therapy.pk in self.found_by_words)
            and ("not_authorised_in" not in asked or asked["not_authorised_in"].isdisjoint(row.authorised_ids))
            and ("funded_in" not in asked or not asked["funded_in"].isdisjoint(row.funded_ids))
            and (OF_A_CELL.isdisjoint(asked) or bool(self.cells_that_fit(row, asked)))
        )

    def cells_that_fit(self, row: TherapyRow, asked: dict[str, Any]) -> set[int]:
        """Ids of the countries in which authorisation, standing and years hold at once."""
        if OF_A_CELL.isdisjoint(asked):
            return set(row.standings)
        chosen = asked.get("authorised_in")
        return {
            country
            for country, standing in row.standings.items()
            if not chosen or (country in chosen and standing.is_authorised)
            if not asked.get("status") or standing.kind in asked["status"]
            if not asked.keys() & {"from", "to"} or self.is_within(row.year_in(country))
        }

    @cached_property
    def words(self) -> FoundByWords[shapes.Therapy]:
        """The therapies that the words find, synonyms of terms and diseases included."""
        typed, therapies = self.form.cleaned_data["q"], [row.therapy for row in self.rows]
        synonyms = synonyms_by_disease(therapies) if typed else {}
        return found_by(typed, therapies, lambda t: searched_texts(t, synonyms))

    @cached_property
    def found_by_words(self) -> set[int]:
        """Their ids."""
        return {therapy.pk for therapy in self.words.rows}

    def ids(self, slugs: Iterable[str]) -> set[int]:
        """Ids of the countries with these slugs."""
        return {self.country_ids[slug] for slug in slugs}

    @cached_property
    def country_ids(self) -> dict[str, int]:
        """The id of each country by its slug."""
        return {country.slug: country.pk for country in self.countries}

    @cached_property
    def slugs(self) -> dict[int, str]:
        """The slug of each country by its id."""
        return {country.pk: country.slug for country in self.countries}

    def facets(self) -> list[Facet]:
        """The options of each filter with the number of therapies that choosing one alone would leave."""
        return [make_facet(self, name, self.counts_of(name)) for name in FACETS]

    def counts_of(self, name: str) -> dict[str, int]:
        """How many rows, matching all other filters, each value of one filter would keep."""
        asked = {key: value for key, value in self.form.cleaned_data.items() if value and key != name}
        if "authorised_in" in asked:
            asked["authorised_in"] = self.ids(asked["authorised_in"])
        if name == "not_authorised_in":
            rows = self.matching(but=name)
            there = Counter(country for row in rows for country in row.authorised_ids)
            return {country.slug: len(rows) - there[country.pk] for country in self.countries}
        return Counter(value for row in self.matching(but=name) for value in self.values_of(name, row, asked))

    def values_of(self, name: str, row: TherapyRow, asked: dict[str, object]) -> Collection[str]:
        """The values of a filter that would keep this row."""
        if name in ("modality", "disease_area"):
            return [getattr(row.therapy, name)]
        if name == "status":
            return {row.standings[country].kind for country in self.cells_that_fit(row, asked)}
        if name == "authorised_in":
            return [self.slugs[key] for key in self.cells_that_fit(row, asked) & row.authorised_ids]
        return [self.slugs[key] for key in row.funded_ids if key in self.slugs]


class MatrixFilter(TherapyFilter):
    """The matrix: the same filters, and what its cells show."""

    show = django_filters.ChoiceFilter(
        label=_("In the cells"),
        choices=[("lag", _("access lag in months"))],
        empty_label=_("standing and funding"),
    )

    show_country = django_filters.MultipleChoiceFilter(label=_("Countries shown"), choices=published_countries)

    class Meta:
        model = Therapy
        fields: list[str] = []

    @property
    def chosen_countries(self) -> list[Country]:
        """Those asked for as columns, else all, in the order of the atlas."""
        chosen = self.form.cleaned_data.get("show_country") if self.form.is_valid() else None
        return [country for country in self.countries if not chosen or country.slug in chosen]

    @property
    def shown(self) -> list[Country]:
        """The columns of the page: those asked for, else as many as a page holds."""
        chosen = self.chosen_countries
        return chosen if len(chosen) < len(self.countries) else chosen[:MOST_COLUMNS]

    @property
    def hidden(self) -> int:
        """How many countries are no columns though nobody chose among them."""
        return len(self.countries) - len(self.shown) if self.shown == self.countries[:MOST_COLUMNS] else 0

    @property
    def has_many_countries(self) -> bool:
        """Whether a box for each is more than anybody reads."""
        return len(self.countries) > MOST_OPTIONS

    @property
    def rows_a_page(self) -> int:
        """As many as keep a page within bounds."""
        return max(1, min(MOST_ROWS, MOST_CELLS // max(1, len(self.shown))))

    def of_page(self, rows: Sequence[TherapyRow]) -> list[TherapyRow]:
        """The rows with the records of what they show."""
        return self.detailed(rows, self.shown)

    @property
    def shows_lag(self) -> bool:
        """Whether cells show the access lag."""
        return bool(self.form.is_valid() and self.form.cleaned_data["show"] == "lag")
