"""The comparison as data: countries are columns, topics are rows, grouped by theme. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from gtlead.dates import first_day

MAX_COUNTRIES = 7
VINTAGE_GAP_DAYS = 2 * 365 + 1


@dataclass(frozen=True)
class Cell:
    """What one country says on one topic; without a statement the answer is "not known"."""

    country: Any
    statement: Any = None

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
    def comparable(self) -> tuple[str, str]:
        """What makes two cells equal: the legal class where there is one, else the words without case."""
        if not self.is_known:
            return (self.answer, "")
        if self.statement.legal_class:
            return ("class", self.statement.legal_class)
        return ("value", " ".join(self.statement.value.casefold().split()).rstrip("."))


@dataclass(frozen=True)
class Row:
    """One topic across the countries."""

    topic: Any
    cells: tuple[Cell, ...]

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

    theme: Any
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Comparison:
    """The whole table, and how many equal rows were left out of it."""

    countries: tuple[Any, ...]
    groups: tuple[Group, ...] = field(default=())
    hidden: int = 0

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows in order."""
        return tuple(row for group in self.groups for row in group.rows)


def compare(
    countries: Sequence[Any], topics: Iterable[Any], statements: Iterable[Any], *, only_differences: bool = False
) -> Comparison:
    """The table of `countries` (in this order) by `topics`, from the countries' key `statements`."""
    by_place = {(statement.country_id, statement.topic_id): statement for statement in statements}
    grouped: dict[Any, list[Row]] = {}
    hidden = 0
    for topic in topics:
        row = Row(topic, tuple(Cell(country, by_place.get((country.pk, topic.pk))) for country in countries))
        if only_differences and not row.differs:
            hidden += 1
        else:
            grouped.setdefault(topic.theme, []).append(row)
    groups = tuple(Group(theme, tuple(rows)) for theme, rows in grouped.items())
    return Comparison(tuple(countries), groups, hidden)
