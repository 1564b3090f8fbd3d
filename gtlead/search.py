"""Searching in words: accents, hyphens and case do not matter, and synonyms find the same. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

NOT_WORD = re.compile(r"[\W_]+")


def normalise(text: str) -> str:
    """Lower case without accents; everything that is neither letter nor digit becomes one space."""
    lower = unicodedata.normalize("NFKD", text).casefold()
    decomposed = unicodedata.normalize("NFKD", lower)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return NOT_WORD.sub(" ", plain).strip()


@dataclass(frozen=True)
class Query:
    """A reader's words, ready to be looked for; alternatives are whole phrases that mean the same."""

    words: tuple[str, ...]
    alternatives: tuple[str, ...] = ()

    def matches(self, *texts: str) -> bool:
        """Whether the texts hold an alternative, or else every word (as the beginning of a word)."""
        haystack = f" {normalise(' '.join(texts))} "
        if self.alternatives:
            return any(f" {phrase} " in haystack for phrase in self.alternatives)
        return all(f" {word}" in haystack for word in self.words)


def make_query(text: str, synonym_groups: Iterable[Iterable[str]] = ()) -> Query:
    """The query for what a reader typed, given the groups of terms that mean the same."""
    phrase = normalise(text)
    alternatives: set[str] = set()
    for group in synonym_groups:
        phrases = {normalise(term) for term in group} - {""}
        if phrase in phrases:
            alternatives |= phrases
    return Query(tuple(phrase.split()), tuple(sorted(alternatives)))
