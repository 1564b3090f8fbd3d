"""A country as data: its cover, and what stands on its page of a theme. The same for every country. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import accumulate

from django.utils.translation import gettext as _

from countries.domain.answers import place
from countries.domain.authorisation import AccessMap, StandingKind
from countries.domain.figures import CountryFigures, country_figures
from countries.domain.matrix import AccessCell, TherapyRow
from countries.domain.shapes import Country, Milestone, Observation, Statement, Theme, Therapy, Topic
from countries.domain.supply import SupplyKind
from gtlead.records.addresses import standing
from gtlead.records.dates import in_words, last_day
from gtlead.sources.bibliography import Bibliography, Citation, Fact
from gtlead.sources.witness import Witness, witness_of

OPEN_ON_A_COVER = 18
MOST_ON_A_COVER = 150
ANSWERS_ON_A_CARD = 3
MILESTONES_ON_A_THEME = 5
NUMBERS, TIMELINE = "numbers", "timeline"  # sections of the page of a theme


@dataclass(frozen=True)
class ThemeCard:
    """A theme on the cover: the answers of its first topics that have one, and how much its page holds."""

    theme: Theme
    answers: Sequence[Statement]
    number: int

    @property
    def witness(self) -> Witness | None:
        """The first answer's, which speaks for the card; the others open with it."""
        return witness_of(self.answers[0].citations) if self.answers else None


@dataclass(frozen=True)
class TherapyHere:
    """A therapy that is or was authorised in the country, in the words of a row."""

    therapy: Therapy
    cell: AccessCell

    @property
    def url(self) -> str:
        """Where the licence stands with all its sources."""
        return standing(self.therapy.get_absolute_url(), self.cell.standing.licence.slug)

    @property
    def payer_url(self) -> str:
        """Where the payers' decisions stand with all their sources."""
        return standing(self.therapy.get_absolute_url(), f"funding-{self.cell.country.slug}")

    @property
    def since(self) -> str:
        """The partial date since which it is authorised; empty if no source gives it."""
        return self.cell.standing.since

    @property
    def terms(self) -> str:
        """What a reader must know beyond the date; empty for a full licence in force."""
        standing = self.cell.standing
        if standing.kind is StandingKind.CONDITIONAL:
            return _("on conditions: %(law)s") % {"law": standing.law} if standing.law else _("on conditions")
        if standing.kind is StandingKind.AUTHORISED:
            return "" if standing.is_condition_known else _("conditions not known")
        return standing.words

    @property
    def supply(self) -> str:
        """Whether it can be had; empty where nobody looked."""
        supply = self.cell.supply
        return supply.words if supply and supply.kind is not SupplyKind.UNKNOWN else ""

    @property
    def payer(self) -> str:
        """What the public payer decided, and when; empty where that is not known."""
        funding = self.cell.funding
        if not funding.is_known:
            return ""
        dated = [d.date for d in funding.decisions if d.decision == funding.state and d.date]
        if not dated:
            return funding.words
        return _("%(decision)s, %(date)s") % {"decision": funding.words, "date": in_words(min(dated))}

    @cached_property
    def witness(self) -> Witness | None:
        """Who says that it is authorised."""
        return witness_of(cited(self.cell.standing.authorisations))

    @cached_property
    def payer_witness(self) -> Witness | None:
        """Who says what the payer decided."""
        return witness_of(cited([*self.cell.funding.decisions, *self.cell.funding.past])) if self.payer else None


@dataclass(frozen=True)
class AreaHere:
    """The therapies of one disease area, newest first, or those no longer authorised; and how many there are."""

    name: str
    therapies: Sequence[TherapyHere]
    number: int


@dataclass(frozen=True)
class Payment:
    """For how many of the therapies authorised here the public payer pays; what is not known is counted apart."""

    authorised: int
    funded: int
    unknown: int

    @property
    def otherwise(self) -> int:
        """How many have a decision that is not to pay, or none yet."""
        return self.authorised - self.funded - self.unknown


@dataclass(frozen=True)
class Cover:
    """All that a country's cover shows; the bibliography has numbered the sources of its texts."""

    country: Country
    day: date
    figures: CountryFigures
    payment: Payment
    first_therapies: Sequence[Therapy]
    cards: Sequence[ThemeCard]
    areas: Sequence[AreaHere]
    number: int  # of therapies
    bibliography: Bibliography

    @property
    def place(self) -> str:
        """The country after “in”."""
        return place(self.country)

    @property
    def first_areas(self) -> list[AreaHere]:
        """The areas that stand open: the first, and as many more as keep the cover a cover."""
        before = accumulate((len(area.therapies) for area in self.areas), initial=0)
        return [area for area, listed in zip(self.areas, before, strict=False) if listed < OPEN_ON_A_COVER]

    @property
    def more_areas(self) -> Sequence[AreaHere]:
        """Those that are folded."""
        return self.areas[len(self.first_areas) :]

    @property
    def number_folded(self) -> int:
        """How many therapies are folded."""
        return sum(len(area.therapies) for area in self.more_areas)

    @property
    def left_out(self) -> int:
        """How many are in the list of therapies alone."""
        return self.number - sum(len(area.therapies) for area in self.areas)


type Row = tuple[str, str]  # a section by its place; the slug of a statement in it, the lasting name of a number, or ""


@dataclass(frozen=True)
class Contents:
    """The sections of all pages of a theme in a country: their names by place, and the rows that pages are cut from."""

    names: Mapping[str, str]
    rows: Sequence[Row]
    is_empty: bool

    def row_of(self, name: str) -> Row | None:
        """That of a statement, or the first of a section."""
        return next((row for row in self.rows if name and name in row), None)


@dataclass(frozen=True)
class TopicStatements:
    """The statements on one topic: the one that answers its question first."""

    topic: Topic
    statements: Sequence[Statement]


@dataclass(frozen=True)
class ThemeOfCountry:
    """A page of what the atlas has on one theme in one country; the bibliography has numbered the sources of its facts.

    The milestones, newest first, only point to the country's timeline, where theirs stand. `places` are those of the
    sections on it.
    """

    country: Country
    theme: Theme
    topics: Sequence[TopicStatements]
    numbers: Sequence[Observation]
    milestones: Sequence[Milestone]
    places: Collection[str]
    bibliography: Bibliography

    @property
    def place(self) -> str:
        """The country after “in”."""
        return place(self.country)

    @property
    def latest(self) -> Sequence[Milestone]:
        """The milestones that the page shows."""
        return self.milestones[:MILESTONES_ON_A_THEME]


def cited(facts: Iterable[Fact]) -> list[Citation]:
    """The sources of several facts, best witness first."""
    return Bibliography().cite(dict.fromkeys(source for fact in facts for source in fact.cited))


def make_cards(themes: Iterable[Theme], answers: Iterable[Statement], numbers: Mapping[str, int]) -> list[ThemeCard]:
    """A card for each theme; `numbers` says by slug how many statements its page holds."""
    by_theme: dict[int, list[Statement]] = {}
    for answer in Bibliography().cite_facts(answers):
        if answer.answer == "known" and answer.value:
            by_theme.setdefault(answer.topic.theme_id, []).append(answer)
    return [
        ThemeCard(theme, by_theme.get(theme.pk, [])[:ANSWERS_ON_A_CARD], numbers.get(theme.slug, 0)) for theme in themes
    ]


def make_areas(therapies: Sequence[TherapyHere]) -> list[AreaHere]:
    """The therapies in force by disease area, the largest area first, then the others; as many as a cover holds."""
    in_force: dict[str, list[TherapyHere]] = {}
    others = []
    for here in sorted(therapies, key=newest_first, reverse=True):
        if here.cell.standing.is_authorised:
            in_force.setdefault(str(here.therapy.get_disease_area_display()), []).append(here)
        else:
            others.append(here)
    areas = sorted(in_force.items(), key=lambda item: (-len(item[1]), item[0]))
    if others:
        areas.append((_("no longer authorised, or not known"), others))
    before = accumulate((len(listed) for _name, listed in areas), initial=0)
    return [
        AreaHere(name, listed[: MOST_ON_A_COVER - n], len(listed))
        for (name, listed), n in zip(areas, before, strict=False)
        if n < MOST_ON_A_COVER
    ]


def newest_first(here: TherapyHere) -> date:
    """For sorting; what has no date comes last."""
    return last_day(here.since) if here.since else date.min


def payment_of(therapies: Iterable[TherapyHere]) -> Payment:
    """Who pays for what is authorised."""
    states = [here.cell.funding for here in therapies if here.cell.standing.is_authorised]
    return Payment(
        authorised=len(states),
        funded=sum(funding.is_funded for funding in states),
        unknown=sum(not funding.is_known for funding in states),
    )


def make_cover(
    *,
    country: Country,
    themes: Iterable[Theme],
    answers: Iterable[Statement],
    numbers: Mapping[str, int],
    rows: Iterable[TherapyRow],
    access: AccessMap,
) -> Cover:
    """The cover from the key statements, the number of all by theme, and the therapies of the atlas."""
    bibliography = Bibliography()
    bibliography.cite_facts([country, *country.memberships.all()])
    listed = list(rows)
    here = [
        TherapyHere(row.therapy, cell)
        for row in listed
        for cell in row.cells
        if cell.country == country and cell.standing.kind is not StandingKind.NEVER
    ]
    figures = country_figures(country, access)
    return Cover(
        country=country,
        day=access.day,
        figures=figures,
        payment=payment_of(here),
        first_therapies=[row.therapy for row in listed if row.therapy.pk in figures.first_therapies],
        cards=make_cards(themes, answers, numbers),
        areas=make_areas(here),
        number=len(here),
        bibliography=bibliography,
    )


def place_of(topic: Topic) -> str:
    """Where the topic stands on the page of its theme in a country."""
    return f"{topic.theme.slug}-{topic.slug}"


def make_contents(
    *,
    topics: Sequence[Topic],
    statements: Mapping[str, int],
    numbers: Iterable[Observation],
    milestones: Collection[Milestone],
) -> Contents:
    """What there is on a theme in a country: its topics (by the slugs of statements, their keys), numbers, events."""
    of_topic: dict[int, list[str]] = {}
    for statement, topic in statements.items():
        of_topic.setdefault(topic, []).append(statement)
    sections = {place_of(topic): (topic.name, of_topic.get(topic.pk, [""])) for topic in topics}
    if counted := [number.lasting_name for number in numbers]:
        sections[NUMBERS] = _("Numbers"), counted
    if milestones:
        sections[TIMELINE] = _("Timeline"), [""]
    return Contents(
        names={section: name for section, (name, _slugs) in sections.items()},
        rows=[(section, slug) for section, (_name, slugs) in sections.items() for slug in slugs],
        is_empty=not (statements or counted or milestones),
    )


def make_theme_of_country(
    *,
    country: Country,
    theme: Theme,
    topics: Iterable[Topic],
    shown: Collection[Row],
    statements: Iterable[Statement],
    numbers: Iterable[Observation],
    milestones: Sequence[Milestone],
) -> ThemeOfCountry:
    """The page of the rows `shown`, its sources numbered in the order of reading: topics, then the newest numbers."""
    by_topic: dict[int, list[Statement]] = {}
    for statement in statements:
        by_topic.setdefault(statement.topic_id, []).append(statement)
    bibliography, places = Bibliography(), {section for section, _slug in shown}
    return ThemeOfCountry(
        country=country,
        theme=theme,
        topics=[
            TopicStatements(topic, bibliography.cite_facts(by_topic.get(topic.pk, ())))
            for topic in topics
            if place_of(topic) in places
        ],
        numbers=bibliography.cite_facts(number for number in numbers if (NUMBERS, number.lasting_name) in shown),
        milestones=Bibliography().cite_facts(milestones if TIMELINE in places else ()),
        places=places,
        bibliography=bibliography,
    )


def newest(observations: Iterable[Observation]) -> list[Observation]:
    """Of each indicator the number of the latest year."""
    latest: dict[int, Observation] = {}
    for observation in observations:
        known = latest.get(observation.indicator_id)
        if known is None or observation.year >= known.year:
            latest[observation.indicator_id] = observation
    return list(latest.values())
