"""Worlds that many tests begin with: built once in a process by the real code, then written again row by row.

Building a record takes forms, history and lists a hundred times as long as writing its rows. What was written is
written again only into tables that are as they were, with their keys; else the world is built anew.
"""

import re
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any

from django.db import connection
from time_machine import escape_hatch

from tests import builders

WRITING = re.compile(r'(?:INSERT (?:OR IGNORE )?INTO|UPDATE|DELETE FROM) "?(\w+)')
NOT_WRITING = ("SELECT", "SAVEPOINT", "RELEASE")
Rows = dict[str, int]


@dataclass
class Recording:
    """All that one building wrote, and what it gave back."""

    before: Rows
    writes: list[tuple[str, Any, bool]]
    worlds: Any
    result: Any
    number: int

    @cached_property
    def tables(self) -> set[str]:
        """Those that it wrote to."""
        return {WRITING.match(sql)[1] for sql, _params, _many in self.writes}  # type: ignore[index]

    def fits(self, now: Rows) -> bool:
        """Whether its tables are as they were, so that the rows get the same keys."""
        return all(self.before.get(table) == now.get(table) for table in self.tables)

    def play(self, worlds: Sequence[Any]) -> Any:
        """Write it again."""
        with connection.cursor() as cursor:
            for sql, params, many in self.writes:
                (cursor.executemany if many else cursor.execute)(sql, params)
        builders.pass_over(self.number)
        changed, result = deepcopy((self.worlds, self.result))
        for world, after in zip(worlds, changed, strict=True):
            vars(world).update(vars(after))
        return result


def replayed(build: Callable[..., Any]) -> Callable[..., Any]:
    """Decorator of a function that builds records, in worlds that are given or in one that it gives back."""
    recordings: list[Recording] = []

    @wraps(build)
    def again(*worlds: Any) -> Any:
        is_undone = connection.vendor == "sqlite" and connection.in_atomic_block
        if not is_undone or escape_hatch.is_travelling():
            return build(*worlds)
        now = last_keys()
        fitting = next((recording for recording in recordings if recording.fits(now)), None)
        if fitting:
            return fitting.play(worlds)
        writes: list[tuple[str, Any, bool]] = []

        def listen(execute: Callable, sql: str, params: Any, many: bool, context: Any) -> Any:
            answer = execute(sql, params, many, context)
            if not sql.lstrip().startswith(NOT_WRITING):
                writes.append((sql, params, many))
            return answer

        with connection.execute_wrapper(listen):
            result = build(*worlds)
        recordings.append(Recording(now, writes, *deepcopy((worlds, result)), builders.pass_over()))
        return result

    return again


def last_keys() -> Rows:
    """The last key that each table gave out; a transaction that is rolled back takes its keys back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, seq FROM sqlite_sequence")
        return dict(cursor.fetchall())
