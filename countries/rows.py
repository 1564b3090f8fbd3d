"""Rows of lists that show more than one record; made from whole querysets, never query by query."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .authorisation import AccessMap
from .models import Country, Statement, Therapy


@dataclass(frozen=True)
class CountryRow:
    """A country with what is counted there today."""

    country: Country
    authorised: int
    modalities: tuple[str, ...]
    statements: int


def country_rows(
    countries: Iterable[Country], access: AccessMap, modality_of: Mapping[int, str], statements: Mapping[int, int]
) -> list[CountryRow]:
    """The rows of the list of countries; `modality_of` by therapy, `statements` by country."""
    labels = dict(Therapy.Modality.choices)
    rows = []
    for country in countries:
        therapies = access.authorised_in(country.pk)
        found = {modality_of[therapy] for therapy in therapies}
        modalities = tuple(str(labels[value]) for value in labels if value in found)
        rows.append(CountryRow(country, len(therapies), modalities, statements.get(country.pk, 0)))
    return rows


def rows_with_counts(countries: Iterable[Country], access: AccessMap) -> list[CountryRow]:
    """The rows with their counts read from the database: two queries."""
    return country_rows(
        countries,
        access,
        dict(Therapy.objects.published().values_list("pk", "modality")),
        Statement.objects.published().count_by_country(),
    )
