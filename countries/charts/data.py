"""What each chart shows, as rows: every mark of a picture is one of them. Pure.

Rows name the records they rest on (`facts`), so that tables and downloads carry sources and dates.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from countries.domain.authorisation import AccessMap, StandingKind
from countries.domain.known_access import Turns
from countries.domain.lag import Lag
from countries.domain.matrix import TherapyRow
from countries.domain.shapes import Authorisation, Country, Jurisdiction, Therapy
from countries.domain.timeline import Event
from gtlead.records.dates import first_day, last_day


@dataclass(frozen=True)
class ChartData[Row]:
    """The rows of one chart, for these countries, as of this day; `shows` is a choice of what cells hold.

    `unknown` are the therapies whose standing on the day nobody knows, each with the country; `departures` the
    countries that left a jurisdiction, with the last day on which its authorisations counted.
    """

    day: date
    countries: tuple[Country, ...]
    therapies: tuple[Therapy, ...]
    rows: tuple[Row, ...]
    shows: str = ""
    unknown: tuple[tuple[Country, Therapy], ...] = ()
    departures: tuple[tuple[Country, Jurisdiction, date], ...] = ()

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
    facts: tuple[Authorisation, ...]

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
    facts: tuple[Authorisation | Therapy, ...]


@dataclass(frozen=True)
class ModalityRow:
    """The therapies of one modality authorised in one country."""

    country: Country
    modality: str
    label: str
    therapies: tuple[Therapy, ...]
    facts: tuple[Authorisation, ...]


@dataclass(frozen=True)
class PlaceRow:
    """A country on the map with the therapies authorised there."""

    country: Country
    therapies: tuple[Therapy, ...]
    facts: tuple[Authorisation, ...]
    is_known: bool

    @property
    def number(self) -> int | None:
        """How many there are; None where nobody looked."""
        return len(self.therapies) if self.is_known else None


def authorisation_steps(
    rows: Sequence[TherapyRow], countries: Sequence[Country], day: date, turns: Turns
) -> ChartData[Step]:
    """For each country, each change in the number of therapies authorised there until `day`, as the `turns` say."""
    access = access_of(rows, day)
    return ChartData(
        day,
        tuple(countries),
        tuple(row.therapy for row in rows),
        tuple(known_steps(rows, countries, turns, access)),
        unknown=unknown(rows, countries),
        departures=departures(countries, access),
    )


def unknown(rows: Iterable[TherapyRow], countries: Sequence[Country]) -> tuple[tuple[Country, Therapy], ...]:
    """Each country with each therapy that may or may not be authorised there on the day, or nobody looked."""
    drawn = {country.pk for country in countries}
    return tuple(
        (country, row.therapy)
        for row in rows
        for country in (*row.countries_where(StandingKind.UNCLEAR), *row.not_looked_up_in)
        if country.pk in drawn
    )


def departures(countries: Iterable[Country], access: AccessMap) -> tuple[tuple[Country, Jurisdiction, date], ...]:
    """The countries that left a jurisdiction by the day, which one, and the last day on which it reached them."""
    return tuple(
        (country, membership.jurisdiction, membership.valid_until)
        for country in countries
        for membership in access.memberships.get(country.pk, ())
        if membership.valid_until and membership.valid_until < access.day
    )


def known_steps(
    rows: Sequence[TherapyRow], countries: Sequence[Country], turns: Turns, access: AccessMap
) -> list[Step]:
    """The steps of all countries, from spans, in the order of their days; with the records that the map has."""
    order = {row.therapy.pk: place for place, row in enumerate(rows)}
    therapies = [row.therapy for row in rows]
    return [step for country in countries for step in steps_of(country, therapies, order, turns, access)]


def steps_of(
    country: Country, therapies: Sequence[Therapy], order: Mapping[int, int], turns: Turns, access: AccessMap
) -> Iterator[Step]:
    """The steps of one country; those of one day in the order of the therapies, other therapies left out."""
    number, is_on_file = 0, country.pk in access.memberships
    for day, turned in sorted(turns.get(country.pk, {}).items()):
        listed = sorted((order[one[0]], *one[1:]) for one in turned if one[0] in order)
        if not listed:
            continue
        began = tuple(therapies[place] for place, is_authorised, _ in listed if is_authorised)
        ended = tuple(therapies[place] for place, is_authorised, _ in listed if not is_authorised)
        number += len(began) - len(ended)
        dates = tuple(partial for _place, _is, partial in listed if partial)
        facts: tuple[Authorisation, ...] = ()
        if is_on_file:
            facts = tuple(fact for one in listed for fact in grants(access, therapies[one[0]].pk, country.pk))
            dates = tuple(partial for fact in facts for partial in (fact.date, fact.ended) if partial)
        yield Step(country, day, number, dates, began, ended, facts)


def as_precise(day: date, dates: Iterable[str]) -> str:
    """The day as precisely as the source of the fact that it comes from: `2003-10` for its last day."""
    return next((p for p in dates if day in (first_day(p), last_day(p))), day.isoformat())


def grants(access: AccessMap, therapy_id: int, country_id: int) -> list[Authorisation]:
    """The authorisations of a therapy that can reach a country, by date."""
    reaching = {membership.jurisdiction_id for membership in access.memberships.get(country_id, ())}
    return [a for a in access.authorisations.get(therapy_id, ()) if a.jurisdiction_id in reaching]


def access_matrix(
    rows: Sequence[TherapyRow], countries: Sequence[Country], day: date, shows: str = ""
) -> ChartData[TherapyRow]:
    """Therapies by countries, in the order of the rows."""
    therapies = tuple(row.therapy for row in rows)
    return ChartData(day, tuple(countries), therapies, tuple(rows), shows, unknown(rows, countries))


def access_lags(rows: Sequence[TherapyRow], countries: Sequence[Country], day: date) -> ChartData[LagRow]:
    """For each country the lag of each therapy, shortest first, those without a number last."""
    found = [lag_row(row, country) for country in countries for row in rows if row.is_somewhere]
    places = {country.pk: place for place, country in enumerate(countries)}
    found.sort(key=lambda r: (places[r.country.pk], r.lag.months is None, r.lag.months, r.therapy.brand.casefold()))
    return ChartData(day, tuple(countries), tuple(row.therapy for row in rows if row.is_somewhere), tuple(found))


def lag_row(row: TherapyRow, country: Country) -> LagRow:
    """One therapy in one country; it rests on the authorisations compared, or on the therapy's own record."""
    lag = row.lags.lag(row.therapy.pk, country.pk)
    everywhere = row.access.authorisations.get(row.therapy.pk, ())
    here = grants(row.access, row.therapy.pk, country.pk)
    compared = [a for a in everywhere if a in here or (lag.first and a.date == lag.first)]
    return LagRow(country, row.therapy, lag, tuple(compared) or (row.therapy,))


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
        ModalityRow(country, modality, labels[modality], *authorised_there(by_modality[modality], country))
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
    there = [(country, *authorised_there(rows, country)) for country in countries]
    found = tuple(PlaceRow(*one, is_known=bool(one[1]) or access.is_known_in(one[0].pk)) for one in there)
    therapies = tuple(row.therapy for row in rows)
    return ChartData(day, tuple(countries), therapies, found, unknown=unknown(rows, countries))


def authorised_there(
    rows: Iterable[TherapyRow], country: Country
) -> tuple[tuple[Therapy, ...], tuple[Authorisation, ...]]:
    """The therapies authorised in a country, and the authorisations that say so."""
    there = [row for row in rows if country in row.authorised_in]
    facts = [fact for row in there for fact in row.standings[country.pk].authorisations]
    return tuple(row.therapy for row in there), tuple(facts)


def milestones(events: Sequence[Event], countries: Sequence[Country], day: date) -> ChartData[Event]:
    """The events in order of time."""
    return ChartData(day, tuple(countries), (), tuple(sorted(events, key=lambda e: (first_day(e.date), e.title))))


def access_of(rows: Sequence[TherapyRow], day: date) -> AccessMap:
    """The access map that the rows share; an empty one if there are no rows."""
    return rows[0].access if rows else AccessMap(day, (), ())
