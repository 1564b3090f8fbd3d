"""The search over everything with words: countries, therapies, statements, terms, questions, institutions."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gtlead.models import Fact
from gtlead.search import Query, make_query
from themes.models import Question, Term

from .models import Country, Institution, Statement, Therapy

SHOWN = 20
SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class Searched:
    """A kind of record: where words are looked for (the name first), and how a hit is shown."""

    name: str
    title: str | Promise
    model: type[Fact]
    fields: tuple[str, ...]
    heading: Callable[[Any], str]
    text: Callable[[Any], str]
    related: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hit:
    """A record that was found."""

    heading: str
    text: str
    url: str


@dataclass(frozen=True)
class HitGroup:
    """The hits of one kind; `count` may be more than are shown."""

    name: str
    title: str | Promise
    count: int
    hits: tuple[Hit, ...]

    @property
    def hidden(self) -> int:
        """How many are not shown."""
        return self.count - len(self.hits)


SEARCHED = (
    Searched(
        "countries",
        _("Countries"),
        Country,
        ("name", "official_name", "iso2", "iso3", "leads_in", "summary"),
        lambda c: c.name,
        lambda c: c.summary,
    ),
    Searched(
        "therapies",
        _("Therapies"),
        Therapy,
        ("brand", "inn", "other_names", "developer", "target", "disease", "disease_synonyms", "summary"),
        lambda t: t.brand,
        lambda t: t.disease,
    ),
    Searched(
        "glossary",
        _("Glossary"),
        Term,
        ("term", "synonyms", "definition"),
        lambda t: t.term,
        lambda t: t.definition,
    ),
    Searched(
        "questions",
        _("Questions of ethics"),
        Question,
        ("title", "practice", "summary"),
        lambda q: q.title,
        lambda q: q.summary,
    ),
    Searched(
        "institutions",
        _("Institutions"),
        Institution,
        ("name", "local_name", "city", "role", "country__name"),
        lambda i: f"{i.name}, {i.country.name}",
        lambda i: i.role,
        ("country",),
    ),
    Searched(
        "statements",
        _("Statements"),
        Statement,
        ("value", "text", "country__name", "topic__name"),
        lambda s: f"{s.country.name}: {s.topic.name}",
        lambda s: s.text,
        ("country", "topic"),
    ),
)


def find(words: str) -> list[HitGroup]:
    """What matches the words or their synonyms, by kind; a fixed number of queries."""
    query = make_query(words, synonym_groups())
    if not query.words:
        return []
    return [group for searched in SEARCHED if (group := hits_of(searched, query)).count]


def synonym_groups() -> list[list[str]]:
    """Words that mean the same: the glossary's, and the names of each therapy."""
    therapies = Therapy.objects.published().values_list("brand", "inn", "other_names")
    names = [[brand, inn, *others.splitlines()] for brand, inn, others in therapies]
    return [*Term.objects.published().synonym_groups(), *names]


def hits_of(searched: Searched, query: Query) -> HitGroup:
    """The matching records of one kind, those whose name matches first."""
    records = searched.model.objects.published()
    found = [
        (not query.matches(texts[0]), number, pk)
        for number, (pk, *texts) in enumerate(records.values_list("pk", *searched.fields))
        if query.matches(*texts)
    ]
    wanted = [pk for *_rank, pk in sorted(found)[:SHOWN]]
    by_pk = {record.pk: record for record in records.filter(pk__in=wanted).select_related(*searched.related)}
    hits = tuple(
        Hit(searched.heading(record), passage(query, searched.text(record)), record.get_absolute_url())
        for record in map(by_pk.__getitem__, wanted)
    )
    return HitGroup(searched.name, searched.title, len(found), hits)


def passage(query: Query, text: str) -> str:
    """The first sentence that matches by itself, else the text from its beginning."""
    sentences = SENTENCE.split(text)
    return next((sentence for sentence in sentences if query.matches(sentence)), text)
