"""Numbered sources: each source of a page gets one number, in the order of its first citation. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from gtlead.sources.shapes import Document, Sourced
from gtlead.sources.witness import Witness, in_order


@dataclass(frozen=True)
class Citation:
    """A source with its number on this page."""

    number: int
    source: Document


class Fact(Sourced, Protocol):
    """A record with its sources; a page that shows it gives it their numbers, or the first of them."""

    checked_on: date
    citations: Sequence[Citation]
    witness: Witness | None


class Bibliography:
    """Gives numbers as it is asked; the page ends with its list."""

    def __init__(self) -> None:
        self._numbers: dict[int, Citation] = {}

    def cite(self, sources: Iterable[Document]) -> list[Citation]:
        """The citations of one fact, best witness first, numbering sources not cited before."""
        return [
            self._numbers.setdefault(source.pk, Citation(len(self._numbers) + 1, source))
            for source in in_order(sources)
        ]

    def cite_facts[One: Fact](self, facts: Iterable[One]) -> list[One]:
        """The facts, each given `citations`; for templates."""
        listed = list(facts)
        for fact in listed:
            fact.citations = self.cite(fact.cited)
        return listed

    @property
    def citations(self) -> list[Citation]:
        """All citations by number."""
        return list(self._numbers.values())
