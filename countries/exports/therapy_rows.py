"""The rows of a table of therapies from spans, with the addresses that their cells rest on: for downloads of very many.

They say what rows made of records say (tests/countries/test_therapies.py); six queries for each batch.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import chain

from countries.domain.funding import in_force
from countries.domain.matrix import TherapyRow
from countries.domain.shapes import Country, LookThrough
from countries.domain.spans import Of
from countries.domain.supply import SupplyKind
from countries.models import Funding, Span, Therapy
from countries.querysets import SpanQuerySet
from gtlead.lists.listing import InBatches

AT_ONCE = 500

type ByPlace[Kind] = defaultdict[int, dict[int, list[Kind]]]  # by therapy and country


@dataclass(frozen=True)
class TherapyTableRow(TherapyRow):
    """One therapy across the countries, without records."""

    addresses: Sequence[str] = ()
    supplied: Set[int] = frozenset()

    @property
    def supplied_in(self) -> list[Country]:
        """Where it is authorised and known to be on the market."""
        return [country for key, country in self.places.items() if key in self.supplied]


@dataclass(slots=True)
class DatedDecision:
    """What a payer decided, with the addresses of the sources (countries.domain.shapes.Decided)."""

    key: int
    decision: str
    date: str
    ended: str
    checked_on: dt.date
    indication: str
    addresses: list[str] = field(default_factory=list)


def in_batches(rows: Sequence[TherapyRow]) -> InBatches[TherapyRow, TherapyTableRow]:
    """The rows of a table of all that match, some at a time."""
    return InBatches(rows, table_rows, AT_ONCE)


def table_rows(rows: Sequence[TherapyRow]) -> list[TherapyTableRow]:
    """The same rows with all that a table of them needs."""
    keys = [row.therapy.pk for row in rows]
    therapies = {one.pk: one for one in Therapy.objects.published().filter(pk__in=keys).with_sources()}
    spans = Span.objects.on(rows[0].access.day).of(keys)
    supplied: defaultdict[int, set[int]] = defaultdict(set)
    for therapy, country in spans.filter(kind=Of.SUPPLY, state=SupplyKind.MARKETED).places():
        supplied[therapy].add(country)
    granted, paid = addresses_of_licences(spans.filter(kind=Of.LICENCE)), payments(keys)
    return [
        TherapyTableRow(
            therapies[key],
            row.places,
            row.lags,
            list(dict.fromkeys(addresses(row, granted[key], paid[key]))),
            supplied[key],
        )
        for key, row in zip(keys, rows, strict=True)
    ]


def addresses(row: TherapyRow, granted: dict[int, list[str]], paid: dict[int, list[DatedDecision]]) -> Iterator[str]:
    """Those that the cells of a therapy rest on, in the order of the countries."""
    looked, day, standings = row.access.looked, row.access.day, row.standings
    registers, payers = looked.registers(row.therapy.pk), looked.payers(row.therapy.pk)
    for country in row.places:
        if country in standings:
            yield from granted.get(country, ())
        elif country in registers:
            yield from addresses_of(registers[country])
        if country in paid:
            for payment in chain(*in_force(day, paid[country])):
                yield from payment.addresses
        if country in payers:
            yield from addresses_of(payers[country])


def addresses_of(look_throughs: Iterable[LookThrough]) -> Iterator[str]:
    """Those of the sources of registers that were looked through."""
    return (source.url for look in look_throughs for source in look.cited)


def addresses_of_licences(spans: SpanQuerySet[Span]) -> ByPlace[str]:
    """Of the public sources of licences, after those of the ones that they were converted from; two queries."""
    found: ByPlace[str] = defaultdict(dict)
    for record in ("origin", "authorisation"):
        for therapy, country, address in spans.addresses(record):
            found[therapy].setdefault(country, []).append(address)
    return found


def payments(therapies: Iterable[int]) -> ByPlace[DatedDecision]:
    """What payers decided on these therapies; one query."""
    found: ByPlace[DatedDecision] = defaultdict(dict)
    for row in Funding.objects.published().filter(therapy__in=therapies).addresses():
        therapy, country, address, key = row[:4]
        here = found[therapy].setdefault(country, [])
        if not here or here[-1].key != key:
            here.append(DatedDecision(*row[3:]))
        here[-1].addresses.append(address)
    return found
