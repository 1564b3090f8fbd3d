"""The search over everything public: what it finds, best group first."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from countries.domain.search_documents import Document, InMemory, kind_of
from countries.domain.search_index import PREFIX_FROM, WORD, Index, QueryReading
from countries.finding.documents import documents
from countries.finding.full_text import COUNTED, Stored
from countries.models import MissedSearch, SearchEntry
from gtlead.publication.per_version import kept_until_published
from gtlead.records.clock import current_edition
from gtlead.records.search import fold

SHOWN = 20
TITLES: dict[str, str | Promise] = {
    "diseases": _("Diseases"),
    "therapies": _("Therapies"),
    "countries": _("Countries"),
    "themes": _("Themes"),
    "glossary": _("Glossary"),
    "questions": _("Questions of ethics"),
    "institutions": _("Institutions"),
    "milestones": _("Milestones"),
    "statements": _("Statements"),
    "sources": _("Sources"),
    "trials": _("Trials"),
    "charts": _("Charts"),
    "pages": _("Pages"),
}


@dataclass(frozen=True)
class Hit:
    """Something that was found; the passage in pieces, each marked or not."""

    heading: str
    pieces: tuple[tuple[str, bool], ...]
    url: str
    aside: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The passage as it stands."""
        return "".join(piece for piece, _marked in self.pieces)


@dataclass(frozen=True)
class HitGroup:
    """The hits of one kind; `count` may be more than are shown."""

    name: str
    title: str | Promise
    count: int
    hits: tuple[Hit, ...]
    is_counted: bool = True  # else there are more

    @property
    def hidden(self) -> int:
        """How many are not shown."""
        return self.count - len(self.hits)


def index() -> Index:
    """What is public now, or was in the edition that is read, to be searched once or a few times."""
    if current_edition():
        found = dict(documents())
        return Index({number: document for number, document in found.items() if document.is_named}, InMemory(found))
    return names_of(named_entries()).over(Stored())


@kept_until_published(1)
def named_entries() -> frozenset[tuple[int, str]]:
    """The entries that have names, each with the digest of what it says."""
    return frozenset(SearchEntry.objects.filter(is_named=True).order_by().values_list("pk", "digest"))


@lru_cache(maxsize=2)
def names_of(entries: frozenset[tuple[int, str]]) -> Index:
    """The names of these entries; most publications leave them as they are."""
    named = Stored().named()
    return Index({number: named[number] for number, _digest in entries if number in named}, Stored())


def find(words: str, found: Index | None = None, reading: QueryReading | None = None) -> list[HitGroup]:
    """What matches the words, by kind, the group with the best hit first."""
    found = found or index()
    reading = reading or found.read(words)
    by_kind: dict[str, list[int]] = {}
    for number in found.ranked(reading):
        by_kind.setdefault(kind_of(number), []).append(number)
    shown = found.texts.documents(number for numbers in by_kind.values() for number in numbers[:SHOWN])
    groups = []
    for kind, numbers in by_kind.items():
        count = max(len(numbers), reading.counts.get(kind, 0))
        hits = tuple(hit_of(shown[number], reading) for number in numbers[:SHOWN] if number in shown)
        groups.append(HitGroup(kind, TITLES[kind], count, hits, is_counted=count < COUNTED))
    return groups


def count_if_missed(reading: QueryReading, found: Index) -> None:
    """Counts words that nothing in the atlas of today has, for the editors; nothing personal is kept."""
    if (reading.words or reading.dropped) and not (current_edition() or found.ranked(reading)):
        MissedSearch.objects.count_one(fold(reading.typed))


def hit_of(document: Document, reading: QueryReading) -> Hit:
    """A document as it is shown."""
    words = [word for phrase in reading.words for word in phrase.split()]
    return Hit(document.heading, marked(passage(document.text, words), words), document.url, document.aside)


def is_meant(word: str, words: Iterable[str]) -> bool:
    """Whether a word of a text is one that was looked for, or begins so."""
    parts = fold(word).split()
    return any(
        part == wanted or (len(wanted) >= PREFIX_FROM and part.startswith(wanted)) for part in parts for wanted in words
    )


def passage(text: str, words: Iterable[str]) -> str:
    """The sentence with most of the words, else the text from its beginning."""
    wanted = list(words)
    sentences = text.replace("! ", "!\n").replace("? ", "?\n").replace(". ", ".\n").splitlines() or [""]
    found = {s: sum(is_meant(word, wanted) for word in WORD.findall(s)) for s in sentences}
    best = max(sentences, key=lambda sentence: found[sentence])
    return best if found[best] else text


def marked(text: str, words: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    """The text in pieces: what was looked for, and what stands between."""
    wanted, pieces, end = list(words), [], 0
    for match in WORD.finditer(text):
        if is_meant(match.group(), wanted):
            pieces += [(text[end : match.start()], False), (match.group(), True)]
            end = match.end()
    return tuple(piece for piece in (*pieces, (text[end:], False)) if piece[0])
