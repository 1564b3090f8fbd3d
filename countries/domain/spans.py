"""What stands on a day as stretches of days, reckoned once: from the first day of each to its last. Pure.

The functions for one day are the definition: each is asked on every day on which its answer can change, and answers
that are the same join. `tests/countries/test_spans.py` holds the two equal for records and days of all kinds.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from countries.domain.authorisation import Standing, StandingKind, available_from, first_authorised, standing_on
from countries.domain.funding import FundingStanding, funding_on
from countries.domain.lag import lag_between
from countries.domain.shapes import Authorisation, Decision, Membership
from countries.domain.supply import Supply
from gtlead.records.dates import first_day, last_day

NOT_KNOWN = "not-known"
NEXT = timedelta(days=1)


class Of(StrEnum):
    """What a span tells; `first` is the first authorisation of a therapy in a country, or anywhere."""

    LICENCE = "licence"
    SUPPLY = "supply"
    PAYER = "payer"
    FIRST = "first"


@dataclass(frozen=True)
class Stretch:
    """One state of one therapy in one country (anywhere, if None), from a day to a day, both included.

    `since` and `ended` are the partial dates that go with it; `authorisation`, `origin` and `funding` the keys of the
    records it stands on; the numbers are months of access lag, of a first authorisation alone.
    """

    kind: str
    therapy_id: int
    country_id: int | None
    state: str
    begins: date
    until: date = date.max
    since: str = ""
    ended: str = ""
    by_conversion: bool = False
    authorisation_id: int | None = None
    origin_id: int | None = None
    funding_id: int | None = None
    months: int | None = None
    shortest: int | None = None
    longest: int | None = None


def stretches[Answer](days: Iterable[date], answer_on: Callable[[date], Answer]) -> Iterator[tuple[date, date, Answer]]:
    """First day, last day and answer, for answers that can change on `days` only; beginning with the first of all."""
    begins, answer = date.min, answer_on(date.min)
    for day in sorted({*days} - {date.min}):
        found = answer_on(day)
        if found != answer:
            yield begins, day - NEXT, answer
            begins, answer = day, found
    yield begins, date.max, answer


def days_of_membership(membership: Membership) -> Iterator[date]:
    """The days on which a jurisdiction's licences begin or cease to count in a country."""
    if membership.valid_from:
        yield membership.valid_from
    if membership.valid_until:
        yield membership.valid_until + NEXT


def days_of_authorisation(authorisation: Authorisation) -> Iterator[date]:
    """The days on which a licence, or the supply under it, can change."""
    yield authorisation.checked_on
    dates = ("date", "ended", "converted", "supply_from", "supply_until")
    yield from ends_of(getattr(authorisation, name) for name in dates)


def days_of_funding(decision: Decision) -> Iterator[date]:
    """The days on which a payer's decision begins or ceases to hold."""
    yield decision.checked_on
    yield from ends_of((decision.date, decision.ended))


def ends_of(partials: Iterable[str]) -> Iterator[date]:
    """The first and the last day of each date that is given."""
    for partial in filter(None, partials):
        yield first_day(partial)
        yield last_day(partial)


def licence_stretches(
    therapy_id: int, country_id: int, memberships: Sequence[Membership], authorisations: Sequence[Authorisation]
) -> Iterator[Stretch]:
    """Licence and supply of one therapy in one country: its authorisations, through the country's memberships."""
    places = {membership.jurisdiction_id for membership in memberships}
    reaching = [authorisation for authorisation in authorisations if authorisation.jurisdiction_id in places]
    days = {day for membership in memberships for day in days_of_membership(membership)}
    days |= {day for authorisation in reaching for day in days_of_authorisation(authorisation)}

    def answer_on(day: date) -> tuple[Standing, Supply | None]:
        standing = standing_on(day, memberships, reaching)
        return standing, standing.supply_on(day)

    found = list(stretches(days, answer_on))
    for begins, until, standing in joined((b, u, standing) for b, u, (standing, _supply) in found):
        if standing.kind is not StandingKind.NEVER:
            yield Stretch(
                Of.LICENCE, therapy_id, country_id, standing.kind, begins, until, standing.since, standing.until,
                standing.by_conversion, standing.licence.pk, standing.origin.pk if standing.origin else None,
            )  # fmt: skip
    supplies = ((b, u, supply and (supply, standing.licence.pk)) for b, u, (standing, supply) in found)
    for begins, until, answer in joined(supplies):
        if answer:
            supply, authorisation = answer
            yield Stretch(
                Of.SUPPLY, therapy_id, country_id, supply.kind, begins, until, supply.since, supply.until,
                authorisation_id=authorisation,
            )  # fmt: skip


def joined[Answer](found: Iterable[tuple[date, date, Answer]]) -> Iterator[tuple[date, date, Answer]]:
    """Stretches one after the other, those with the same answer as one."""
    pending: tuple[date, date, Answer] | None = None
    for begins, until, answer in found:
        if pending and pending[2] == answer:
            pending = pending[0], until, answer
            continue
        if pending:
            yield pending
        pending = begins, until, answer
    if pending:
        yield pending


def payer_stretches(therapy_id: int, country_id: int, decisions: Sequence[Decision]) -> Iterator[Stretch]:
    """What a country's payers had decided on one therapy; nothing where no decision is on record for the day."""
    days = {day for decision in decisions for day in days_of_funding(decision)}
    for begins, until, (state, funding) in stretches(days, lambda day: payer_state(funding_on(day, decisions))):
        if state:
            yield Stretch(Of.PAYER, therapy_id, country_id, state, begins, until, funding_id=funding)


def payer_state(standing: FundingStanding) -> tuple[str, int | None]:
    """The state and the decision it stands on; `not-known` where there are records and nothing is known for the day."""
    if not (standing.decisions or standing.past or standing.is_unclear):
        return "", None
    decisive = [d for d in standing.decisions if d.decision == standing.state] or [*standing.past] * (
        standing.state == "ended"
    )
    return standing.state or NOT_KNOWN, decisive[0].pk if decisive else None


def first_stretches(
    therapy_id: int, memberships: Iterable[tuple[int, Sequence[Membership]]], authorisations: Sequence[Authorisation]
) -> Iterator[Stretch]:
    """The first authorisation of one therapy anywhere, and in each country with the months it took to come there."""
    anywhere = first_of_all(authorisations)
    if not anywhere:
        return
    record = next(a for a in authorisations if a.date == anywhere)
    yield Stretch(
        Of.FIRST, therapy_id, None, "anywhere", last_day(anywhere), since=anywhere, authorisation_id=record.pk
    )
    for country_id, joined_by in memberships:
        if here := first_authorised(joined_by, authorisations):
            record = next(a for a in authorisations if any(available_from(m, a) == here for m in joined_by))
            lag = lag_between(anywhere, here)
            yield Stretch(
                Of.FIRST, therapy_id, country_id, lag.outcome, last_day(here), since=here, authorisation_id=record.pk,
                months=lag.months, shortest=lag.shortest, longest=lag.longest,
            )  # fmt: skip


def first_of_all(authorisations: Iterable[Authorisation]) -> str:
    """The partial date of the first of them, or ""."""
    dates = [authorisation.date for authorisation in authorisations if authorisation.date]
    return min(dates, key=lambda found: (last_day(found), found), default="")


def all_stretches(
    memberships: Iterable[Membership], authorisations: Iterable[Authorisation], funding: Iterable[Decision]
) -> Iterator[Stretch]:
    """Everything that stands on any day, of these records."""
    by_country = grouped(memberships, "country_id")
    countries_of: dict[int, set[int]] = {}
    for country, listed in by_country.items():
        for membership in listed:
            countries_of.setdefault(membership.jurisdiction_id, set()).add(country)
    for therapy, granted in grouped(authorisations, "therapy_id").items():
        reached = sorted({c for a in granted for c in countries_of.get(a.jurisdiction_id, ())})
        for country in reached:
            yield from licence_stretches(therapy, country, by_country[country], granted)
        yield from first_stretches(therapy, ((country, by_country[country]) for country in reached), granted)
    for therapy, decided in grouped(funding, "therapy_id").items():
        for country, decisions in grouped(decided, "country_id").items():
            yield from payer_stretches(therapy, country, decisions)


def grouped[Row](records: Iterable[Row], name: str) -> dict[int, list[Row]]:
    """The records by one of their keys, in their order."""
    found: dict[int, list[Row]] = {}
    for record in records:
        found.setdefault(getattr(record, name), []).append(record)
    return found
