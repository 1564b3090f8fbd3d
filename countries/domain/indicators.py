"""Indicators as data: one table each, a row a country, a notice where numbers do not count the same thing. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from countries.domain.shapes import Indicator, Observation
from gtlead.records.search import normalise

LINE_WIDTH, LINE_HEIGHT = 100, 24
FEWEST_POINTS = 3
MOST_OTHERS = 8  # numbers beside a country's newest; the file has all
NEWEST_WEIGHS = 3  # as much on a page as so many of the others
MOST_WEIGHT = 300


@dataclass(frozen=True)
class CountryNumbers:
    """One country's numbers: the newest, and all others from new to old."""

    newest: Observation
    others: tuple[Observation, ...]

    @property
    def latest_others(self) -> tuple[Observation, ...]:
        """As many of the others as a page shows."""
        return self.others[:MOST_OTHERS]

    @property
    def left_out(self) -> int:
        """How many of the others are in the file alone."""
        return len(self.others[MOST_OTHERS:])

    @property
    def series(self) -> tuple[Observation, ...]:
        """Those that count what the newest counts, a year each, years ascending; too few make no line."""
        scope = normalise(self.newest.definition), self.newest.unit
        by_year = {
            number.year: number
            for number in (*reversed(self.others), self.newest)
            if (normalise(number.definition), number.unit) == scope
        }
        return tuple(by_year.values()) if len(by_year) >= FEWEST_POINTS else ()

    @property
    def line(self) -> str:
        """The series as points of a polyline in a box of 100 by 24; the foot of the box is nought."""
        first, span = self.series[0].year, self.series[-1].year - self.series[0].year
        values = [Decimal(0), *(number.value for number in self.series)]
        lowest, height = min(values), max(values) - min(values) or 1
        return " ".join(
            f"{(number.year - first) * LINE_WIDTH / span:.1f},"
            f"{LINE_HEIGHT - 1 - float((number.value - lowest) / height) * (LINE_HEIGHT - 2):.1f}"
            for number in self.series
        )


@dataclass(frozen=True)
class IndicatorTable:
    """One indicator with its numbers, countries in the order of the atlas, years ascending."""

    indicator: Indicator
    observations: tuple[Observation, ...]

    @property
    def rows(self) -> list[CountryNumbers]:
        """The countries in the order of the atlas; of several numbers of one year the first recorded is the newest."""
        by_country: dict[int, list[Observation]] = {}
        for observation in self.observations:
            by_country.setdefault(observation.country_id, []).append(observation)
        listed = [sorted(found, key=lambda number: -number.year) for found in by_country.values()]
        return [CountryNumbers(newest, tuple(others)) for newest, *others in listed]

    @property
    def definitions(self) -> int:
        """How many different things the shown numbers count."""
        return len({normalise(observation.definition) for observation in self.observations})

    @property
    def units(self) -> list[str]:
        """The units of the shown numbers, in order of first use."""
        return list(dict.fromkeys(observation.unit for observation in self.observations))

    @property
    def are_comparable(self) -> bool:
        """Whether all numbers count the same thing in the same unit."""
        return self.definitions <= 1 and len(self.units) <= 1


def pages_of_indicators(numbers: Mapping[int, Iterable[int]]) -> list[list[int]]:
    """The indicators by key, cut into pages; given is how many numbers each has in each of its countries."""
    pages: list[list[int]] = [[]]
    filled = 0
    for indicator, in_countries in numbers.items():
        weight = sum(NEWEST_WEIGHS + min(number - 1, MOST_OTHERS) for number in in_countries)
        if pages[-1] and filled + weight > MOST_WEIGHT:
            pages.append([])
            filled = 0
        pages[-1].append(indicator)
        filled += weight
    return pages


def indicator_tables(indicators: Iterable[Indicator], observations: Iterable[Observation]) -> Sequence[IndicatorTable]:
    """A table for each indicator; one without numbers is shown and says so."""
    found: dict[int, list[Observation]] = {}
    for observation in observations:
        found.setdefault(observation.indicator_id, []).append(observation)
    return [IndicatorTable(indicator, tuple(found.get(indicator.pk, ()))) for indicator in indicators]
