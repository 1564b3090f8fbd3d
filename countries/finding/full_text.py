"""Which entries have a word: asked of FTS5 on SQLite, of tsvector on PostgreSQL.

Both keep plain words alone (countries/models/search_entry.py). Of an entry they are its folded words; those of more
weight once more after `HEAVY`, and those in other scripts than Latin from each of their characters on after `WITHIN`.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from django.db import connection
from django.db.models import QuerySet

from countries.domain.search_documents import (
    MODELS,
    TEXT,
    Document,
    How,
    Matches,
    SoughtWord,
    Ways,
    document_of,
    kind_of,
    numbers_of,
)
from countries.models import SearchEntry

HEAVY, WITHIN = "ʬ", "ʭ"  # letters that no language writes words with
RANKED_APART = (  # from a model to a model: the best of these, so that many of one kind leave room for others
    ("disease", "question"),
    ("institution", "institution"),
    ("milestone", "milestone"),
    ("statement", "statement"),
    ("source", "source"),
    ("trial", "trial"),
    ("chart", "field"),
)
EVERYTHING = (MODELS[0], MODELS[-1])
FEW = 200  # all of no more documents are ranked
MANY = 5000  # more are looked through apart
MOST = 50  # documents of a kind, or of those ranked apart, that are ranked of all that is found in one way
COUNTED = 2000  # documents of those ranked apart that are counted
FREQUENT = 1000  # a word that more documents have weighs as if so many had it
LONGEST = 200  # characters of a word; a longer one is a text in a script that parts no words
TABLE, INDEX = SearchEntry._meta.db_table, SearchEntry._meta.indexes[0].name


@dataclass(frozen=True)
class Dialect:
    """How a kind of database is asked: for the keys of which rows, under which condition, in which signs."""

    key: str
    rows: str
    match: str
    both: str
    either: str
    whole: str
    begun: str


DIALECTS = {
    "sqlite": Dialect("rowid", INDEX, f"{INDEX} MATCH %s", " AND ", " OR ", '"{}"', '"{}"*'),
    "postgresql": Dialect("id", TABLE, f"{INDEX} @@ %s::tsquery", " & ", " | ", "'{}'", "'{}':*"),
}


def words_of(weighed: str) -> str:
    """What is stored to be looked for, from the words by weight."""
    found = set()
    for line in weighed.splitlines()[1:]:
        weight, _colon, words = line.partition(":")
        for word in (one[:LONGEST] for one in words.split()):
            found.add(word)
            if int(weight) > TEXT:
                found.add(HEAVY + word)
            if not word.isascii():
                found.update(WITHIN + word[place:] for place in range(len(word)))
    return " ".join(sorted(found))


class Stored:
    """The texts of all entries (countries.domain.search_documents.Texts)."""

    def __init__(self) -> None:
        self.dialect = DIALECTS[connection.vendor]

    def total(self) -> int:
        """How many entries there are."""
        return SearchEntry.objects.count()

    def numbers(self, words: Collection[str]) -> dict[str, int]:
        """How many have each word, counted no further than `FREQUENT`; one query."""
        asked = list(words)
        some = f"SELECT 1 FROM {self.dialect.rows} WHERE {self.dialect.match} LIMIT {FREQUENT}"  # noqa: S608 - our own names
        counts = [f"SELECT {place}, count(*) FROM ({some}) met" for place in range(len(asked))]  # noqa: S608
        sought = [[self.written(SoughtWord(word))] for word in asked]
        return {asked[place]: count for place, count in together(zip(counts, sought, strict=True))}

    def has(self, term: SoughtWord) -> bool:
        """Whether any has it; one query."""
        one = f"SELECT 1, 1 FROM {self.dialect.rows} WHERE {self.dialect.match} LIMIT 1"  # noqa: S608 - our own names
        return bool(together([(one, [self.written(term)])]))

    def matching(self, phrases: Sequence[Ways]) -> Matches:
        """Those that have any of the phrases; if they are many, the best of them."""
        any_of_them = self.dialect.either.join(self.expression([ways]) for ways in phrases)
        (found,) = self.keys([(*EVERYTHING, any_of_them)], MANY)
        counts = Counter(map(kind_of, found))
        if len(found) > FEW:
            is_counted = len(found) < MANY
            apart = [EVERYTHING] if is_counted else RANKED_APART
            if not is_counted:
                counted = self.keys([(*models, any_of_them) for models in apart], COUNTED)
                counts = Counter(map(kind_of, chain.from_iterable(counted)))
            asked = [(*models, words) for models in apart for words in self.best_first(phrases)]
            found = [key for keys in self.keys(asked, MANY if is_counted else MOST) for key in first_of_each(keys)]
        rows = SearchEntry.objects.filter(pk__in=set(found)).order_by().values_list("pk", "heading", "weighed")
        return Matches(list(rows), counts)

    def keys(self, asked: Sequence[tuple[str, str, str]], most: int) -> list[list[int]]:
        """For each two models, the numbers of the first entries from one to the other that have what is looked for."""
        key = self.dialect.key
        found: list[list[int]] = [[] for _one in asked]
        selects = [
            (f"SELECT {place}, {key} FROM {self.among(first, last)} LIMIT {most}", [words])  # noqa: S608
            for place, (first, last, words) in enumerate(asked)
        ]
        for place, number in together(selects):
            found[place].append(number)
        return found

    def best_first(self, phrases: Sequence[Ways]) -> Iterator[str]:
        """What to look for where much is found: all phrases, in heavy words and in any; then each by itself."""
        for some in [phrases, *([ways] for ways in phrases if len(phrases) > 1)]:
            yield self.expression(some, HEAVY)
            yield self.expression(some)

    def having_all(self, phrases: Sequence[Ways], model: str) -> list[int]:
        """The numbers of those of a model that have all of the phrases, of `MANY` at most; one query."""
        (found,) = self.keys([(model, model, self.expression(phrases))], MANY)
        return found

    def documents(self, numbers: Iterable[int]) -> dict[int, Document]:
        """These; one query."""
        return documents_in(SearchEntry.objects.filter(pk__in=list(numbers)))

    def named(self) -> dict[int, Document]:
        """Those that have names; one query."""
        return documents_in(SearchEntry.objects.filter(is_named=True))

    def among(self, first: str, last: str) -> str:
        """The rows with what is looked for that are made of the records of some models."""
        lowest, highest = numbers_of(first)[0], numbers_of(last)[1]
        return f"{self.dialect.rows} WHERE {self.dialect.key} BETWEEN {lowest} AND {highest} AND {self.dialect.match}"

    def expression(self, phrases: Iterable[Ways], mark: str = "") -> str:
        """What has all the phrases, each in one of its ways."""
        both, either = self.dialect.both, self.dialect.either
        ways = (
            either.join(f"({both.join(self.written(term, mark) for term in way)})" for way in shortest(ways))
            for ways in phrases
        )
        return both.join(f"({way})" for way in ways)

    def written(self, term: SoughtWord, mark: str = "") -> str:
        """A word as the database looks for it."""
        mark = WITHIN if term.how is How.WITHIN else mark
        form = self.dialect.whole if term.how is How.WHOLE else self.dialect.begun
        return form.format(mark + term.word[:LONGEST])


def first_of_each(numbers: Iterable[int]) -> Iterator[int]:
    """The first `MOST` of each kind."""
    taken: Counter[str] = Counter()
    for number in numbers:
        kind = kind_of(number)
        taken[kind] += 1
        if taken[kind] <= MOST:
            yield number


def shortest(ways: Ways) -> list[frozenset[SoughtWord]]:
    """The ways without those that have all the words of another: what has these, has that."""
    found = list(dict.fromkeys(map(frozenset, ways)))
    return [way for way in found if not any(other < way for other in found)]


def together(selects: Iterable[tuple[str, Sequence[str]]]) -> list[tuple[int, int]]:
    """The rows of several statements with their parameters, asked as one."""
    listed = list(selects)
    if not listed:
        return []
    with connection.cursor() as cursor:
        sql = " UNION ALL ".join(f"SELECT * FROM ({one}) part" for one, _values in listed)  # noqa: S608 - our own names
        cursor.execute(sql, [value for _one, values in listed for value in values])
        rows: list[tuple[int, int]] = cursor.fetchall()
    return rows


def tidy() -> None:
    """Joins what many writes have left in pieces, which halves the time of looking up on SQLite."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {INDEX} ({INDEX}) VALUES ('optimize')")  # noqa: S608 - our own name


def documents_in(entries: QuerySet[SearchEntry]) -> dict[int, Document]:
    """The documents by number, without the texts that are only looked through."""
    return {number: document_of(json.loads(said)) for number, said in entries.order_by().values_list("pk", "document")}
