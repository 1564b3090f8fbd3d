"""What a search finds: documents, their words by weight, and what is asked of whoever keeps these words. Pure.

The database keeps them (countries/finding/full_text.py); an edition has them `InMemory`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import chain
from typing import NamedTuple, Protocol

from gtlead.records.search import fold

NAME, SYNONYM, DISEASE, TARGET, DEVELOPER, TEXT = 12, 10, 6, 5, 4, 1
KINDS = {  # of documents, by what they are made of; in the order in which those come that words fit alike
    "disease": "diseases",
    "therapy": "therapies",
    "country": "countries",
    "theme": "themes",
    "topic": "themes",
    "term": "glossary",
    "question": "questions",
    "institution": "institutions",
    "milestone": "milestones",
    "statement": "statements",
    "source": "sources",
    "trial": "trials",
    "chart": "charts",
    "page": "pages",
    "field": "pages",
}
MODELS = tuple(KINDS)
PLACES_OF_A_KEY = 40  # bits: a document's number is its model's place among MODELS before the key of its record


@lru_cache(maxsize=100_000)
def folded(piece: str) -> tuple[str, ...]:
    """The folded words of a piece of a text; texts have the same few pieces over and over."""
    return tuple(fold(piece).split())


def number_of(model: str, key: int) -> int:
    """The number of the document that a record makes."""
    return MODELS.index(model) << PLACES_OF_A_KEY | key


def numbers_of(model: str) -> tuple[int, int]:
    """The first and the last number that documents of a model can have."""
    return number_of(model, 0), number_of(model, (1 << PLACES_OF_A_KEY) - 1)


def kind_of(number: int) -> str:
    """The kind of a document."""
    return KINDS[MODELS[number >> PLACES_OF_A_KEY]]


@dataclass(frozen=True)
class Document:
    """Something with a page or a place on one: its names, and where else words are looked for, with their weight.

    `symbols` are genes, codes and numbers, `bodies` what decides in a country: who names the body means the country.
    Of two of a kind that words fit alike the one of greater `standing` comes first, then by heading.
    """

    kind: str
    key: str
    heading: str
    url: str
    names: tuple[str, ...]
    fields: tuple[tuple[int, str], ...] = ()
    text: str = ""
    aside: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    standing: int = 0

    @property
    def is_named(self) -> bool:
        """Whether readers may call it by something."""
        return bool(self.names or self.symbols or self.bodies)

    @property
    def weighed(self) -> str:
        """Its folded words by weight, the heaviest line first: the weight, a colon, each word with spaces around it."""
        by_weight: dict[int, dict[str, None]] = defaultdict(dict)
        said = (
            *((SYNONYM if rank else NAME, name) for rank, name in enumerate(self.names)),
            *((TARGET, symbol) for symbol in self.symbols),
            *self.fields,
        )
        for weight, text in said:
            by_weight[weight].update(dict.fromkeys(chain.from_iterable(map(folded, text.split()))))
        return "".join(f"\n{weight}: {' '.join(by_weight[weight])} " for weight in sorted(by_weight, reverse=True))


def document_of(said: Mapping[str, object]) -> Document:
    """A document from what is stored of it."""
    stored = {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}
    return Document(**stored)  # type: ignore[arg-type]


class How(StrEnum):
    """How a word stands in documents: whole, as the beginning of others, or within those of other scripts."""

    WHOLE = "whole"
    BEGUN = "begun"
    WITHIN = "within"  # 黑色素瘤 in 恶性黑色素瘤


class SoughtWord(NamedTuple):
    """A folded word as it is looked for."""

    word: str
    how: How = How.WHOLE

    @property
    def sought(self) -> str:
        """What is looked for in `Document.weighed`."""
        return {How.WHOLE: f" {self.word} ", How.BEGUN: f" {self.word}"}.get(self.how, self.word)


def weight_in(weighed: str, sought: str) -> int:
    """The greatest weight that a word has in a document; 0 if it is not there."""
    place = weighed.find(sought)
    return int(weighed[weighed.rfind("\n", 0, place) + 1 :].partition(":")[0]) if place >= 0 else 0


type Ways = Sequence[Sequence[SoughtWord]]  # to say one phrase


class Matches(NamedTuple):
    """The documents with any of some phrases: number, heading, words by weight; if there are many, the best of them.

    `counts` says of how many of a kind they are the best, as far as these were counted.
    """

    rows: Iterable[tuple[int, str, str]]
    counts: Mapping[str, int]


class Texts(Protocol):
    """Which documents have which words."""

    def total(self) -> int:
        """How many documents there are."""

    def numbers(self, words: Collection[str]) -> Mapping[str, int]:
        """How many documents have each word whole; of a frequent word at least so many."""

    def has(self, term: SoughtWord) -> bool:
        """Whether any document has it."""

    def matching(self, phrases: Sequence[Ways]) -> Matches:
        """What has any of the phrases."""

    def having_all(self, phrases: Sequence[Ways], model: str) -> Collection[int]:
        """The numbers of the documents of a model with all of the phrases."""

    def documents(self, numbers: Iterable[int]) -> Mapping[int, Document]:
        """These documents."""


class InMemory:
    """All documents and their words."""

    def __init__(self, documents: Mapping[int, Document]) -> None:
        self.all = documents
        self.weighed = {number: document.weighed for number, document in documents.items()}

    def total(self) -> int:
        """All."""
        return len(self.all)

    def numbers(self, words: Collection[str]) -> dict[str, int]:
        """Counted one after the other."""
        return {word: sum(f" {word} " in weighed for weighed in self.weighed.values()) for word in words}

    def has(self, term: SoughtWord) -> bool:
        """Whether one has it."""
        return any(term.sought in weighed for weighed in self.weighed.values())

    def matching(self, phrases: Sequence[Ways]) -> Matches:
        """All with any of the words."""
        sought = {term.sought for ways in phrases for way in ways for term in way}
        found = (number for number, weighed in self.weighed.items() if any(one in weighed for one in sought))
        return Matches([(number, self.all[number].heading, self.weighed[number]) for number in found], {})

    def having_all(self, phrases: Sequence[Ways], model: str) -> list[int]:
        """Looked for one after the other."""
        first, last = numbers_of(model)
        return [
            number
            for number, weighed in self.weighed.items()
            if first <= number <= last
            and all(any(all(term.sought in weighed for term in way) for way in ways) for ways in phrases)
        ]

    def documents(self, numbers: Iterable[int]) -> dict[int, Document]:
        """As they are."""
        return {number: self.all[number] for number in numbers}
