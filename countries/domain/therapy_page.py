"""A therapy's page as data: every country is there, whether or not anything is known. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from countries.domain.authorisation import AccessMap
from countries.domain.matrix import AccessCell, make_rows
from countries.domain.shapes import Authorisation, Country, Decision, Disease, Milestone, Therapy
from gtlead.sources.bibliography import Bibliography, Fact
from gtlead.sources.witness import Witness, first_of

MOST_COUNTRIES = 30  # with a line each; of more, those of which something is known
MOST_IN_FULL = 5  # decisions of payers on one page; of more, those of the country that is asked for


@dataclass(frozen=True)
class CountryAccess:
    """The therapy in one country today, and who bears witness."""

    cell: AccessCell
    witness: Witness | None


@dataclass(frozen=True)
class CountryFunding:
    """All that is recorded on funding and price in one country, or how its absence is known."""

    country: Country
    decisions: tuple[Decision, ...]
    absence: str
    is_in_full: bool = True


@dataclass(frozen=True)
class TherapyPage:
    """All that the page shows; the bibliography has numbered every source cited on it."""

    therapy: Therapy
    day: date
    access: Sequence[CountryAccess]
    authorisations: Sequence[Authorisation]
    elsewhere: Sequence[Authorisation]  # authorisations that are told in full where no country is asked for
    funding: Sequence[CountryFunding]
    milestones: Sequence[Milestone]
    bibliography: Bibliography
    unlisted: int = 0  # countries without a line: nothing is known of them

    @property
    def same_disease(self) -> Disease | None:
        """The only disease it is for, where its record says no more than that disease's name."""
        first, *more = [*self.therapy.diseases.all(), None]
        return first if more == [None] and first and first.name == self.therapy.disease else None

    @property
    def is_lag_inexact(self) -> bool:
        """Whether any lag rests on a date that is not known to the day."""
        return any(part.cell.lag.months is not None and not part.cell.lag.is_exact for part in self.access)


def witnessed[One: Fact](facts: Iterable[One]) -> list[One]:
    """The facts, each given its `witness`; they stand in full elsewhere."""
    listed = list(facts)
    for fact in listed:
        fact.witness = first_of(fact.cited)
    return listed


def make_therapy_page(
    *,
    therapy: Therapy,
    countries: Sequence[Country],
    access: AccessMap,
    milestones: Iterable[Milestone],
    asked: Country | None = None,
) -> TherapyPage:
    """The page, its sources numbered in the order of reading; what payers decided in the country `asked` in full."""
    bibliography = Bibliography()
    bibliography.cite_facts([therapy])
    cells = make_rows([therapy], countries, access)[0].cells
    if len(cells) > MOST_COUNTRIES:
        cells = tuple(cell for cell in cells if cell.facts or cell.country == asked)
    lines = [CountryAccess(cell, first_of(cell.sources)) for cell in cells]
    theirs = [cell.standing.authorisation for cell in cells if cell.country == asked]
    authorisations = witnessed(therapy.authorisations.all())
    told = [one for one in authorisations if not asked or one in theirs]
    bibliography.cite_facts(told)
    decisions = witnessed(therapy.funding.all())
    in_full = {c.pk for c in countries if (c == asked if asked else len(decisions) <= MOST_IN_FULL)}
    bibliography.cite_facts(decision for decision in decisions if decision.country_id in in_full)
    return TherapyPage(
        therapy=therapy,
        day=access.day,
        access=lines,
        authorisations=told,
        elsewhere=[one for one in authorisations if one not in told],
        funding=[
            CountryFunding(
                cell.country,
                tuple(d for d in decisions if d.country_id == cell.country.pk),
                cell.funding.words,
                cell.country.pk in in_full,
            )
            for cell in cells
        ],
        milestones=witnessed(milestones),
        bibliography=bibliography,
        unlisted=len(countries) - len(cells),
    )
