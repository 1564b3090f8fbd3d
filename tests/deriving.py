"""What is derived of the records that builders make is derived when it could be missed, which in many tests is never.

That is before a query reads it, and before anything but a builder changes a record or begins what may be taken back.
It waits only in a transaction, which has one connection and one thread: that of a test, or of a world being made.
"""

import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any
from unittest import mock

from django.apps import apps
from django.db import connection
from django.db.models import Model

from countries.access.spans import SPANS
from countries.finding.entries import ENTRIES
from gtlead.publication import content_version
from gtlead.publication.followers import Follower, Touched, touched_by, touched_by_list
from gtlead.records.models import Content
from themes.models import Argument

READS: dict[Follower, str] = {SPANS: "countries_span", ENTRIES: "countries_search"}  # tables whose names begin so
TABLES = {
    model._meta.db_table
    for model in apps.get_models(include_auto_created=True)
    if issubclass(model._meta.auto_created or model, Content)
}
CHANGES = re.compile(rf'SAVEPOINT|(?:INSERT|UPDATE|DELETE)[A-Z ]+"({"|".join(TABLES)})"')
waiting: dict[Follower, dict[object, None]] = {follower: {} for follower in READS}  # parts in the order of building


@contextmanager
def when_needed() -> Iterator[None]:
    """As long as this lasts, what `waits` is derived in time."""
    try:
        with connection.execute_wrapper(derive_in_time):
            yield
    finally:
        for parts in waiting.values():
            parts.clear()


@contextmanager
def waits() -> Iterator[None]:
    """What is touched meanwhile waits, where it will be derived in time; queries derive nothing."""
    if connection.in_atomic_block and derive_in_time in connection.execute_wrappers:
        with (
            mock.patch.multiple(content_version, follow=wait, touched_by_list=touched_by_new_list),
            mock.patch.object(connection, "execute_wrappers", []),
        ):
            yield
    else:
        yield


def at_once() -> AbstractContextManager[object]:
    """Nothing waits."""
    return mock.patch.object(sys.modules[__name__], "waits", nullcontext)


def wait(touched: Iterable[Touched]) -> None:
    """In place of deriving it."""
    for follower, part in touched:
        waiting[follower][part] = None


def touched_by_new_list(instance: Model, joined: type[Model], keys: Collection[int]) -> list[Touched]:
    """On a record that is new nothing rests; but with an argument its question may become public."""
    if isinstance(instance, Argument):
        return touched_by_list(instance, joined, keys)
    others = [(ENTRIES, part) for key in keys for part in ENTRIES.touched_by(joined(pk=key))]
    return [*touched_by(instance), *others]


def derive_in_time(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
    """A wrapper of all queries."""
    is_change = bool(CHANGES.match(sql))
    for follower, parts in waiting.items():
        if parts and (is_change or READS[follower] in sql):
            derive(follower)
    return execute(sql, *args)


def derive(follower: Follower) -> None:
    """All that waits, by queries that nobody counts."""
    parts = [*waiting[follower]]
    waiting[follower].clear()
    with mock.patch.object(connection, "force_debug_cursor", False):
        follower.follow(parts)


def derive_all() -> None:
    """Whatever waits."""
    for follower in waiting:
        derive(follower)
