"""Rows of lists that show more than one record; made from whole querysets, never query by query."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from countries.domain.authorisation import AccessMap
from countries.models import Country, Statement, Therapy


@dataclass(frozen=True)
class CountryRow:
    """A country with what is counted there today; `modality_values` in the order of the vocabulary."""

    country: Country
    authorised: int
    modality_values: tuple[str, ...]
    statements_by_theme: Mapping[str, int]

    @property
    def modalities(self) -> tuple[str, ...]:
        """The modalities in words."""
        labels = dict(Therapy.Modality.choices)
        return tuple(str(labels[value]) for value in self.modality_values)

    @property
    def statements(self) -> int:
        """How many statements there are on all themes together."""
        return sum(self.statements_by_theme.values())


def country_rows(
    countries: Iterable[Country],
    access: AccessMap,
    modality_of: Mapping[int, str],
    statements: Mapping[int, Mapping[str, int]],
) -> list[CountryRow]:
    """The rows of the list of countries; `modality_of` by therapy, `statements` by country and theme."""
    authorised: dict[int, set[int]] = {}
    for therapy in access.authorised_anywhere():
        for country_id, standing in access.standings(therapy).items():
            if standing.is_authorised:
                authorised.setdefault(country_id, set()).add(therapy)
    rows = []
    for country in countries:
        therapies = authorised.get(country.pk, set())
        found = {modality_of[therapy] for therapy in therapies}
        modalities = tuple(value for value in Therapy.Modality.values if value in found)
        rows.append(CountryRow(country, len(therapies), modalities, statements.get(country.pk, {})))
    return rows


def rows_with_counts(countries: Iterable[Country], access: AccessMap) -> list[CountryRow]:
    """The rows with their counts read from the database: two queries."""
    return country_rows(
        countries,
        access,
        dict(Therapy.objects.published().values_list("pk", "modality")),
        Statement.objects.published().counts_by_country(),
    )
