"""What a row would do, and doing it: drafts are made and changed, changes to what is published are proposed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.formats import localize
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gtlead.importing.kinds import BLANKS, ImportKind, Reader, what_it_takes
from gtlead.importing.models import ImportRow
from gtlead.importing.untouched import said_before, touched, with_hidden
from gtlead.records.choices import State
from gtlead.records.models import Record, Version, field_named
from gtlead.review.readiness import needs_source
from gtlead.review.saving import save_once
from gtlead.review.submitting import is_decided, open_proposal, propose
from gtlead.review.values import as_json, in_words, list_fields, plain_fields, value_on_file
from gtlead.sources.models import Fact

LINK, CHANGE, KEEP = ImportRow.Choice.values
NEW, CHANGED, UNCHANGED, REFUSED = "new", "changed", "unchanged", "refused"
MISSING = frozenset(("null", "blank", "required"))  # codes of Django's complaints of a value that is not there
TWIN = "twin"  # a new identifier for what is on file under another one


@dataclass
class DryRun:
    """A row's record as it would be, and what that means."""

    outcome: str
    reason: str = ""
    record: Any = None
    lists: dict[str, list[Record]] = field(default_factory=dict)
    version: int = 0
    twin: str = ""
    differs: list[list[str]] = field(default_factory=list)


def attempt(reader: Reader, slug: str, row: Mapping[str, object], choice: str = "") -> DryRun:
    """Decide on a row without writing; `choice` is what its editor wants if the same is on file already."""
    records = reader.kind.model._default_manager
    record = records.filter(slug=slug.lower()).first()
    is_new = record is None
    kept: list[str] = []
    try:
        plain, lists = reader.values(touched(reader.kind, record, row))
        if record is not None:
            lists, kept = with_hidden(record, lists)
        changed = changes(record, plain, lists) if record is not None else []
        if record is not None and not changed:
            return DryRun(UNCHANGED, version=record.version)
        if record is not None and (then := said_before(reader, record, row)):
            return DryRun(UNCHANGED, as_it_was(then), version=record.version)
        if record is not None and is_decided(record) and open_proposal(record):
            return DryRun(REFUSED, _("a change to it already waits for a reviewer"))
        differs = [] if record is None else old_and_new(record, changed, plain | lists)
        record = record or reader.kind.model(slug=slug, state=State.DRAFT)
        for name, value in plain.items():
            setattr(record, name, value)
        record.wanted_lists, record.takes_over = lists, is_decided(record)
        if is_new and choice != KEEP and (twin := twin_of(record)):
            return found_twice(reader, twin, row, choice)
        record.full_clean()
        wants = lists.get("sources", [] if is_new else None)
        if isinstance(record, Fact) and wants == [] and needs_source(record._meta.model_name, vars(record)):
            raise ValidationError({"sources": _("a fact needs at least one source")})
    except ValidationError as error:
        return DryRun(REFUSED, " ".join(reasons(error, reader.kind)))
    told = [_("changes %(fields)s") % {"fields": ", ".join(changed)}] if changed else []
    told += [_("keeps what downloads do not show: %(kept)s") % {"kept": "; ".join(kept)}] if kept else []
    told += no_break_spaces(plain)
    return DryRun(NEW if is_new else CHANGED, "; ".join(told), record, lists, record.version, differs=differs)


def found_twice(reader: Reader, twin: Record, row: Mapping[str, object], choice: str) -> DryRun:
    """What becomes of a row that says the same as a record under another identifier."""
    if choice == CHANGE:
        return attempt(reader, twin.slug, row)
    if choice == LINK:
        return DryRun(
            UNCHANGED, _("the same as “%(slug)s”, which stays as it is") % {"slug": twin.slug}, twin=twin.slug
        )
    words = {"slug": twin.slug, "title": str(twin)}
    told = _("the same seems to be on file as “%(slug)s” (%(title)s): leave it, change it, or keep both") % words
    return DryRun(TWIN, told, twin=twin.slug)


def twin_of(record: Record) -> Record | None:
    """The record that says the same under another identifier, if there is one."""
    return next(iter(record.twins()), None)


def as_it_was(version: Version) -> str:
    """Why an untouched row of an earlier edition changes nothing."""
    when = localize(localtime(version.history_date))
    return _("says what the record said on %(when)s; to go back to that, restore it in its history") % {"when": when}


def no_break_spaces(plain: Mapping[str, object]) -> list[str]:
    """The fields whose texts hold blanks that look like others and are none."""
    names = [name for name, value in plain.items() if isinstance(value, str) and BLANKS.search(value)]
    return [_("no-break spaces in %(fields)s") % {"fields": ", ".join(names)}] if names else []


def changes(record: Model, plain: dict[str, object], lists: dict[str, list[Record]]) -> list[str]:
    """The fields of which the row says something else than the record."""
    found = [name for name, value in plain.items() if getattr(record, name) != value]
    found += [
        name for name, wanted in lists.items() if {r.pk for r in getattr(record, name).all()} != {r.pk for r in wanted}
    ]
    return sorted(found)


def old_and_new(record: Record, names: list[str], values: Mapping[str, object]) -> list[list[str]]:
    """What changes: name of the field, what is on file and what the row says, in words."""
    fields = [field_named(record, name) for name in names]
    return [
        [
            str(field.verbose_name),
            in_words(field, value_on_file(record, field)),
            in_words(field, as_json(field, values[field.name])),
        ]
        for field in fields
    ]


def reasons(error: ValidationError, kind: ImportKind) -> list[str]:
    """The messages, each with its column; of what is missing, what it would be."""
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    told = []
    for name, errors in error.error_dict.items():
        is_missing = any(one.code in MISSING for one in errors)
        texts = [missing(kind, name)] if is_missing else ValidationError(errors).messages
        told += [text if name == NON_FIELD_ERRORS else f"{name}: {text}" for text in texts]
    return told


def missing(kind: ImportKind, name: str) -> str:
    """What has to be said where the file says nothing."""
    column = next(
        (column for column in kind.columns if (field := kind.field_of(column.name)) and field.name == name), None
    )
    takes = what_it_takes(kind, column) if column else ""
    return _("nothing was given. Needed: %(takes)s.") % {"takes": takes} if takes else _("nothing was given.")


def apply(trial: DryRun, *, by: User | AnonymousUser, reason: str) -> str:
    """Put a tried row on file or propose it; the reason if the database says no after all."""
    record = trial.record
    try:
        with transaction.atomic():
            if is_decided(record):
                on_file = type(record)._default_manager.get(pk=record.pk)
                propose(on_file, values_of(record, trial.lists), user=by, reason=reason)
            else:
                record.version += 1 if record.pk else 0
                save_once(record, trial.lists, user=by, reason=reason)
    except IntegrityError:
        return _("another row or record is in the way")
    return ""


def values_of(record: Record, lists: Mapping[str, Sequence[object]]) -> dict[str, object]:
    """What the record would hold, as a proposal keeps it."""
    plain = {f.name: as_json(f, f.value_from_object(record)) for f in plain_fields(type(record))}
    return plain | {f.name: as_json(f, lists[f.name]) for f in list_fields(type(record)) if f.name in lists}
