"""Keeps the entries of the search equal to the public records, for what a publication touches.

They are derived when the content version is raised, in the same transaction (gtlead/publication/followers.py).
"""

import inspect
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from itertools import batched
from typing import NamedTuple

from django.db import DEFAULT_DB_ALIAS, models, transaction

from countries.domain import search_documents
from countries.domain.search_documents import Document, number_of, numbers_of
from countries.finding import documents, full_text
from countries.models import Country, Disease, Institution, Milestone, SearchEntry, Statement, Therapy, Trial
from gtlead.records import addresses
from gtlead.records import search as folding
from gtlead.sources.models import Fact, Source
from themes.models import Argument, Topic

DEFINED_IN = (documents, full_text, search_documents, folding, addresses)
AT_ONCE = 500
HALF = 32  # characters of a digest
MODELS_READ: dict[str, type[models.Model]] = {
    str(model._meta.model_name): model
    for model in (
        Country, Disease, Institution, Milestone, Statement, Therapy, Topic, Trial,
    )
}  # fmt: skip
# Whose documents say something of a record, beside its own, by the lookup that leads there.
SAID_OF: dict[str, tuple[tuple[str, str], ...]] = {
    "disease": (("therapy", "diseases"),),
    "therapy": (("disease", "therapies"),),
    "country": (("institution", "country"), ("statement", "country"), ("milestone", "countries")),
    "theme": (("topic", "theme"), ("statement", "topic__theme")),
    "topic": (("statement", "topic"),),
    "jurisdiction": (("country", "memberships__jurisdiction"),),
    "authorisation": (("therapy", "authorisations"),),
    "membership": (("country", "memberships"),),
    "funding": (("country", "funding"),),
    "institution": (("country", "institutions"),),
}
# Whose documents are there or not, or name it or not, as it is public or not.
RESTING_ON: dict[str, tuple[tuple[str, str], ...]] = {
    "therapy": (("country", "funding__therapy"),),
    "theme": (("milestone", "theme"),),
    "register": (("trial", "register"),),
}
TAKEN_ALONG = {  # what is public only with it, and has others resting on it
    "theme": ("topics", "indicators"),
    "therapy": ("authorisations",),
    "jurisdiction": ("authorisations",),
}
MADE_BY_CODE = ("chart", "page")


class Touched(NamedTuple):
    """The document of a record, or if it has no key those of a model."""

    model: str
    key: int | None = None


class Entries:
    """Follows the records that documents are made of."""

    def touched_by(self, instance: models.Model, *, is_new: bool = False) -> set[Touched]:
        """The documents that say something of a record."""
        name = name_of(instance)
        parts = {Touched(name, instance.pk)} if name in documents.READERS else set()
        parts |= led_to(SAID_OF.get(name, ()), instance)
        if name == "disease":
            parts.add(Touched("field"))
        return parts

    def touched_before(self, instance: models.Model, *, goes: bool = False) -> set[Touched]:
        """What was said of the record on file; if it is to be public, hidden or another's, what rests on that."""
        on_file = type(instance)._base_manager.filter(pk=instance.pk).first()
        if on_file is None:
            return set()
        is_moved = goes or any(
            getattr(on_file, field.attname) != getattr(instance, field.attname)
            for field in on_file._meta.concrete_fields
            if field.is_relation or field.name == "state"
        )
        return resting_on(on_file) if is_moved else self.touched_by(on_file)

    def touched_by_list(
        self, instance: models.Model, joined: type[models.Model], keys: Collection[int]
    ) -> set[Touched]:
        """What rests on a record and on those that came into a list of it or left it."""
        others = {part for key in keys for part in self.touched_by(joined(pk=key))}
        return resting_on(instance) | others

    def follow(self, parts: Sequence[Touched]) -> None:
        """Derive these documents anew."""
        for model in documents.READERS:
            keys = {part.key for part in parts if part.model == model}
            if None in keys:
                make_equal(model)
            for some in batched(sorted(key for key in keys if key is not None), AT_ONCE, strict=False):
                make_equal(model, some)

    def derive_all(self, using: str) -> None:
        """All entries that records make; an edition has none."""
        if using == DEFAULT_DB_ALIAS:
            for model in documents.READERS.keys() - {*MADE_BY_CODE}:
                make_equal(model)

    @cache  # noqa: B019 - there is one of it
    def definition(self) -> str:
        """A digest of how documents are made of records, where these stand, and of those that no record makes."""
        where = [vars(model)["get_absolute_url"] for model in MODELS_READ.values()]
        texts = [inspect.getsource(code) for code in (*DEFINED_IN, *where)]
        of_the_code = [*documents.chart_documents(None), *documents.page_documents(None)]
        return sha256(repr((texts, of_the_code)).encode()).hexdigest()

    def drift(self) -> Iterator[str]:
        """Entries that are missing or say something else, and those that no record makes."""
        for model in documents.READERS.keys() - {*MADE_BY_CODE}:
            kept = digests(model)
            for number, document in documents.documents_of(model):
                if kept.pop(number, "") != digest_of(document):
                    yield f"missing: {document.kind}: {document.heading}"
            yield from (f"made by no record: {entry}" for entry in SearchEntry.objects.filter(pk__in=kept))


ENTRIES = Entries()


def name_of(record: models.Model) -> str:
    """The name of its model."""
    return str(record._meta.model_name)


def led_to(lookups: Iterable[tuple[str, str]], record: models.Model) -> set[Touched]:
    """The documents of the records to which lookups lead from a record."""
    return {
        Touched(model, key)
        for model, lookup in lookups
        for key in MODELS_READ[model]._base_manager.filter(**{lookup: record.pk}).values_list("pk", flat=True)
    }


def sources_in(joins: type[models.Model], lookup: str, key: object) -> set[Touched]:
    """The sources that a table joins to what a lookup leads to."""
    rows = joins._default_manager.filter(**{lookup: key}) if key else joins._default_manager.none()
    return {Touched("source", source) for source in rows.values_list("source_id", flat=True).distinct()}


def resting_on(record: models.Model) -> set[Touched]:
    """What says something of a record, or is public or cited only as long as it is public itself."""
    name = name_of(record)
    parts = ENTRIES.touched_by(record) | led_to(RESTING_ON.get(name, ()), record)
    if isinstance(record, Fact):  # a source is found only if it is cited
        parts |= sources_in(type(record).sources.through, f"{name}_id", record.pk)
    for joins, lookup in citing(record._meta.label):
        parts |= sources_in(joins, lookup, record.pk)
    along = [one for relation in TAKEN_ALONG.get(name, ()) for one in getattr(record, relation).all()]
    if isinstance(record, Argument):  # a question is public only if it is heard from both sides
        along.append(record.question)
    if isinstance(record, Source):
        along += [fact for kind in citing_models() for fact in kind._default_manager.filter(sources=record)]
    return parts.union(*map(resting_on, along))


def citing_models() -> list[type[Fact]]:
    """The kinds of facts."""
    return [relation.related_model for relation in Source.objects.citing_relations()]


@cache
def citing(label: str) -> list[tuple[type[models.Model], str]]:
    """The tables that join sources to facts about records of a model, each with the lookup of the record."""
    return [
        (fact.sources.through, f"{fact._meta.model_name}__{field.name}")
        for fact in citing_models()
        for field in (*fact._meta.fields, *fact._meta.many_to_many)
        if field.related_model and field.related_model._meta.label == label != Source._meta.label
    ]


def digest_of(document: Document) -> str:
    """A digest of how documents are made, and one of the document."""
    return ENTRIES.definition()[:HALF] + sha256(repr(document).encode()).hexdigest()[:HALF]


def digests(model: str, keys: Collection[int] | None = None) -> dict[int, str]:
    """The digests of a model's entries by number, or of those of some records."""
    entries = SearchEntry.objects.filter(pk__range=numbers_of(model))
    if keys is not None:
        entries = entries.filter(pk__in=[number_of(model, key) for key in keys])
    return dict(entries.order_by().values_list("pk", "digest"))


def make_equal(model: str, keys: Collection[int] | None = None) -> int:
    """Write the entries of a model (or of some records of it) that are missing or differ; how many rows that were."""
    kept, changed = digests(model, keys), 0
    for some in batched(documents.documents_of(model, keys), AT_ONCE, strict=False):
        fresh = [entry_of(n, d) for n, d in some if kept.pop(n, "") != digest_of(d)]
        SearchEntry.objects.filter(pk__in=[entry.pk for entry in fresh]).delete()
        SearchEntry.objects.bulk_create(fresh)
        changed += len(fresh)
    for idle in batched(kept, AT_ONCE, strict=False):
        SearchEntry.objects.filter(pk__in=idle).delete()
    return changed + len(kept)


def entry_of(number: int, document: Document) -> SearchEntry:
    """A document as it is stored."""
    said = {name: value for name, value in vars(document).items() if name != "fields"}
    weighed = document.weighed
    return SearchEntry(
        id=number,
        digest=digest_of(document),
        is_named=document.is_named,
        heading=document.heading,
        document=json.dumps(said, ensure_ascii=False),
        weighed=weighed,
        words=full_text.words_of(weighed),
    )


def rebuild() -> int:
    """All entries; how many rows changed."""
    with transaction.atomic():
        changed = sum(make_equal(model) for model in documents.READERS)
        full_text.tidy()
    return changed


def is_outdated() -> bool:
    """Whether the entries were never made, or by another definition."""
    made = SearchEntry.objects.filter(digest__startswith=ENTRIES.definition()[:HALF])
    return not made.filter(pk__range=numbers_of("page")).exists() or made.count() < SearchEntry.objects.count()
