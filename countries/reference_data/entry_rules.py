"""Rules that look at one entry at a time: vocabulary, dates, links, sources, excerpts, length."""

from collections.abc import Iterable, Iterator
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Model

from countries.models import Country, Therapy
from countries.reference_data.corpus import Corpus, Finding, Rule, error, list_of, text_of, warning
from countries.reference_data.loading import plain_value
from countries.reference_data.reading import DataEntry
from gtlead.records.choices import State
from gtlead.records.dates import first_day
from gtlead.records.models import ModelField, Record, field_named, kind_named_by
from gtlead.records.readability import reading_grade
from gtlead.records.rules import faults_of
from gtlead.records.text import refuse_forbidden
from gtlead.sources.models import Fact
from themes.models import Question, Term

ASSERT_NOTHING: tuple[type, ...] = (Question, Term)


SUMMARY_GRADE = 10


def fields_are_known(corpus: Corpus) -> Iterator[Finding]:
    """Each value has a column, fits it, and keeps to its vocabulary; what a column demands is there."""
    for model, entries in corpus.entries.items():
        fields = {f.name: f for f in model._meta.get_fields() if isinstance(f, models.Field)}  # type: ignore[attr-defined]
        for entry in entries:
            for name in entry.values.keys() - fields.keys():
                yield error(entry, f"unknown column “{name}”")
            for name, target in fields.items():
                for reason in field_reasons(corpus, entry, target):
                    yield error(entry, f"{name}: {reason}")


def field_reasons(corpus: Corpus, entry: DataEntry, target: ModelField) -> Iterator[str]:
    """What is wrong with one value of an entry."""
    if target.name not in entry.values:
        if not may_be_absent(target):
            yield "missing"
    elif isinstance(target, models.ManyToManyField | models.ForeignKey):
        yield from reference_reasons(corpus, entry, target)
    else:
        try:
            refuse_forbidden(target.clean(plain_value(target, entry.values[target.name]), None))
        except ValidationError as refused:
            yield from refused.messages


def may_be_absent(target: ModelField) -> bool:
    """Whether a file may leave a column out: it has a default, or others fill it."""
    by_machine = target.primary_key or not target.editable or isinstance(target, models.DateTimeField)
    through = target.remote_field.through if isinstance(target, models.ManyToManyField) else None
    by_others = through is not None and not through._meta.auto_created
    return bool(target.blank or target.has_default() or by_machine or by_others)


def reference_reasons(
    corpus: Corpus, entry: DataEntry, target: "models.ManyToManyField[Model, Model] | models.ForeignKey[Model, Model]"
) -> Iterator[str]:
    """Slugs that name no entry."""
    many = isinstance(target, models.ManyToManyField)
    wanted = list_of(entry, target.name) if many else [text_of(entry, target.name).lower()]
    for slug in wanted:
        if slug not in corpus.by_slug(target.related_model) and (slug or not target.null):
            yield f"there is no {target.related_model._meta.verbose_name} “{slug}”"


def second_passes_are_known(corpus: Corpus) -> Iterator[Finding]:
    """A counter-argument is another argument on the same question."""
    for model, entries in corpus.again.items():
        for entry in entries:
            for name, slug in entry.values.items():
                first, other = (
                    corpus.by_slug(model).get(entry.values["slug"]),
                    corpus.by_slug(model).get(slug or ""),
                )
                if name == "slug" or not slug or first is None:
                    continue
                if other is None or other is first or other.file != first.file:
                    yield error(entry, f"{name}: “{slug}” is no other entry of this file")


def slugs_are_unique(corpus: Corpus) -> Iterator[Finding]:
    """A slug names one entry of a kind."""
    for model, entries in corpus.entries.items():
        seen: set[str] = set()
        for entry in entries:
            slug = text_of(entry, "slug")
            if slug in seen:
                yield error(entry, f"there is already a {model._meta.verbose_name} “{slug}”")  # type: ignore[attr-defined]
            if slug:
                seen.add(slug)


def facts_have_source_and_date(corpus: Corpus) -> Iterator[Finding]:
    """No fact without source and date of its check; “not known” alone may stand without a source."""
    for model, entries in corpus.entries.items():
        if not issubclass(model, Fact) or issubclass(model, ASSERT_NOTHING):
            continue
        for entry in entries:
            not_known = text_of(entry, "answer") == "not-known" or text_of(entry, "legal_class") == "unknown"
            if not list_of(entry, "sources") and not not_known:
                yield error(entry, "a fact needs at least one source")
            if not text_of(entry, "checked_on"):
                yield error(entry, "checked_on: a fact says when it was last compared with its sources")


def partial_of(entry: DataEntry, name: str) -> str:
    """A date's text, or nothing if it is none (another rule says so)."""
    text = text_of(entry, name)
    try:
        first_day(text)
    except ValueError:
        return ""
    return text


def records_keep_their_rules(corpus: Corpus) -> Iterator[Finding]:
    """What stands beside the models holds of the files too (gtlead/records/rules.py)."""
    for model, entries in corpus.entries.items():
        for entry in entries:
            for fault in faults_of(record_of(corpus, model, entry), corpus.today):
                yield error(entry, f"{fault.field}: {fault.message}")


def record_of[Kind: Record](corpus: Corpus, model: type[Kind], entry: DataEntry) -> Kind:
    """The record that an entry would become, in memory; what does not fit its column is left out."""
    unchecked = {"checked_on": None} if issubclass(model, Fact) else {}  # no default fills what a file leaves out
    record = model(state=State.PUBLISHED, **unchecked)
    lists: dict[str, list[Record]] = {}
    record.wanted_lists = lists
    for target in (field_named(model, name) for name in entry.values if has_field(model, name)):
        if isinstance(target, models.ManyToManyField):
            kind = kind_named_by(target)
            others = corpus.by_slug(kind)
            found = [others[slug] for slug in list_of(entry, target.name) if slug in others]
            lists[target.name] = [record_of(corpus, kind, other) for other in found]
        elif isinstance(target, models.ForeignKey):
            kind = kind_named_by(target)
            other = corpus.by_slug(kind).get(text_of(entry, target.name).lower())
            if other is not None:
                setattr(record, target.name, record_of(corpus, kind, other))
        else:
            with suppress(ValidationError):
                setattr(record, target.name, plain_value(target, entry.values[target.name]))
    return record


def has_field(model: type[models.Model], name: str) -> bool:
    """Whether the model has a field of the name."""
    return any(target.name == name for target in (*model._meta.fields, *model._meta.many_to_many))


def summaries_are_plain(corpus: Corpus) -> Iterator[Finding]:
    """A warning above the tenth grade."""
    for model in (Country, Therapy):
        for entry in corpus.of(model):
            grade = reading_grade(text_of(entry, "summary"))
            if grade > SUMMARY_GRADE:
                yield warning(entry, f"summary: reads like grade {grade:.1f}, aim below {SUMMARY_GRADE}")


ENTRY_RULES: Iterable[Rule] = (
    fields_are_known,
    second_passes_are_known,
    slugs_are_unique,
    facts_have_source_and_date,
    records_keep_their_rules,
    summaries_are_plain,
)
