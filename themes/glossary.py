"""The glossary from A to Z. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from gtlead.records.search import normalise
from gtlead.sources.bibliography import Fact

OTHER = "#"


class Headed(Fact, Protocol):
    """A term of the glossary."""

    term: str


@dataclass(frozen=True)
class Letter:
    """The terms that begin with one letter; `#` holds those that begin with none."""

    letter: str
    terms: tuple[Headed, ...]


def in_alphabet[Term: Headed](terms: Iterable[Term]) -> list[Term]:
    """The terms in order, whatever their case and accents."""
    return sorted(terms, key=lambda term: (normalise(term.term), term.term))


def by_letter(terms: Iterable[Headed]) -> list[Letter]:
    """The terms under their letters."""
    found: dict[str, list[Headed]] = {}
    for term in in_alphabet(terms):
        first = normalise(term.term)[:1].upper()
        found.setdefault(first if first.isalpha() else OTHER, []).append(term)
    return [Letter(letter, tuple(listed)) for letter, listed in found.items()]
