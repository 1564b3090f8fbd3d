"""Writes the public trace: an entry when something that readers can see happens, in the same transaction."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import capfirst
from django.utils.timezone import localdate
from simple_history.signals import post_create_historical_record

from gtlead.history.models import LONGEST_LABEL, TraceEntry
from gtlead.records.choices import State
from gtlead.records.models import ModelField, Record, Version
from gtlead.review.restoring import values_of_version
from gtlead.review.values import changeable, in_words
from gtlead.review.visibility import Moved, address_of, line_of, moved, parents_of

NOT_TOLD = ("state", "position", "next_review", "file")  # for the desk, not for readers
Verb = TraceEntry.Verb

_load: ContextVar["Load | None"] = ContextVar("load", default=None)


class Load:
    """What a load of reference data brings: one entry a kind and verb when it is over."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self.slugs: dict[tuple[str, str], list[str]] = {}
        self.at: datetime | None = None

    def add(self, version: Version) -> None:
        """One entry of the history that the load wrote."""
        verb = verb_of_machine(version)
        if version.state == State.PUBLISHED:
            self.slugs.setdefault((kind_of(type(version.instance)), verb), []).append(version.slug)
            self.at = max(version.history_date, self.at or version.history_date)

    def write(self) -> None:
        """The entries."""
        for (kind, verb), slugs in self.slugs.items():
            write_of_machine(kind, verb, slugs, self.at or datetime.now().astimezone(), self.reason)


@contextmanager
def loading(reason: str) -> Iterator[Load]:
    """All that is written meanwhile is one load."""
    load = Load(reason)
    token = _load.set(load)
    try:
        yield load
    finally:
        _load.reset(token)
    load.write()


def write_of_machine(
    kind: str, verb: str, slugs: list[str], at: datetime, reason: str, *, number: int | None = None
) -> None:
    """What no person did to some records of a kind."""
    day = localdate(at)
    TraceEntry.objects.create(
        at=at,
        day=day,
        kind=kind,
        slug=slugs[0] if len(slugs) == 1 else "",
        verb=verb,
        reason=reason[:250],
        by_person=False,
        number=number or len(slugs),
        records=slugs,
        anchor=f"{day}-{kind}",
    )


def kind_of(model: type[Record]) -> str:
    """The kind of record as addresses name it."""
    return str(model._meta.model_name)


def verb_of_machine(version: Version) -> str:
    """What happened to a record that no person touched."""
    return {"+": Verb.PUBLISHED, "~": Verb.CHANGED}.get(version.history_type, Verb.REMOVED)


def note(instance: object, history_instance: Version, history_user: object, **kwargs: object) -> None:
    """Receiver: a record got an entry in its history; readers are told of it if they could see it happen."""
    if not isinstance(instance, Record):
        return
    load = _load.get()
    if load is not None:
        load.add(history_instance)
    elif history_user is None:
        note_of_machine(instance, history_instance)
    else:
        note_of_person(instance, history_instance)


def note_of_machine(record: Record, version: Version) -> None:
    """No person did it: it is counted."""
    if version.state == State.PUBLISHED and has_public_parents(record):
        verb = verb_of_machine(version)
        reason = version.history_change_reason or ""
        write_of_machine(kind_of(type(record)), verb, [record.slug], version.history_date, reason)


def note_of_person(record: Record, version: Version) -> None:
    """A person did it: it is told, with what it said before and what it says."""
    model = type(record)
    previous = model.history.filter(id=version.id, history_id__lt=version.pk).first()
    had_state = previous is not None and previous.state == State.PUBLISHED
    has_state = version.state == State.PUBLISHED and version.history_type != "-"
    if not had_state and not has_state:
        return
    was = had_state and (record.was_public if hasattr(record, "was_public") else would_be_public(record))
    now = has_state and model._default_manager.published().filter(pk=record.pk).exists()
    if not was and not now:
        return
    verb = Verb.CHANGED if was and now else Verb.PUBLISHED if now else Verb.REMOVED
    fields = alterations(model, values_of_version(previous), values_of_version(version)) if was and now else []
    write(record, verb, version.history_date, version.history_change_reason or "", fields=fields, version=version.pk)


def write(record: Record, verb: str, at: datetime, reason: str, **more: object) -> TraceEntry:
    """One thing that happened to one record."""
    day, kind = localdate(at), kind_of(type(record))
    before = TraceEntry.objects.filter(kind=kind, slug=record.slug, day=day, by_person=True).count()
    entry: TraceEntry = TraceEntry.objects.create(
        at=at,
        day=day,
        kind=kind,
        slug=record.slug,
        verb=verb,
        label=shortened(line_of(record)),
        url=address_of(record)[:400],
        reason=reason[:250],
        by_person=True,
        anchor=f"{day}-{kind}-{record.slug}" + (f"-{before + 1}" if before else ""),
        **more,
    )
    return entry


def note_moved(record: Record, found: Moved, reason: str, **kwargs: object) -> None:
    """Receiver: what rested on a record went, or came, with it; each has an entry of its own."""
    at, cause = record.history.first().history_date, shortened(line_of(record))
    for verb, others in ((Verb.REMOVED, found.gone), (Verb.PUBLISHED, found.appeared)):
        for other in others:
            write(other, verb, at, reason, cause=cause)


def alterations(model: type[Record], old: Mapping[str, object], new: Mapping[str, object]) -> list[dict[str, str]]:
    """The fields of two versions that differ, in words of today, which the trace keeps."""
    return [
        {
            "name": field.name,
            "label": capfirst(str(field.verbose_name)),
            "old": public_words(field, old.get(field.name)),
            "new": public_words(field, new.get(field.name)),
        }
        for field in changeable(model)
        if field.name not in NOT_TOLD and old.get(field.name) != new.get(field.name)
    ]


def public_words(field: ModelField, value: Any) -> str:
    """A value in words; of related records those that are public."""
    if value and field.related_model is not None and issubclass(field.related_model, Record):
        keys = value if field.many_to_many else [value]
        public = field.related_model._default_manager
        shown = list(public.published().filter(pk__in=keys).values_list("pk", flat=True))
        value = shown if field.many_to_many else next(iter(shown), None)
    return in_words(field, value)


def has_public_parents(record: Record) -> bool:
    """Whether what a record belongs to is published."""
    parents = (getattr(record, field.name, None) for field in parents_of(type(record)))
    return all(parent is not None and parent.is_published for parent in parents)


def would_be_public(record: Record) -> bool:
    """Whether readers would see it if it were published, by the same queryset; of what is deleted, its parents say."""
    rows = type(record)._default_manager.filter(pk=record.pk)
    if not rows.exists():
        return has_public_parents(record)
    try:
        with transaction.atomic():
            rows.update(state=State.PUBLISHED)
            found = bool(rows.published().exists())
            transaction.set_rollback(True)
    except IntegrityError:  # something else stands in its place already
        return has_public_parents(record)
    return found


def shortened(text: str) -> str:
    """A label of a sensible length."""
    return text if len(text) <= LONGEST_LABEL else f"{text[:LONGEST_LABEL].rsplit(' ', 1)[0]} …"


def connect() -> None:
    """Called once, when the app registry is ready."""
    post_create_historical_record.connect(note, dispatch_uid="trace")
    moved.connect(note_moved, dispatch_uid="trace-moved")
