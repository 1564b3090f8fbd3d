"""The list of therapies and the matrix: what is asked of one therapy, and on which day."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from countries.access import DAYS_KEPT, access_on, known_on
from countries.domain import shapes
from countries.domain.authorisation import KIND_CHOICES
from countries.domain.matrix import TherapyRow, make_rows
from countries.domain.therapy_sets import AUTHORISED, SOMEHOW, TherapySets, by_key, union
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
FACETS = ("modality", "disease_area", "authorised_in", "not_authorised_in", "funded_in", "status")

SORTS: dict[str, Callable[[TherapyRow], tuple[object, ...]]] = {
    "": lambda row: (row.therapy.brand.casefold(), row.therapy.pk),
    "disease": lambda row: (row.therapy.disease.casefold(), row.therapy.brand.casefold()),
    "first": lambda row: (row.first or "9999", row.therapy.brand.casefold()),
    "-first": lambda row: tuple(-int(part) for part in (row.first or "0").split("-")),
    "-countries": lambda row: (-len(row.authorised_in), row.therapy.brand.casefold()),
}


@kept_until_published(DAYS_KEPT)
def known_sets(day: date) -> tuple[TherapySets, list[Country]]:
    """All public therapies as they stand on a day, as known from spans, and the countries of the rows."""
    countries = list(Country.objects.published())
    return TherapySets(make_rows(Therapy.objects.published(), countries, known_on(day))), countries


class TherapyFilter(YearsFilterSet):
    """Words, modality, disease area, where authorised and funded, standing, years; all as of a day.

    Sets of how each stands, read from the spans, give the hits and the counts of all facets. The rows know no records;
    `detailed` gives those with all that a table of them needs.
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

    @property
    def day(self) -> date:
        """The day asked for, else today."""
        return self.asked_day or today()

    @property
    def asked_day(self) -> date | None:
        """The day of the time machine, if one is named."""
        return self.form.cleaned_data.get("on") if self.form.is_valid() else None

    @cached_property
    def listed(self) -> tuple[TherapySets, list[Country]]:
        """All public therapies on the day, in all public countries."""
        return known_sets(self.day)

    @property
    def sets(self) -> TherapySets:
        """The therapies."""
        return self.listed[0]

    @property
    def countries(self) -> list[Country]:
        """The countries, in the order of the atlas."""
        return self.listed[1]

    @cached_property
    def rows(self) -> Sequence[TherapyRow]:
        """All public therapies; on an asked day those that were authorised nowhere yet are left out."""
        return self.sets.among(self.sets.somewhere) if self.asked_day else self.sets.rows

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
        return len(self.sets.rows)

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
        return sorted(self.sets.among(self.matching()), key=SORTS[self.form.cleaned_data["sort"]])

    def matching(self, *, but: str = "") -> int:
        """The therapies that match all that was asked, but one filter."""
        asked, sets = self.asked(but), self.sets
        found = sets.somewhere if self.asked_day else sets.all
        for name in ("modality", "disease_area"):
            if name in asked:
                found &= union(getattr(sets, name)[value] for value in asked[name])
        if "q" in asked:
            found &= self.found_by_words
        if "not_authorised_in" in asked:
            there = sets.standing_as(AUTHORISED)
            found &= ~union(there[country] for country in self.ids(asked["not_authorised_in"]))
        if "funded_in" in asked:
            found &= union(sets.funded[country] for country in self.ids(asked["funded_in"]))
        if not OF_A_CELL.isdisjoint(asked):
            found &= self.somewhere(asked)
        return found

    def asked(self, but: str = "") -> dict[str, Any]:
        """What was asked, but by one filter."""
        return {name: value for name, value in self.form.cleaned_data.items() if value and name != but}

    def somewhere(self, asked: dict[str, Any]) -> int:
        """The therapies that stand as they are asked to in any country, or in any of those asked for."""
        places = self.ids(asked["authorised_in"]) if "authorised_in" in asked else self.country_ids.values()
        cells = self.cells_that_fit(asked)
        return union(cells[country] for country in places)

    def cells_that_fit(self, asked: dict[str, Any]) -> Mapping[int, int]:
        """The therapies whose authorisation, standing and years hold at once in a country, by its id."""
        kinds = AUTHORISED if "authorised_in" in asked else SOMEHOW
        found = self.sets.standing_as(kinds.intersection(asked.get("status", kinds)))
        if asked.keys().isdisjoint({"from", "to"}):
            return found
        return by_key((country, some & self.of_the_years[country]) for country, some in found.items())

    @cached_property
    def of_the_years(self) -> Mapping[int, int]:
        """The therapies first authorised in the years asked for, by country."""
        return by_key((country, some) for (country, year), some in self.sets.year.items() if self.is_within(year))

    @cached_property
    def words(self) -> FoundByWords[shapes.Therapy]:
        """The therapies that the words find, synonyms of terms and diseases included."""
        typed, therapies = self.form.cleaned_data["q"], [row.therapy for row in self.rows]
        synonyms = synonyms_by_disease(therapies) if typed else {}
        return found_by(typed, therapies, lambda t: searched_texts(t, synonyms))

    @cached_property
    def found_by_words(self) -> int:
        """The set of them."""
        return self.sets.those({therapy.pk for therapy in self.words.rows})

    def ids(self, slugs: Iterable[str]) -> set[int]:
        """Ids of the countries with these slugs."""
        return {self.country_ids[slug] for slug in slugs}

    @cached_property
    def country_ids(self) -> dict[str, int]:
        """The id of each country by its slug, in the order of the atlas."""
        return {country.slug: country.pk for country in self.countries}

    def facets(self) -> list[Facet]:
        """The options of each filter with the number of therapies that choosing one alone would leave."""
        return [make_facet(self, name, self.counts_of(name)) for name in FACETS]

    def counts_of(self, name: str) -> dict[str, int]:
        """How many therapies, matching all other filters, each value of one filter would keep."""
        others = self.matching(but=name)
        return {value: (others & kept).bit_count() for value, kept in self.kept_by(name).items()}

    def kept_by(self, name: str) -> Mapping[str, int]:
        """The therapies that each value of a filter would keep, in a cell that has all else that is asked of it."""
        asked, sets = self.asked(name), self.sets
        if name in ("modality", "disease_area"):
            of_values: Mapping[str, int] = getattr(sets, name)
            return of_values
        if name == "status":
            return {kind: self.somewhere(asked | {"status": [kind]}) for kind, _label in KIND_CHOICES}
        if name == "authorised_in":
            there = self.cells_that_fit(asked | {name: ()})
        else:
            there = sets.funded if name == "funded_in" else sets.standing_as(AUTHORISED)
        kept = {slug: there[country] for slug, country in self.country_ids.items()}
        return {slug: ~some for slug, some in kept.items()} if name == "not_authorised_in" else kept


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
