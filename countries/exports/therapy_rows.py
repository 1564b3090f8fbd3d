"""The rows of a table of therapies from spans, with the addresses that their cells rest on: for downloads of very many.

They say what rows made of records say (tests/countries/test_therapies.py); nine queries for each batch.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from countries.domain.funding import NOTHING, funding_on
from countries.domain.matrix import TherapyRow, facts_of
from countries.domain.shapes import Country
from countries.domain.spans import Of
from countries.domain.supply import SupplyKind
from countries.models import Authorisation, Funding, Span, Therapy

type Addresses = dict[int, list[str]]
type Place = tuple[int, int]  # therapy and country


@dataclass(frozen=True)
class TherapyTableRow(TherapyRow):
    """One therapy across the countries, without records."""

    addresses: Sequence[str] = ()
    supplied: Set[int] = frozenset()

    @property
    def supplied_in(self) -> list[Country]:
        """Where it is authorised and known to be on the market."""
        return [country for key, country in self.places.items() if key in self.supplied]


def table_rows(rows: Sequence[TherapyRow]) -> list[TherapyRow]:
    """The same rows with all that a table of them needs."""
    keys = [row.therapy.pk for row in rows]
    therapies = {one.pk: one for one in Therapy.objects.published().filter(pk__in=keys).for_addresses()}
    licences: dict[Place, list[int]] = {}
    supplied: dict[int, set[int]] = {}
    for kind, therapy, country, state, *records in Span.objects.on(rows[0].access.day).of(keys).with_records():
        if kind == Of.LICENCE:
            licences[therapy, country] = [record for record in records if record is not None]
        elif kind == Of.SUPPLY and state == SupplyKind.MARKETED:
            supplied.setdefault(therapy, set()).add(country)
    decisions: dict[Place, list[Funding]] = {}
    for decision in Funding.objects.published().filter(therapy__in=keys):
        decisions.setdefault((decision.therapy_id, decision.country_id), []).append(decision)
    granted, paid = addresses_of(Authorisation, keys), addresses_of(Funding, keys)

    def addresses(row: TherapyRow) -> Iterator[str]:
        looked, key = row.access.looked, row.therapy.pk
        for country in row.places:
            place = (key, country)
            for record in licences.get(place, ()):
                yield from granted.get(record, ())
            looks = () if place in licences else looked.of_authorisation(*place)
            found, payers = decisions.get(place, ()), looked.of_funding(*place)
            paying = funding_on(row.access.day, found, payers) if found or payers else NOTHING
            for fact in (*looks, *facts_of(paying)):
                yield from paid.get(fact.pk, ()) if isinstance(fact, Funding) else (s.url for s in fact.sources.all())

    return [
        TherapyTableRow(
            therapies[row.therapy.pk],
            row.countries,
            row.lags,
            list(dict.fromkeys(addresses(row))),
            supplied.get(row.therapy.pk, frozenset()),
        )
        for row in rows
    ]


def addresses_of(model: type[Authorisation | Funding], therapies: Iterable[int]) -> Addresses:
    """Of each public record about these therapies the addresses of its public sources, in their order."""
    found: Addresses = {}
    for record, address in model.objects.filter(therapy__in=therapies).addresses():
        found.setdefault(record, []).append(address)
    return found
