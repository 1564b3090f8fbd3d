"""Rows of lists that show more than one record; made from whole querysets, never query by query."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from countries.domain.authorisation import AccessMap
from countries.domain.money import converted
from countries.models import Country, Funding, Statement, Therapy


@dataclass(frozen=True)
class CountryRow:
    """A country with what is counted there today; `modality_values` in the order of the vocabulary.

    `authorised` is None where nobody looked what is authorised there.
    """

    country: Country
    authorised: int | None
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
    rows = []
    for country in countries:
        found = {modality_of[therapy] for therapy in access.authorised_in(country.pk)}
        modalities = tuple(value for value in Therapy.Modality.values if value in found)
        rows.append(CountryRow(country, access.number_in(country.pk), modalities, statements.get(country.pk, {})))
    return rows


def rows_with_counts(countries: Iterable[Country], access: AccessMap) -> list[CountryRow]:
    """The rows with their counts read from the database: two queries."""
    return country_rows(
        countries,
        access,
        dict(Therapy.objects.published().values_list("pk", "modality")),
        Statement.objects.published().counts_by_country(),
    )


@dataclass(frozen=True)
class Price:
    """The price of a decision that has one, beside what it comes to in the currency `wanted`, an ISO 4217 code."""

    decision: Funding
    wanted: str

    @property
    def amount(self) -> Decimal | None:
        """What the price comes to for its unit, in the wanted currency; None without a rate."""
        return self._in_wanted(self.decision.price)

    @property
    def a_patient(self) -> Decimal | None:
        """The same for the comparable price a patient; None where there is none."""
        return self._in_wanted(self.decision.price_per_patient)

    @property
    def is_of_a_patient(self) -> bool:
        """Whether the price is the comparable one already."""
        return self.decision.price == self.decision.price_per_patient

    @property
    def is_own(self) -> bool:
        """Whether the price was published in the wanted currency."""
        return self.decision.currency == self.wanted

    def _in_wanted(self, amount: Decimal | None) -> Decimal | None:
        decision = self.decision
        if amount is None or decision.price_year is None:
            return None
        return converted(amount, decision.currency, self.wanted, decision.price_year)
