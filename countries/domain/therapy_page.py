"""A therapy's page as data: every country is there, whether or not anything is known; many come in pages. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from countries.domain.authorisation import AccessMap
from countries.domain.matrix import AccessCell, make_rows
from countries.domain.shapes import Authorisation, Country, Decision, Disease, Milestone, Therapy
from gtlead.records.addresses import standing
from gtlead.sources.bibliography import Bibliography, Fact
from gtlead.sources.witness import Witness, first_of

MOST_COUNTRIES = 30  # with a line each; of more, those of which something is known
MOST_IN_FULL = 5  # decisions of payers on one page; of more, those of the country that is asked for
MOST_MILESTONES = 30
MOST_WEIGHT = 120  # of a page, where a decision weighs 1
LINE_WEIGHS, LICENCE_WEIGHS = 2, 3


@dataclass(frozen=True)
class TherapyPart:
    """What stands together: a country with what was decided there first; what reaches no country has no cell."""

    cell: AccessCell | None
    authorisations: Sequence[Authorisation]
    decisions: Sequence[Decision] = ()

    @property
    def weight(self) -> int:
        """How much of a page it takes."""
        return LINE_WEIGHS + LICENCE_WEIGHS * len(self.authorisations) + len(self.decisions)

    def has(self, name: str) -> bool:
        """Whether what is named so stands here: an authorisation, a decision, or what is said of funding at all."""
        slugs = {fact.slug for fact in (*self.authorisations, *self.decisions)}
        return name in slugs or bool(self.cell and name == f"funding-{self.cell.country.slug}")


@dataclass(frozen=True)
class CountryAccess:
    """The therapy in one country today, and who bears witness."""

    cell: AccessCell
    witness: Witness | None
    licence_url: str  # where the authorisation stands, on this page or another; "" without one


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

    @property
    def latest(self) -> Sequence[Milestone]:
        """The milestones that it shows, newest first."""
        return self.milestones[:MOST_MILESTONES]


def witnessed[One: Fact](facts: Iterable[One]) -> list[One]:
    """The facts, each given its `witness`; they stand in full elsewhere."""
    listed = list(facts)
    for fact in listed:
        fact.witness = first_of(fact.cited)
    return listed


def therapy_pages(
    therapy: Therapy, countries: Sequence[Country], access: AccessMap, asked: Country | None = None
) -> list[list[TherapyPart]]:
    """Where it stands, cut into pages; if there are several, the country `asked` comes first."""
    pages = in_pages(therapy_parts(therapy, countries, access, asked))
    if len(pages) > 1 and asked:
        pages = in_pages(therapy_parts(therapy, sorted(countries, key=lambda c: c != asked), access, asked))
    return pages


def therapy_parts(
    therapy: Therapy, countries: Sequence[Country], access: AccessMap, asked: Country | None
) -> list[TherapyPart]:
    """What stands together, in the order of the countries; each authorisation with the first that it is valid in."""
    decisions: dict[int, list[Decision]] = {}
    for decision in therapy.funding.all():
        decisions.setdefault(decision.country_id, []).append(decision)
    cells = make_rows([therapy], countries, access)[0].cells
    if len(cells) > MOST_COUNTRIES:
        cells = tuple(c for c in cells if c.facts or c.country.pk in decisions or c.country == asked)
    left, parts = list(therapy.authorisations.all()), []
    for cell in cells:
        valid = {membership.jurisdiction_id for membership in access.memberships.get(cell.country.pk, ())}
        here = [one for one in left if one.jurisdiction_id in valid]
        left = [one for one in left if one not in here]
        parts.append(TherapyPart(cell, here, decisions.get(cell.country.pk, ())))
    return [*parts, *(TherapyPart(None, [one]) for one in left)]


def in_pages(parts: Iterable[TherapyPart]) -> list[list[TherapyPart]]:
    """The parts, as many on a page as it holds."""
    pages: list[list[TherapyPart]] = []
    room = 0
    for part in parts:
        if part.weight > room:
            pages.append([])
            room = MOST_WEIGHT
        pages[-1].append(part)
        room -= part.weight
    return pages


def page_with(name: str, pages: Iterable[list[TherapyPart]]) -> list[TherapyPart] | None:
    """The page on which something stands."""
    return next((page for page in pages if any(part.has(name) for part in page)), None)


def licence_url(cell: AccessCell, therapy: Therapy, here: Collection[Authorisation]) -> str:
    """Where the authorisation in a country stands; `here` are those on the page."""
    one = cell.standing.authorisation
    if one is None:
        return ""
    return f"#{one.slug}" if one in here else standing(therapy.get_absolute_url(), one.slug)


def make_therapy_page(
    *,
    therapy: Therapy,
    shown: Sequence[TherapyPart],
    day: date,
    milestones: Iterable[Milestone],
    unlisted: int,
    asked: Country | None = None,
) -> TherapyPage:
    """The page of these parts, its sources numbered in the order of reading; what payers decided in `asked` in full."""
    bibliography = Bibliography()
    bibliography.cite_facts([therapy])
    cells = [part.cell for part in shown if part.cell]
    here = [one for part in shown for one in part.authorisations]
    lines = [CountryAccess(cell, first_of(cell.sources), licence_url(cell, therapy, here)) for cell in cells]
    theirs = [cell.standing.authorisation for cell in cells if cell.country == asked]
    authorisations = witnessed(one for one in therapy.authorisations.all() if one in here)
    told = [one for one in authorisations if not asked or one in theirs]
    bibliography.cite_facts(told)
    few = len(therapy.funding.all()) <= MOST_IN_FULL
    funding = [
        CountryFunding(
            part.cell.country,
            tuple(witnessed(part.decisions)),
            part.cell.funding.words,
            part.cell.country == asked if asked else few,
        )
        for part in shown
        if part.cell
    ]
    bibliography.cite_facts(decision for part in funding if part.is_in_full for decision in part.decisions)
    return TherapyPage(
        therapy=therapy,
        day=day,
        access=lines,
        authorisations=told,
        elsewhere=[one for one in authorisations if one not in told],
        funding=funding,
        milestones=witnessed(milestones),
        bibliography=bibliography,
        unlisted=unlisted,
    )
