"""Rules of records, declared beside their models and asked by everything that brings a fact in.

A rule takes a record (saved or not, in whatever state of completion) and today's day, and yields what is wrong.
What another rule or the field itself refuses (a date that is none) counts as absent here. Each message says what was
given, what is allowed, and an example.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from babel.core import Locale, UnknownLocaleError, get_global, parse_locale
from babel.numbers import get_territory_currencies
from django.db import models
from django.db.models import Model
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from gtlead.records.dates import first_day, last_day

EARLIEST = date(1950, 1, 1)
YEARS_AHEAD = 50  # what lies further ahead stands for “without end”, and that is told by an empty cell
SCHEMES = ("http", "https")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a field of a record."""

    field: str
    message: str


Rule = Callable[[Any, date], Iterable[Fault]]


def all_of(*rules: Rule) -> tuple[Rule, ...]:
    """The rules of one model, beside which they stand."""
    return rules


def faults_of(record: Model, today: date) -> Iterator[Fault]:
    """What the rules of a record's model, and of what it is made of, say of it."""
    for part in reversed(type(record).__mro__):
        for rule in part.__dict__.get("rules", ()):
            yield from rule(record, today)


def fault(field: str, given: object, allowed: str, example: str) -> Fault:
    """In the words that every rule uses."""
    words = {"given": given, "allowed": allowed, "example": example}
    return Fault(field, _("“%(given)s” was given. Allowed: %(allowed)s. Example: %(example)s.") % words)


def missing(field: str, why: str, example: str) -> Fault:
    """For a field that may not be empty here."""
    return Fault(field, _("Nothing was given. %(why)s. Example: %(example)s.") % {"why": why, "example": example})


def date_in(record: object, name: str) -> str:
    """A date of the record as text, as precise as it is; empty if it is none."""
    value = getattr(record, name, None)
    text = value.isoformat() if isinstance(value, date) else str(value or "")
    try:
        first_day(text)
    except ValueError:
        return ""
    return text


def listed(record: Model, name: str) -> list[Model] | None:
    """The members of a many-to-many list, as a form or file wants them, or as on file; None if nobody can know yet."""
    wanted = getattr(record, "wanted_lists", {})
    if name in wanted:
        return list(wanted[name])
    return list(getattr(record, name).all()) if record.pk else None


def dates_within_bounds(*, ahead: Collection[str] = ()) -> Rule:
    """No date before 1950; none in the future but those that may lie ahead, and these not for ever."""

    def rule(record: Model, today: date) -> Iterator[Fault]:
        for field in record._meta.fields:
            is_day = type(field) is models.DateField or getattr(field, "is_partial_date", False)
            given = date_in(record, field.name) if is_day and field.editable else ""
            if given and last_day(given) < EARLIEST:
                yield fault(field.name, given, _("a date from %(year)s on") % {"year": EARLIEST.year}, "2019-05-24")
            elif given and first_day(given) > today and field.name not in ahead:
                allowed = _("a date up to today, %(today)s") % {"today": today.isoformat()}
                yield fault(field.name, given, allowed, today.isoformat())
            elif given and first_day(given).year > today.year + YEARS_AHEAD:
                allowed = _("a date up to %(year)s, or none") % {"year": today.year + YEARS_AHEAD}
                yield fault(field.name, given, allowed, str(today.year + 1))

    return rule


def in_order(*names: str) -> Rule:
    """Each of these dates lies on or after those before it, as far as they are precise."""

    def rule(record: Model, today: date) -> Iterator[Fault]:
        for place, later in enumerate(names):
            end = date_in(record, later)
            for earlier in names[:place] if end else ():
                start = date_in(record, earlier)
                if start and last_day(end) < first_day(start):
                    words = {"label": label(record, earlier), "start": start}
                    yield fault(later, end, _("a date not before “%(label)s”, %(start)s") % words, start)
                    break

    return rule


def both_or_neither(**examples: str) -> Rule:
    """Both of two fields or neither, each with an example."""
    one, other = examples

    def rule(record: Model, today: date) -> Iterator[Fault]:
        for name, beside in ((one, other), (other, one)):
            if getattr(record, beside) and not getattr(record, name):
                words = {"one": label(record, name), "other": label(record, beside)}
                yield missing(name, _("“%(one)s” and “%(other)s” go together") % words, examples[name])

    return rule


def needed(name: str, when: Callable[[Any], bool], why: object, example: str) -> Rule:
    """Not empty where the record is of this sort."""

    def rule(record: Model, today: date) -> Iterator[Fault]:
        is_list = record._meta.get_field(name).many_to_many
        value = listed(record, name) if is_list else getattr(record, name)
        is_empty = value in ("", []) or (value is None and not is_list)
        if is_empty and when(record):
            yield missing(name, str(why), example)

    return rule


def unless(name: str, when: Callable[[Any], bool], why: object) -> Rule:
    """Empty where the record is of this sort."""

    def rule(record: Model, today: date) -> Iterator[Fault]:
        if getattr(record, name) and when(record):
            yield fault(name, getattr(record, name), str(why), _("leave it empty"))

    return rule


def words_of(name: str, choices: type[models.TextChoices]) -> Rule:
    """A list of words from a closed vocabulary, divided by spaces, each once."""

    def rule(record: Model, today: date) -> Iterator[Fault]:
        words = getattr(record, name).split()
        unknown = [word for word in words if word not in choices.values]
        if unknown or len(set(words)) < len(words):
            given = " ".join(unknown or words)
            yield fault(name, given, ", ".join(choices.values) + _(", each once"), " ".join(choices.values[:2]))

    return rule


def languages(*names: str) -> Rule:
    """Language tags after BCP 47 whose parts are registered, as short as can be."""

    def rule(record: Model, today: date) -> Iterator[Fault]:
        for name in names:
            given = getattr(record, name)
            if given and not is_language(given):
                yield fault(name, given, _("a language tag after BCP 47"), "en, de, ja, zh-Hans")

    return rule


@cache
def is_language(tag: str) -> bool:
    """Whether a tag is `language[-Script][-TERRITORY]` in the usual letters, of parts that are known."""
    try:
        language, territory, script, variant = parse_locale(tag, sep="-")[:4]
    except (ValueError, UnknownLocaleError):
        return False
    usual = "-".join(filter(None, (language, script, territory)))
    known = Locale("en")
    return (
        tag == usual
        and variant is None
        and language in known.languages
        and language not in ("und", "mul", "zxx")
        and (script is None or script in known.scripts)
        and (territory is None or territory in known.territories)
    )


@cache
def currencies() -> frozenset[str]:
    """The codes of ISO 4217 that are legal tender somewhere."""
    return frozenset(code for place in get_global("territory_currencies") for code in get_territory_currencies(place))


def money(name: str) -> Rule:
    """A currency after ISO 4217."""

    def rule(record: Model, today: date) -> Iterator[Fault]:
        given = getattr(record, name)
        if given and given not in currencies():
            yield fault(name, given, _("the code of a currency in use, after ISO 4217"), "EUR, USD, JPY")

    return rule


def addresses(*names: str) -> Rule:
    """Addresses that a browser opens."""

    def rule(record: Model, today: date) -> Iterator[Fault]:
        for name in names:
            given = getattr(record, name)
            scheme, slashes, rest = given.partition("://")
            if slashes and scheme.lower() not in SCHEMES:
                yield fault(name, given, _("an address that begins with https:// or http://"), "https://www.fda.gov/")
            elif "@" in rest.partition("/")[0]:
                yield fault(name, given, _("an address without name and password"), "https://www.fda.gov/")

    return rule


def shaped(**shapes: tuple[str, object, str]) -> Rule:
    """Codes of a written form, each with its pattern, the form in words, and an example."""

    def rule(record: Model, today: date) -> Iterator[Fault]:
        for name, (pattern, words, example) in shapes.items():
            given = getattr(record, name)
            if given and not re.fullmatch(pattern, given):
                yield fault(name, given, str(words), example)

    return rule


def not_negative(*names: str) -> Rule:
    """Amounts, of which there is none below nothing."""

    def rule(record: Model, today: date) -> Iterator[Fault]:
        for name in names:
            given = getattr(record, name)
            if isinstance(given, Decimal | int) and given < 0:
                yield fault(name, given, _("a number from 0 on"), "1250000.5")

    return rule


def numbers_in_order(lower: str, upper: str) -> Rule:
    """The first of two bounds is not above the second."""

    def rule(record: Model, today: date) -> Iterator[Fault]:
        least, most = getattr(record, lower), getattr(record, upper)
        if isinstance(least, Decimal | int) and isinstance(most, Decimal | int) and least > most:
            words = {"label": label(record, lower), "least": least}
            yield fault(upper, most, _("a number not below “%(label)s”, %(least)s") % words, str(least))

    return rule


def years_within_bounds(*names: str) -> Rule:
    """Years from 1950 to this one."""

    def rule(record: Model, today: date) -> Iterator[Fault]:
        for name in names:
            given = getattr(record, name)
            if isinstance(given, int) and not EARLIEST.year <= given <= today.year:
                words = {"first": EARLIEST.year, "last": today.year}
                yield fault(name, given, _("a year from %(first)s to %(last)s") % words, str(today.year))

    return rule


def at_most_words(name: str, most: int) -> Rule:
    """A short text."""

    def rule(record: Model, today: date) -> Iterator[Fault]:
        number = len(getattr(record, name).split())
        if number > most:
            words = {"number": number, "most": most}
            yield Fault(name, _("%(number)s words were given. Allowed: at most %(most)s.") % words)

    return rule


def a_lower_slug(record: Any, today: date) -> Iterator[Fault]:
    """An address is the same in whatever letters it is typed, so there is one way to write it."""
    if record.slug != record.slug.lower():
        yield fault("slug", record.slug, _("small letters, digits and hyphens"), record.slug.lower())


def no_page_at(name: str) -> Rule:
    """The address that the record would have is not that of another page."""

    def rule(record: Any, today: date) -> Iterator[Fault]:
        try:
            found = resolve(reverse(name, args=[record.slug.lower()])).url_name
        except (NoReverseMatch, Resolver404):
            return  # no slug at all, as the field says
        if found != name:
            allowed = _("an address that no other page has")
            yield fault("slug", record.slug, allowed, f"{record.slug}-{record._meta.model_name}")

    return rule


def checked_after_reading(record: Model, today: date) -> Iterator[Fault]:
    """Nobody compares a text with sources before the first of them was read."""
    checked = date_in(record, "checked_on")
    read = [day for source in listed(record, "sources") or () if (day := date_in(source, "read_on"))]
    if checked and read and last_day(checked) < first_day(min(read)):
        allowed = _("a day not before one of its sources was read, %(day)s") % {"day": min(read)}
        yield fault("checked_on", checked, allowed, min(read))


def label(record: Any, name: str) -> str:
    """What editors call a field."""
    return str(record._meta.get_field(name).verbose_name)


def by_field(faults: Iterable[Fault], hidden: Collection[str] = ()) -> dict[str, list[str]]:
    """The messages by field; those of fields that a form does not show stand above it, with their names."""
    found: dict[str, list[str]] = {}
    for one in faults:
        name, message = (one.field, one.message)
        if name in hidden:
            name, message = "__all__", f"{one.field}: {one.message}"
        if message not in found.setdefault(name, []):
            found[name].append(message)
    return found
