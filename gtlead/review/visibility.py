"""What becomes public, or stops being so, with a record: what rests on it, by the querysets that readers read by."""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import FETCH_PEERS
from django.dispatch import Signal

from gtlead.records.kinds import record_models
from gtlead.records.models import Record
from gtlead.sources.models import Fact

# Besides lists and related records, what published() of any kind asks for.
DECISIVE = ("state", "answer", "legal_class", "stance")

moved = Signal()  # record, found, reason: sent in the transaction in which it happens


@dataclass
class Moved:
    """Records, other than the one that was changed, that left the site or came to it."""

    gone: list[Any] = field(default_factory=list)
    appeared: list[Any] = field(default_factory=list)


@cache
def depending_on(model: type[Record]) -> tuple[type[Record], ...]:
    """Kinds of which records may be public or not by one of this kind, directly or by others."""
    edges: dict[Any, set[Any]] = defaultdict(set)
    for kind in record_models():
        related: list[Any] = [f for f in kind._meta.get_fields() if f.many_to_one or f.many_to_many]
        for relation in related:
            if not relation.auto_created and issubclass(target := relation.related_model, Record):
                edges[target].add(kind)
                if relation.name in kind.upholds:
                    edges[kind].add(target)
    found: dict[Any, None] = {}
    left: deque[Any] = deque([model])
    while left:
        for kind in sorted(edges[left.popleft()] - found.keys(), key=lambda k: k._meta.label):
            found[kind] = None
            left.append(kind)
    return tuple(found)


def may_move(record: Record, names: Iterable[str]) -> bool:
    """Whether a change of these fields can make anything public, or hide it."""
    return any(name in DECISIVE or record._meta.get_field(name).is_relation for name in names)


def public_keys(kinds: Iterable[type[Record]]) -> dict[type[Record], set[int]]:
    """The keys of all that is public, by kind; a query for each."""
    return {kind: set(kind._default_manager.published().order_by().values_list("pk", flat=True)) for kind in kinds}


def named(kind: type[Record], keys: Collection[int]) -> list[Any]:
    """These records, ready to be named in a line."""
    if not keys:
        return []
    rows: Any = kind._default_manager.filter(pk__in=keys)
    return list(rows.for_citing() if issubclass(kind, Fact) else rows.fetch_mode(FETCH_PEERS))


@contextmanager
def watched(record: Any, names: Collection[str]) -> Iterator[Moved]:
    """What a change of these fields of the record moves; known when this ends."""
    model: type[Record] = type(record)
    kinds = depending_on(model) if may_move(record, names) else ()
    before = public_keys(kinds)
    record.was_public = model._default_manager.published().filter(pk=record.pk).exists()
    found = Moved()
    yield found
    for kind, now in public_keys(kinds).items():
        own = {record.pk} if kind is model else set()
        found.gone += named(kind, before[kind] - now - own)
        found.appeared += named(kind, now - before[kind] - own)


def line_of(record: Any) -> str:
    """A record in a line."""
    return str(record.citing_label() if isinstance(record, Fact) else record)


def address_of(record: Any) -> str:
    """Where it stands, or stood; empty if it has no place."""
    try:
        return str(record.get_absolute_url()) if hasattr(record, "get_absolute_url") else ""
    except IndexError:  # a milestone without countries
        return ""
