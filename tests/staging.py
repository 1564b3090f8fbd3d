"""Worlds that many tests begin with: each is made once a process by the real code, then copied whole, never row by row.

On SQLite the copy is laid over the test database, page by page, which takes milliseconds; on PostgreSQL it is a
database of its own with the made one as its template. A world comes before the transaction of a test, so that the test
may do with it what it likes.
"""

import pickle
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import connection, transaction

from countries.models import Country
from tests import deriving

Build = Callable[[], Any]


@contextmanager
def staged(build: Build) -> Iterator[Any]:
    """All connections lead to the world that `build` makes, as long as this lasts; gives what it gave back."""
    on = over_the_test_database if connection.vendor == "sqlite" else in_a_database_of_its_own
    with on(build) as names:
        yield pickle.loads(names)  # noqa: S301 - our own


def make(build: Build) -> bytes:
    """Build it in the database that the connection leads to, which is the empty one of the tests.

    What it gave back is pickled, so that each stage gets its own, at a sixth of what copying costs.
    """
    assert not Country.objects.exists(), "this is not an empty test database"
    with deriving.when_needed(), transaction.atomic():
        names = build()
        deriving.derive_all()
    return pickle.dumps(names)


@contextmanager
def over_the_test_database(build: Build) -> Iterator[bytes]:
    """On SQLite, whose one database in memory all threads share."""
    empty = copied(own())
    try:
        world, names = in_memory(build)
        world.backup(own())
        yield names
    finally:
        empty.backup(own())


@cache
def in_memory(build: Build) -> tuple[sqlite3.Connection, bytes]:
    """A copy of the world, made at the first use."""
    names = make(build)
    return copied(own()), names


def own() -> sqlite3.Connection:
    """The connection that the tests use."""
    connection.ensure_connection()
    return connection.connection


def copied(database: sqlite3.Connection) -> sqlite3.Connection:
    """Page by page into another database in memory."""
    copy = sqlite3.connect(":memory:")
    database.backup(copy)
    return copy


@contextmanager
def in_a_database_of_its_own(build: Build) -> Iterator[bytes]:
    """On PostgreSQL, where a database is copied by naming it as a template."""
    template, names = on_server(build)
    with connected_to(new_database(f"{template}_copy", template)):
        yield names
    drop_database(f"{template}_copy")


@cache
def on_server(build: Build) -> tuple[str, bytes]:
    """The name of the database with the world, made at the first use, with the names of its records."""
    home = connection.settings_dict["NAME"]
    connection.close()
    with connected_to(new_database(f"{home}_{build.__name__}", home)) as name:
        MADE_ON_SERVER.append(name)
        return name, make(build)


MADE_ON_SERVER: list[str] = []


def end() -> None:
    """Leave nothing on the server."""
    while MADE_ON_SERVER:
        drop_database(MADE_ON_SERVER.pop())


@contextmanager
def connected_to(name: str) -> Iterator[str]:
    """The connections of all threads lead to this database of the server."""
    home = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield name
    finally:
        connection.close()
        connection.settings_dict["NAME"] = home


def new_database(name: str, template: str) -> str:
    """Copy a database of the server, which nobody may be connected to."""
    drop_database(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return name


def drop_database(name: str) -> None:
    """Remove it, whoever is still connected."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
