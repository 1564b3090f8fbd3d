"""The countries' positions on one question: by country and by class."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import django_filters
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from countries.domain.discussion import CountryPositions
from countries.filters.choices import published_countries
from countries.models import Position
from gtlead.lists.filters import AppliedFilter, Facet, StrictFilterSet, make_facet
from gtlead.lists.paging import PAGES, AskedPage, asked_page
from gtlead.records.choices import LegalClass, LegalKind

COUNTRIES_ON_A_PAGE = 30
NOT_KNOWN = LegalClass.UNKNOWN.value


class PositionFilter(StrictFilterSet):
    """A page of few rows, each country's positions in one, so they are narrowed in memory.

    Law alone gives a country its class: advice has an author and a survey a result.
    """

    country = django_filters.MultipleChoiceFilter(label=_("Country"), choices=published_countries)
    legal_class = django_filters.MultipleChoiceFilter(label=_("Class"), choices=LegalClass.choices)

    also = PAGES

    class Meta:
        model = Position
        fields: list[str] = []

    def rows_of(self, countries: Sequence[CountryPositions]) -> list[CountryPositions]:
        """The countries and positions asked for; a country of which nothing is known has the class "not known"."""
        asked = self.form.cleaned_data
        return narrowed(countries, asked["country"], asked["legal_class"])

    def facets_of(self, countries: Sequence[CountryPositions]) -> list[Facet]:
        """The options with the number of countries that choosing one alone would leave; no class that none has."""
        asked = self.form.cleaned_data
        by_country = Counter(row.country.slug for row in narrowed(countries, [], asked["legal_class"]))
        by_class = Counter(c for row in narrowed(countries, asked["country"], []) for c in classes_of(row))
        classes = make_facet(self, "legal_class", by_class)
        there = {c for row in countries for c in classes_of(row)}
        options = tuple(option for option in classes.options if option.value in there or option.is_chosen)
        return [make_facet(self, "country", by_country), replace(classes, options=options)]


@dataclass(frozen=True)
class PositionListing:
    """The countries' positions as the page shows them; with errors it shows none."""

    errors: dict[str, list[str]]
    asked: AskedPage[CountryPositions]
    total: int
    facets: Sequence[Facet]
    applied: Sequence[AppliedFilter]

    @property
    def is_filtered(self) -> bool:
        """Whether anything is asked for; such pages are not for search engines."""
        return bool(self.applied or self.errors)


def list_positions(
    request: HttpRequest, filterset: PositionFilter, countries: Sequence[CountryPositions]
) -> PositionListing:
    """The countries and positions that the request asks for."""
    errors = filterset.errors_by_parameter()
    rows = [] if errors else filterset.rows_of(countries)
    by_position = {position.slug: row for row in rows for position in row.positions}
    asked = asked_page(request, rows, COUNTRIES_ON_A_PAGE, by_position.get)
    if errors := errors or asked.errors:
        return PositionListing(errors, asked, len(countries), (), ())
    return PositionListing({}, asked, len(countries), filterset.facets_of(countries), filterset.applied())


def classes_of(row: CountryPositions) -> set[str]:
    """The classes of a country's law."""
    return {position.legal_class for position in laws_of(row)} or {NOT_KNOWN}


def laws_of(row: CountryPositions) -> list[Position]:
    """What a country's law says, without advice and surveys."""
    return [position for position in row.positions if position.legal_kind == LegalKind.LAW]


def narrowed(rows: Sequence[CountryPositions], countries: list[str], classes: list[str]) -> list[CountryPositions]:
    """The rows of these countries whose law is of these classes; nothing asked means all."""
    kept = [row for row in rows if not countries or row.country.slug in countries]
    if not classes:
        return kept
    return [
        CountryPositions(row.country, tuple(p for p in laws_of(row) if p.legal_class in classes))
        for row in kept
        if classes_of(row) & set(classes)
    ]
