"""The comparison as data: countries are columns, topics are rows, grouped by theme. Pure.

With a day, each cell says whether its statement held then: by its period where one is given, else by its date.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from countries.domain.figures import FigureRow
from countries.domain.shapes import Country, Statement, Theme, Topic
from gtlead.records.dates import first_day, in_words, last_day
from gtlead.sources.bibliography import Bibliography, Citation
from gtlead.sources.shapes import Document
from gtlead.sources.witness import Witness, first_of

MAX_COUNTRIES = 7
MOST_WITH_NOTES = 4  # countries whose sources are listed unasked: those of more would double the page
MOST_CELLS, MOST_CELLS_WITH_NOTES = 250, 165  # of statements on one page
FEWEST_TO_PAGE = 3  # countries that a narrow screen shows two at a time
VINTAGE_GAP_DAYS = 2 * 365 + 1


class Timing(StrEnum):
    """How a statement relates to the day asked for."""

    COVERS = "covers"
    NOT_YET = "not-yet"
    NO_LONGER = "no-longer"
    UNCLEAR = "unclear"
    LATER = "later"


def timing_on(day: date, statement: Statement) -> Timing:
    """Whether a statement held on `day`, as precisely as its dates allow."""
    begins, ends = statement.valid_from, statement.valid_until
    if begins and day < first_day(begins):
        return Timing.NOT_YET
    if ends and last_day(ends) < day:
        return Timing.NO_LONGER
    if (begins and day < last_day(begins)) or (ends and first_day(ends) <= day < last_day(ends)):
        return Timing.UNCLEAR
    if not begins and statement.as_of and first_day(statement.as_of) > day:
        return Timing.LATER
    return Timing.COVERS


def missing_words(answer: str) -> str:
    """The four kinds of missing, in words."""
    return {
        "none": _("none"),
        "not-applicable": _("not applicable"),
        "not-disclosed": _("not disclosed"),
    }.get(answer, _("not known"))


@dataclass(frozen=True)
class Cell:
    """What one country says on one topic (on a day); without a statement the answer is "not known"."""

    country: Country
    statement: Statement | None = None
    day: date | None = None

    @property
    def said(self) -> Statement:
        """The statement of a cell that has one."""
        if self.statement is None:
            raise LookupError("No statement.")
        return self.statement

    @property
    def answer(self) -> str:
        """known, none, not-applicable, not-disclosed or not-known."""
        return self.statement.answer if self.statement else "not-known"

    @property
    def is_known(self) -> bool:
        """Whether there is a value to show."""
        return self.answer == "known"

    @property
    def as_of(self) -> str:
        """The partial date the value stands for, or empty."""
        return self.statement.as_of if self.statement else ""

    @property
    def sources(self) -> tuple[Document, ...]:
        """The public sources."""
        return tuple(self.statement.cited) if self.statement else ()

    @property
    def witness(self) -> Witness | None:
        """The source that is named, and how many follow."""
        return first_of(self.sources)

    @property
    def timing(self) -> Timing:
        """How the statement relates to the day; without a day there is nothing to say."""
        return timing_on(self.day, self.statement) if self.day and self.statement else Timing.COVERS

    @property
    def applies(self) -> bool:
        """Whether the statement may have held on the day."""
        return self.timing not in (Timing.NOT_YET, Timing.NO_LONGER)

    @property
    def day_note(self) -> str:
        """What a reader of a past day must know of this statement, or empty."""
        if self.timing is Timing.NOT_YET:
            return _("Not yet in force: it is since %(date)s.") % {"date": in_words(self.said.valid_from)}
        if self.timing is Timing.NO_LONGER:
            return _("No longer in force: it was until %(date)s.") % {"date": in_words(self.said.valid_until)}
        if self.timing is Timing.UNCLEAR:
            return _("Not known whether it was in force: the source gives no day.")
        if self.timing is Timing.LATER:
            return _("Dated %(date)s: after this day.") % {"date": in_words(self.as_of)}
        return ""

    @property
    def words(self) -> str:
        """What the cell says, missing values in words."""
        if not self.is_known:
            return missing_words(self.answer)
        if not self.applies:
            return self.day_note
        return self.said.value or self.said.text

    @property
    def comparable(self) -> tuple[str, ...]:
        """What makes two cells equal: the same words, case apart, and the same class of the same kind of rule."""
        if not self.is_known:
            return (self.answer,)
        if not self.applies:
            return ("out of force",)
        words = " ".join(self.said.value.casefold().split()).rstrip(".")
        return ("says", words, self.said.legal_class, self.said.legal_kind)


@dataclass(frozen=True)
class Row:
    """One topic across the countries."""

    topic: Topic
    cells: tuple[Cell, ...]

    @property
    def name(self) -> str:
        """The row's header."""
        return self.topic.name

    @property
    def theme_name(self) -> str:
        """The heading it stands under."""
        return self.topic.theme.name

    @property
    def differs(self) -> bool:
        """Whether any two countries answer differently."""
        return len({cell.comparable for cell in self.cells}) > 1

    @property
    def vintages_differ(self) -> bool:
        """Whether the as-of dates lie more than two years apart."""
        days = [first_day(cell.as_of) for cell in self.cells if cell.as_of]
        return bool(days) and (max(days) - min(days)).days > VINTAGE_GAP_DAYS

    @property
    def vintages(self) -> tuple[str, str]:
        """The earliest and the latest as-of date."""
        dates = sorted(cell.as_of for cell in self.cells if cell.as_of)
        return dates[0], dates[-1]


@dataclass(frozen=True)
class Group:
    """The rows of one theme."""

    theme: Theme
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Comparison:
    """The whole table: figures first, then statements; and how many equal rows were left out of it."""

    countries: tuple[Country, ...]
    groups: tuple[Group, ...] = field(default=())
    hidden: int = 0
    figures: tuple[FigureRow, ...] = ()
    day: date | None = None

    @property
    def pairs(self) -> list[tuple[Country, Country]]:
        """Which countries stand side by side where there is room for two; the last one keeps its neighbour."""
        number = len(self.countries)
        firsts = [min(first, number - 2) for first in range(0, number, 2)] if number >= FEWEST_TO_PAGE else []
        return [(self.countries[first], self.countries[first + 1]) for first in firsts]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows of statements in order."""
        return tuple(row for group in self.groups for row in group.rows)

    def lists_sources(self, *, are_asked: bool) -> bool:
        """Whether the sources stand under the table: of few countries unasked."""
        return are_asked or len(self.countries) <= MOST_WITH_NOTES

    def rows_a_page(self, *, with_notes: bool) -> int:
        """How many rows of statements stand on a page, with the list of their sources or without."""
        return (MOST_CELLS_WITH_NOTES if with_notes else MOST_CELLS) // len(self.countries)

    @property
    def far_apart(self) -> tuple[int, str, str] | None:
        """On how many rows the answers lie far apart in time, with the earliest and the latest of their dates."""
        vintages = [row.vintages for row in self.rows if row.vintages_differ]
        if not vintages:
            return None
        return len(vintages), min(first for first, _last in vintages), max(last for _first, last in vintages)

    @property
    def all_rows(self) -> tuple[FigureRow | Row, ...]:
        """Figures and statements."""
        return self.figures + self.rows


def number_notes(rows: Iterable[Row]) -> list[Citation]:
    """The source that each cell names, as numbered notes in the order of reading; the statements get their citation."""
    notes = Bibliography()
    for cell in (cell for row in rows for cell in row.cells):
        if cell.statement and cell.witness:
            cell.statement.citations = notes.cite([cell.witness.source])
    return notes.citations


def by_theme(rows: Iterable[Row]) -> tuple[Group, ...]:
    """The rows under their themes, both in the order of the first."""
    grouped: dict[Theme, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row.topic.theme, []).append(row)
    return tuple(Group(theme, tuple(found)) for theme, found in grouped.items())


def compare(
    countries: Sequence[Country],
    topics: Iterable[Topic],
    statements: Iterable[Statement],
    *,
    figures: Iterable[FigureRow] = (),
    only_differences: bool = False,
    day: date | None = None,
) -> Comparison:
    """The table of `countries` (in this order) by `topics`, from the countries' key `statements`, on a `day`."""
    by_place = {(statement.country_id, statement.topic_id): statement for statement in statements}
    rows: list[FigureRow | Row] = [*figures]
    rows += [
        Row(topic, tuple(Cell(country, by_place.get((country.pk, topic.pk)), day) for country in countries))
        for topic in topics
    ]
    shown = [row for row in rows if row.differs or not only_differences]
    return Comparison(
        countries=tuple(countries),
        groups=by_theme(row for row in shown if isinstance(row, Row)),
        hidden=len(rows) - len(shown),
        figures=tuple(row for row in shown if isinstance(row, FigureRow)),
        day=day,
    )
