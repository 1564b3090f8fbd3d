"""What each chart shows, as rows: every mark of a picture is one of them. Pure.

They are counted from what spans say. Which records a row rests on is asked for the rows that a table or a download
shows (`facts_of_…`), so that it carries sources and dates.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import repeat

from countries.domain.authorisation import AccessMap, StandingKind
from countries.domain.known_access import Turns
from countries.domain.lag import Lag
from countries.domain.matrix import TherapyRow
from countries.domain.shapes import Authorisation, Country, Jurisdiction, Membership, Therapy
from countries.domain.timeline import Event
from gtlead.records.dates import first_day, last_day
from gtlead.sources.bibliography import Fact


@dataclass(frozen=True)
class ChartData[Row]:
    """The rows of one chart, for these countries, as of this day; `shows` is a choice of what cells hold.

    `unknown` are the therapies whose standing on the day nobody knows, each with the country; `departures` the
    countries that left a jurisdiction, with the last day on which its authorisations counted. What is counted of rows
    they know; `complete` gives some of them all that can be told of them.
    """

    day: date
    countries: tuple[Country, ...]
    therapies: tuple[Therapy, ...]
    rows: tuple[Row, ...]
    shows: str = ""
    unknown: tuple[tuple[Country, Therapy], ...] = ()
    departures: tuple[tuple[Country, Jurisdiction, date], ...] = ()
    complete: Callable[[Sequence[Row]], Sequence[Row]] = tuple

    @cached_property
    def by_country(self) -> dict[int, list[Row]]:
        """The rows of each country, in their order."""
        found: dict[int, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.country.pk, []).append(row)  # type: ignore[attr-defined]
        return found

    def of(self, country: Country) -> list[Row]:
        """The rows of one country, in their order."""
        return self.by_country.get(country.pk, [])


@dataclass(frozen=True)
class Step:
    """A day on which the number of therapies authorised in a country changed, why, and the partial `dates` of that."""

    country: Country
    day: date
    number: int
    dates: tuple[str, ...]
    began: tuple[Therapy, ...]
    ended: tuple[Therapy, ...]

    @property
    def therapies(self) -> tuple[Therapy, ...]:
        """Those that began or ceased to be authorised."""
        return self.began + self.ended

    @property
    def since(self) -> str:
        """The day as precise as its source; a month counts from its last day."""
        return as_precise(self.day, self.dates)


@dataclass(frozen=True)
class LagRow:
    """One therapy in one country: how long after its first authorisation anywhere."""

    country: Country
    therapy: Therapy
    lag: Lag

    @property
    def therapies(self) -> tuple[Therapy, ...]:
        """The one."""
        return (self.therapy,)


@dataclass(frozen=True)
class ModalityRow:
    """The therapies of one modality authorised in one country."""

    country: Country
    modality: str
    label: str
    therapies: tuple[Therapy, ...]


@dataclass(frozen=True)
class PlaceRow:
    """A country on the map with the therapies authorised there."""

    country: Country
    therapies: tuple[Therapy, ...]
    is_known: bool

    @property
    def number(self) -> int | None:
        """How many there are; None where nobody looked."""
        return len(self.therapies) if self.is_known else None


def authorisation_steps(
    rows: Sequence[TherapyRow],
    countries: Sequence[Country],
    day: date,
    turns: Turns,
    memberships: Iterable[Membership],
) -> ChartData[Step]:
    """For each country, each change in the number of therapies authorised there until `day`, as the `turns` say."""
    return ChartData(
        day,
        tuple(countries),
        tuple(row.therapy for row in rows),
        tuple(known_steps(rows, countries, turns)),
        unknown=unknown(rows, countries),
        departures=departures(countries, memberships, day),
    )


def unknown(rows: Sequence[TherapyRow], countries: Iterable[Country]) -> tuple[tuple[Country, Therapy], ...]:
    """Each country with each therapy that may or may not be authorised there on the day, or nobody looked."""
    return tuple(
        (country, row.therapy)
        for country in countries
        for row, known in zip(rows, repeat(settled_in(country, rows)))
        if row.therapy.pk not in known
    )


def settled_in(country: Country, rows: Sequence[TherapyRow]) -> Set[int]:
    """Ids of the therapies of which it is known how they stand in a country on the day."""
    if not rows:
        return frozenset()
    access = rows[0].access
    reached = access.reached(country.pk)
    in_doubt = {one for one in reached if access.standing(one, country.pk).kind is StandingKind.UNCLEAR}
    return (reached | access.looked.in_vain(country.pk)) - in_doubt


def departures(
    countries: Iterable[Country], memberships: Iterable[Membership], day: date
) -> tuple[tuple[Country, Jurisdiction, date], ...]:
    """The countries that left a jurisdiction by the day, which one, and the last day on which it reached them."""
    left = [membership for membership in memberships if membership.valid_until and membership.valid_until < day]
    return tuple(
        (country, membership.jurisdiction, membership.valid_until)
        for country in countries
        for membership in left
        if membership.country_id == country.pk and membership.valid_until
    )


def known_steps(rows: Sequence[TherapyRow], countries: Sequence[Country], turns: Turns) -> list[Step]:
    """The steps of all countries, in the order of their days."""
    order = {row.therapy.pk: place for place, row in enumerate(rows)}
    therapies = [row.therapy for row in rows]
    return [step for country in countries for step in steps_of(country, therapies, order, turns)]


def steps_of(country: Country, therapies: Sequence[Therapy], order: Mapping[int, int], turns: Turns) -> Iterator[Step]:
    """The steps of one country; those of one day in the order of the therapies, other therapies left out."""
    number = 0
    for day, _country, turned in turns.of(country.pk):
        listed = sorted((order[one[0]], *one[1:]) for one in turned if one[0] in order)
        if not listed:
            continue
        began = tuple(therapies[place] for place, is_authorised, _ in listed if is_authorised)
        ended = tuple(therapies[place] for place, is_authorised, _ in listed if not is_authorised)
        number += len(began) - len(ended)
        dates = tuple(partial for _place, _is, partial in listed if partial)
        yield Step(country, day, number, dates, began, ended)


def as_precise(day: date, dates: Iterable[str]) -> str:
    """The day as precisely as the source of the fact that it comes from: `2003-10` for its last day."""
    return next((p for p in dates if day in (first_day(p), last_day(p))), day.isoformat())


def grants(access: AccessMap, therapy_id: int, country_id: int) -> list[Authorisation]:
    """The authorisations of a therapy that can reach a country, by date."""
    reaching = {membership.jurisdiction_id for membership in access.memberships.get(country_id, ())}
    return [a for a in access.authorisations.get(therapy_id, ()) if a.jurisdiction_id in reaching]


def access_matrix(
    rows: Sequence[TherapyRow],
    countries: Sequence[Country],
    day: date,
    shows: str,
    complete: Callable[[Sequence[TherapyRow]], Sequence[TherapyRow]],
) -> ChartData[TherapyRow]:
    """Therapies by countries, in the order of the rows."""
    therapies = tuple(row.therapy for row in rows)
    open_ = unknown(rows, countries)
    return ChartData(day, tuple(countries), therapies, tuple(rows), shows, open_, complete=complete)


def access_lags(rows: Sequence[TherapyRow], countries: Sequence[Country], day: date) -> ChartData[LagRow]:
    """For each country the lag of each therapy, shortest first, those without a number last."""
    found = [
        LagRow(country, row.therapy, row.lags.lag(row.therapy.pk, country.pk))
        for country in countries
        for row in rows
        if row.is_somewhere
    ]
    places = {country.pk: place for place, country in enumerate(countries)}
    found.sort(key=lambda r: (places[r.country.pk], r.lag.months is None, r.lag.months, r.therapy.brand.casefold()))
    return ChartData(day, tuple(countries), tuple(row.therapy for row in rows if row.is_somewhere), tuple(found))


def facts_of_step(access: AccessMap, row: Step) -> Sequence[Fact]:
    """The authorisations of its therapies that can reach the country."""
    return [fact for therapy in row.therapies for fact in grants(access, therapy.pk, row.country.pk)]


def facts_of_lag(access: AccessMap, row: LagRow) -> Sequence[Fact]:
    """The authorisations compared, or the therapy's own record."""
    everywhere = access.authorisations.get(row.therapy.pk, ())
    here = grants(access, row.therapy.pk, row.country.pk)
    return [a for a in everywhere if a in here or (row.lag.first and a.date == row.lag.first)] or [row.therapy]


def facts_of_authorised(access: AccessMap, row: ModalityRow | PlaceRow) -> Sequence[Fact]:
    """The authorisations that say that its therapies are authorised in the country."""
    standings = (access.standing(therapy.pk, row.country.pk) for therapy in row.therapies)
    return [fact for standing in standings for fact in standing.authorisations]


def facts_of_matrix_row(row: TherapyRow) -> Sequence[Fact]:
    """All authorisations of the row; the therapy's own record if it has none."""
    return list(row.access.authorisations.get(row.therapy.pk, ())) or [row.therapy]


def facts_of_event(event: Event) -> Sequence[Fact]:
    """The record of the event."""
    return [event.fact]


def modalities(
    rows: Sequence[TherapyRow], countries: Sequence[Country], day: date, known: Iterable[TherapyRow]
) -> ChartData[ModalityRow]:
    """How many therapies of each modality are authorised in each country.

    The modality that is the commonest in all countries comes first; that is `known` of countries not drawn, too.
    """
    labels = {row.therapy.modality: str(row.therapy.get_modality_display()) for row in rows}
    by_modality = {modality: [row for row in rows if row.therapy.modality == modality] for modality in labels}
    common = Counter(row.therapy.modality for row in known if row.authorised_ids)
    order = sorted(filter(common.__getitem__, labels), key=lambda modality: (-common[modality], labels[modality]))
    found = [
        ModalityRow(country, modality, labels[modality], authorised_there(by_modality[modality], country))
        for modality in order
        for country in countries
    ]
    therapies = tuple(row.therapy for row in rows)
    shown = tuple(found) if any(row.therapies for row in found) else ()
    return ChartData(day, tuple(countries), therapies, shown, unknown=unknown(rows, countries))


def places(
    rows: Sequence[TherapyRow], countries: Sequence[Country], day: date, access: AccessMap
) -> ChartData[PlaceRow]:
    """Each country with the therapies authorised there; `access` knows where anybody looked."""
    there = [(country, authorised_there(rows, country)) for country in countries]
    found = tuple(PlaceRow(*one, is_known=bool(one[1]) or access.is_known_in(one[0].pk)) for one in there)
    therapies = tuple(row.therapy for row in rows)
    return ChartData(day, tuple(countries), therapies, found, unknown=unknown(rows, countries))


def authorised_there(rows: Iterable[TherapyRow], country: Country) -> tuple[Therapy, ...]:
    """The therapies authorised in a country."""
    return tuple(row.therapy for row in rows if country.pk in row.authorised_ids)


def milestones(
    events: Sequence[Event],
    countries: Sequence[Country],
    day: date,
    complete: Callable[[Sequence[Event]], Sequence[Event]],
) -> ChartData[Event]:
    """The events in order of time."""
    rows = sorted(events, key=lambda e: (first_day(e.date), e.title))
    return ChartData(day, tuple(countries), (), tuple(rows), complete=complete)


def access_of(rows: Sequence[TherapyRow], day: date) -> AccessMap:
    """The access map that the rows share; an empty one if there are no rows."""
    return rows[0].access if rows else AccessMap(day, (), ())
