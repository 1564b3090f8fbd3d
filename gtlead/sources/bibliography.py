"""Numbered sources: each source of a page gets one number, in the order of its first citation. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gtlead.sources.witness import in_order


@dataclass(frozen=True)
class Citation:
    """A source with its number on this page."""

    number: int
    source: Any


class Bibliography:
    """Gives numbers as it is asked; the page ends with its list."""

    def __init__(self) -> None:
        self._numbers: dict[int, Citation] = {}

    def cite(self, sources: Iterable[Any]) -> list[Citation]:
        """The citations of one fact, best witness first, numbering sources not cited before."""
        return [
            self._numbers.setdefault(source.pk, Citation(len(self._numbers) + 1, source))
            for source in in_order(sources)
        ]

    def cite_facts(self, facts: Iterable[Any]) -> list[Any]:
        """The facts, each given `citations`; for templates."""
        listed = list(facts)
        for fact in listed:
            fact.citations = self.cite(fact.sources.all())
        return listed

    @property
    def citations(self) -> list[Citation]:
        """All citations by number."""
        return list(self._numbers.values())
