"""A therapy's page as data: every country is there, whether or not anything is known. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from countries.domain.authorisation import AccessMap
from countries.domain.matrix import AccessCell, make_rows
from gtlead.sources.bibliography import Bibliography, Citation


@dataclass(frozen=True)
class CountryAccess:
    """The therapy in one country today, with the numbers of its sources."""

    cell: AccessCell
    citations: Sequence[Citation]


@dataclass(frozen=True)
class CountryFunding:
    """All that is recorded on funding and price in one country, or how its absence is known."""

    country: Any
    decisions: tuple[Any, ...]
    absence: str


@dataclass(frozen=True)
class TherapyPage:
    """All that the page shows; the bibliography has numbered every source cited on it."""

    therapy: Any
    day: date
    access: Sequence[CountryAccess]
    authorisations: Sequence[Any]
    funding: Sequence[CountryFunding]
    milestones: Sequence[Any]
    bibliography: Bibliography

    @property
    def is_lag_inexact(self) -> bool:
        """Whether any lag rests on a date that is not known to the day."""
        return any(part.cell.lag.months is not None and not part.cell.lag.is_exact for part in self.access)


def make_therapy_page(
    *, therapy: Any, countries: Sequence[Any], access: AccessMap, milestones: Iterable[Any]
) -> TherapyPage:
    """The page, its sources numbered in the order of reading."""
    bibliography = Bibliography()
    bibliography.cite_facts([therapy])
    cells = make_rows([therapy], countries, access)[0].cells
    lines = [CountryAccess(cell, bibliography.cite(cell.sources)) for cell in cells]
    authorisations = bibliography.cite_facts(therapy.authorisations.all())
    decisions = bibliography.cite_facts(therapy.funding.all())
    return TherapyPage(
        therapy=therapy,
        day=access.day,
        access=lines,
        authorisations=authorisations,
        funding=[
            CountryFunding(
                cell.country, tuple(d for d in decisions if d.country_id == cell.country.pk), cell.funding.words
            )
            for cell in cells
        ],
        milestones=bibliography.cite_facts(milestones),
        bibliography=bibliography,
    )
