"""Therapies by countries on one day: the rows of the list, the matrix and their downloads. Pure."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from countries.domain.authorisation import AccessMap, Standing, StandingKind
from countries.domain.funding import NOTHING, FundingStanding, funding_on
from countries.domain.lag import Lag, LagMap, LagSummary, summarise
from countries.domain.shapes import Country, Decision, Therapy
from countries.domain.supply import Supply, SupplyKind
from gtlead.records.dates import last_day
from gtlead.sources.bibliography import Fact
from gtlead.sources.shapes import Document


def facts_of(funding: FundingStanding) -> list[Fact]:
    """The records that a payer's standing rests on."""
    return [*funding.decisions, *funding.past, *funding.look_throughs]


def is_marketed(supply: Supply | None) -> bool:
    """Whether it can be had, as far as is known."""
    return supply is not None and supply.kind is SupplyKind.MARKETED


@dataclass(frozen=True)
class AccessCell:
    """One therapy in one country."""

    country: Country
    standing: Standing
    funding: FundingStanding
    lag: Lag
    supply: Supply | None = None

    @property
    def facts(self) -> list[Fact]:
        """The records that the cell rests on."""
        return [*self.standing.authorisations, *self.standing.look_throughs, *facts_of(self.funding)]

    @property
    def sources(self) -> list[Document]:
        """The sources of those records, each once."""
        return list(dict.fromkeys(source for fact in self.facts for source in fact.cited))


@dataclass(frozen=True)
class TherapyRow:
    """One therapy across the countries, by their key in the order of the atlas; cells are made when they are shown."""

    therapy: Therapy
    places: Mapping[int, Country]
    lags: LagMap

    @property
    def access(self) -> AccessMap:
        """Where everything is authorised on the day."""
        return self.lags.access

    @cached_property
    def standings(self) -> dict[int, Standing]:
        """By country id, where it is or was authorised; others are left out."""
        return self.access.standings(self.therapy.pk)

    @property
    def is_somewhere(self) -> bool:
        """Whether it has a standing in any country, shown or not."""
        anywhere = self.access.anywhere
        return bool(self.standings) if anywhere is None else self.therapy.pk in anywhere

    @cached_property
    def funding(self) -> dict[int, FundingStanding]:
        """By country id, what payers had decided by the day; others, of whom nothing was looked up, are left out."""
        by_country: dict[int, list[Decision]] = {}
        for decision in self.therapy.funding.all():
            by_country.setdefault(decision.country_id, []).append(decision)
        looked = self.access.looked
        found: dict[int, FundingStanding] = {}
        for key in self.places:
            decisions, looks = by_country.get(key, ()), looked.of_funding(self.therapy.pk, key)
            if decisions or looks:
                found[key] = funding_on(self.access.day, decisions, looks)
        return found

    @cached_property
    def authorised_ids(self) -> Set[int]:
        """Ids of the countries where it is authorised on the day."""
        return self.access.places_of(self.therapy.pk)

    @cached_property
    def funded_ids(self) -> Set[int]:
        """Ids of the countries where it is funded on the day."""
        known = self.access.funded_in(self.therapy.pk)
        if known is not None:
            return known
        return frozenset(country for country, funding in self.funding.items() if funding.is_funded)

    @cached_property
    def decided_ids(self) -> Set[int]:
        """Ids of the countries where what a payer decided is known for the day."""
        known = self.access.decided_in(self.therapy.pk)
        if known is not None:
            return known
        return frozenset(country for country, funding in self.funding.items() if funding.is_known)

    @cached_property
    def cells(self) -> tuple[AccessCell, ...]:
        """A cell for each country, in the order of the atlas."""
        return tuple(
            AccessCell(
                country,
                standing := self.access.standing(self.therapy.pk, key),
                self.funding.get(key, NOTHING),
                self.lags.lag(self.therapy.pk, key),
                standing.supply_on(self.access.day),
            )
            for key, country in self.places.items()
        )

    @cached_property
    def first(self) -> str:
        """The partial date of the first authorisation anywhere in the atlas by the day, or ""."""
        return self.lags.first_anywhere(self.therapy.pk)

    @property
    def first_in(self) -> list[Country]:
        """The countries where that was."""
        if not self.first:
            return []
        day, first_in, therapy = last_day(self.first), self.access.first_in, self.therapy.pk
        firsts = ((country, first_in(therapy, country.pk)) for country, _standing in self.reached)
        return [country for country, here in firsts if here and last_day(here) == day]

    @cached_property
    def reached(self) -> list[tuple[Country, Standing]]:
        """The countries where it has a standing."""
        return [(country, self.standings[key]) for key, country in self.places.items() if key in self.standings]

    def countries_where(self, *kinds: StandingKind) -> list[Country]:
        """The countries in which it stands so on the day."""
        return [country for country, standing in self.reached if standing.kind in kinds]

    @property
    def authorised_in(self) -> list[Country]:
        """Where it is authorised, in full or under conditions."""
        return self.countries_where(StandingKind.AUTHORISED, StandingKind.CONDITIONAL)

    @property
    def supplied_in(self) -> list[Country]:
        """Where it is authorised and known to be on the market."""
        return [c for c in self.authorised_in if is_marketed(self.standings[c.pk].supply_on(self.access.day))]

    @property
    def looked_for_in(self) -> list[Country]:
        """Where a register was looked through and it was not found."""
        return self.those(self.access.looked.registers(self.therapy.pk).keys() - self.standings.keys())

    @property
    def not_looked_up_in(self) -> list[Country]:
        """Where nobody looked for it."""
        registers = self.access.looked.registers(self.therapy.pk)
        return self.those(self.places.keys() - self.standings.keys() - registers.keys())

    def those(self, keys: Set[int]) -> list[Country]:
        """The countries with these keys, in the order of the atlas."""
        return [country for key, country in self.places.items() if key in keys]

    @property
    def facts(self) -> list[Fact]:
        """The records that its cells rest on, in the order of the countries."""
        found: list[Fact] = []
        for key in self.places:
            standing = self.standings.get(key)
            found += standing.authorisations if standing else self.access.looked.of_authorisation(self.therapy.pk, key)
            found += facts_of(self.funding[key]) if key in self.funding else []
        return found

    @property
    def addresses(self) -> Sequence[str]:
        """The addresses of the sources of those records, each once."""
        return list(dict.fromkeys(source.url for fact in self.facts for source in fact.cited))

    @property
    def funded_in(self) -> list[Country]:
        """Where the public payer pays for at least one use."""
        return self.those(self.funded_ids)

    def year_in(self, country_id: int) -> int | None:
        """The year of the first authorisation in the country by the day."""
        here = self.access.first_in(self.therapy.pk, country_id)
        return last_day(here).year if here else None


def make_rows(therapies: Iterable[Therapy], countries: Sequence[Country], access: AccessMap) -> list[TherapyRow]:
    """A row for each therapy."""
    lags, places = LagMap(access), {country.pk: country for country in countries}
    return [TherapyRow(therapy, places, lags) for therapy in therapies]


def lag_summaries(rows: Sequence[TherapyRow], countries: Sequence[Country]) -> list[tuple[Country, LagSummary]]:
    """Each country with the lags of these therapies in a few numbers; what is authorised nowhere has none."""
    somewhere = [row for row in rows if row.is_somewhere]
    return [(c, summarise(row.lags.lag(row.therapy.pk, c.pk) for row in somewhere)) for c in countries]
