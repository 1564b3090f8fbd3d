"""Indicators as data: one table each, with a notice where its numbers do not count the same thing. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from gtlead.records.search import normalise


@dataclass(frozen=True)
class IndicatorTable:
    """One indicator with its numbers, countries in the order of the atlas, years ascending."""

    indicator: Any
    observations: tuple[Any, ...]

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


def indicator_tables(indicators: Iterable[Any], observations: Iterable[Any]) -> Sequence[IndicatorTable]:
    """A table for each indicator; one without numbers is shown and says so."""
    found: dict[int, list[Any]] = {}
    for observation in observations:
        found.setdefault(observation.indicator_id, []).append(observation)
    return [IndicatorTable(indicator, tuple(found.get(indicator.pk, ()))) for indicator in indicators]
