"""Rules that look at one entry at a time: vocabulary, dates, links, sources, excerpts, length."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models

from countries.domain.authorisation import CONDITIONAL_PATHWAYS
from countries.models import (
    Authorisation,
    Country,
    Funding,
    LookThrough,
    Observation,
    Position,
    Statement,
    Therapy,
)
from countries.reference_data.corpus import Corpus, Finding, Rule, error, list_of, text_of, warning
from countries.reference_data.loading import plain_value
from countries.reference_data.reading import Entry
from gtlead.records.dates import first_day, last_day
from gtlead.records.models import PartialDateField
from gtlead.records.readability import reading_grade
from gtlead.records.text import refuse_forbidden
from gtlead.sources.models import Excerpt, Fact, Source
from themes.models import Question, Term

EARLIEST = date(1950, 1, 1)
MAY_LIE_AHEAD = ("valid_until", "next_review")
PERIODS = (
    ("date", "ended"),
    ("date", "converted"),
    ("valid_from", "valid_until"),
    ("supply_from", "supply_until"),
)
ASSERT_NOTHING: tuple[type, ...] = (Question, Term)


def is_made_unconditional(entry: Entry) -> bool:
    """Whether an authorisation granted on conditions is in force without them."""
    return text_of(entry, "pathway") in CONDITIONAL_PATHWAYS and text_of(entry, "status") == "authorised"


# Of which entries of a model, which values may not be empty.
DEMANDS: tuple[tuple[type, Callable[[Entry], bool], tuple[str, ...]], ...] = (
    (Statement, lambda e: text_of(e, "answer") != "not-known", ("as_of", "evidence")),
    (Statement, lambda e: text_of(e, "is_key") == "1" and text_of(e, "answer") == "known", ("value",)),
    (Position, lambda e: text_of(e, "legal_class") != "unknown", ("as_of",)),
    (Funding, lambda e: bool(text_of(e, "price")), ("currency", "price_year", "price_kind", "price_unit")),
    (Funding, lambda e: bool(text_of(e, "price_per_patient")), ("price_basis",)),
    (Authorisation, lambda e: bool(text_of(e, "supply_until")), ("supply",)),
    (Authorisation, is_made_unconditional, ("converted",)),
    (LookThrough, lambda e: True, ("therapies",)),
    (Therapy, lambda e: bool(e.values.get("borderline")), ("borderline_reason",)),
)
SUMMARY_WORDS = 120
SUMMARY_GRADE = 10
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")


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


def field_reasons(corpus: Corpus, entry: Entry, target: models.Field) -> Iterator[str]:
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


def may_be_absent(target: models.Field) -> bool:
    """Whether a file may leave a column out: it has a default, or others fill it."""
    by_machine = target.primary_key or not target.editable or isinstance(target, models.DateTimeField)
    through = target.remote_field.through if isinstance(target, models.ManyToManyField) else None
    by_others = through is not None and not through._meta.auto_created
    return bool(target.blank or target.has_default() or by_machine or by_others)


def reference_reasons(
    corpus: Corpus, entry: Entry, target: models.ManyToManyField | models.ForeignKey
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


def dates_are_within_bounds(corpus: Corpus) -> Iterator[Finding]:
    """Nothing before 1950 or in the future, no end before its beginning, nothing newer than its check."""
    for model, entries in corpus.entries.items():
        names = [
            f.name
            for f in model._meta.fields  # type: ignore[attr-defined]
            if isinstance(f, PartialDateField) or type(f) is models.DateField
        ]
        for entry in entries:
            dates = {name: found for name in names if (found := partial_of(entry, name))}
            yield from bound_findings(corpus, entry, dates)
            for start, end in PERIODS:
                if start in dates and end in dates and last_day(dates[end]) < first_day(dates[start]):
                    yield error(entry, f"{end}: {dates[end]} lies before {start} {dates[start]}")
            checked = dates.get("checked_on")
            if checked and "as_of" in dates and first_day(dates["as_of"]) > last_day(checked):
                yield error(entry, f"as_of: {dates['as_of']} lies after the check of {checked}")


def partial_of(entry: Entry, name: str) -> str:
    """A date's text, or nothing if it is none (another rule says so)."""
    text = text_of(entry, name)
    try:
        first_day(text)
    except ValueError:
        return ""
    return text


def bound_findings(corpus: Corpus, entry: Entry, dates: dict[str, str]) -> Iterator[Finding]:
    """Dates too early or too late."""
    for name, partial in dates.items():
        if last_day(partial) < EARLIEST:
            yield error(entry, f"{name}: {partial} lies before {EARLIEST.year}")
        if first_day(partial) > corpus.today and name not in MAY_LIE_AHEAD:
            yield error(entry, f"{name}: {partial} lies in the future")


def years_are_within_bounds(corpus: Corpus) -> Iterator[Finding]:
    """The years of observations and prices."""
    for model, name in ((Observation, "year"), (Funding, "price_year")):
        for entry in corpus.of(model):
            year = text_of(entry, name)
            if year.isdigit() and not EARLIEST.year <= int(year) <= corpus.today.year:
                yield error(entry, f"{name}: {year} is not between {EARLIEST.year} and this year")


def languages_are_tags(corpus: Corpus) -> Iterator[Finding]:
    """Languages are BCP 47 tags such as de or zh-Hans; an excerpt names its own and has our rendering."""
    for source in corpus.of(Source):
        if not LANGUAGE.fullmatch(text_of(source, "language")):
            yield error(source, f"language: “{text_of(source, 'language')}” is no language tag")
    for model, entries in corpus.entries.items():
        for entry in entries if issubclass(model, Excerpt) else ():
            language = text_of(entry, "excerpt_lang")
            if bool(text_of(entry, "excerpt")) != bool(language):
                yield error(entry, "excerpt: an excerpt and its language go together")
            elif language and not LANGUAGE.fullmatch(language):
                yield error(entry, f"excerpt_lang: “{language}” is no language tag")
            elif language and not language.startswith("en") and not text_of(entry, "excerpt_english"):
                yield error(entry, "excerpt_english: an excerpt in another language needs our rendering")


def pairs_are_complete(corpus: Corpus) -> Iterator[Finding]:
    """Values that mean nothing without each other."""
    for entry in corpus.of(Statement):
        yield from together(entry, "claim", "verdict")
        yield from together(entry, "legal_class", "legal_kind")
    for entry in corpus.of(Authorisation):
        if text_of(entry, "ended") and text_of(entry, "status") in ("authorised", "conditional"):
            yield error(entry, "ended: an authorisation in force has no end date")
    for model, is_concerned, names in DEMANDS:
        for entry in filter(is_concerned, corpus.of(model)):
            yield from demanded(entry, names)


def together(entry: Entry, one: str, other: str) -> Iterator[Finding]:
    """Both or neither."""
    if bool(text_of(entry, one)) != bool(text_of(entry, other)):
        yield error(entry, f"{one} and {other} go together")


def demanded(entry: Entry, names: Iterable[str]) -> Iterator[Finding]:
    """None of these may be empty here."""
    for name in names:
        if not text_of(entry, name) or entry.values[name] == []:
            yield error(entry, f"{name}: is needed here")


def summaries_are_short_and_plain(corpus: Corpus) -> Iterator[Finding]:
    """At most 120 words; a warning above the tenth grade."""
    for model in (Country, Therapy):
        for entry in corpus.of(model):
            summary = text_of(entry, "summary")
            number, grade = len(summary.split()), reading_grade(summary)
            if number > SUMMARY_WORDS:
                yield error(entry, f"summary: {number} words, at most {SUMMARY_WORDS}")
            if grade > SUMMARY_GRADE:
                yield warning(entry, f"summary: reads like grade {grade:.1f}, aim below {SUMMARY_GRADE}")


ENTRY_RULES: Iterable[Rule] = (
    fields_are_known,
    second_passes_are_known,
    slugs_are_unique,
    facts_have_source_and_date,
    dates_are_within_bounds,
    years_are_within_bounds,
    languages_are_tags,
    pairs_are_complete,
    summaries_are_short_and_plain,
)
