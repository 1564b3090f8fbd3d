"""The glossary from A to Z. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gtlead.records.search import normalise

OTHER = "#"


@dataclass(frozen=True)
class Letter:
    """The terms that begin with one letter; `#` holds those that begin with none."""

    letter: str
    terms: tuple[Any, ...]


def by_letter(terms: Iterable[Any]) -> list[Letter]:
    """The terms under their letters, whatever their case and accents."""
    found: dict[str, list[Any]] = {}
    for term in sorted(terms, key=lambda term: (normalise(term.term), term.term)):
        first = normalise(term.term)[:1].upper()
        found.setdefault(first if first.isalpha() else OTHER, []).append(term)
    return [Letter(letter, tuple(listed)) for letter, listed in found.items()]
