"""The whole reference data in the test database, at the price of one load for a process."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.db import connection, transaction

from countries.reference_data.loading import load


@contextmanager
def whole_atlas() -> Iterator[None]:
    """The reference data, as long as this lasts; what else was in the database is back afterwards."""
    if connection.vendor == "sqlite":
        empty = copied(own())
        loaded().backup(own())
        yield
        empty.backup(own())
    else:
        with transaction.atomic():
            load()
            yield
            transaction.set_rollback(True)


@cache
def loaded() -> sqlite3.Connection:
    """A copy of the database with the reference data, made at the first use."""
    load()
    return copied(own())


def own() -> sqlite3.Connection:
    """The connection that the tests use."""
    connection.ensure_connection()
    return connection.connection


def copied(database: sqlite3.Connection) -> sqlite3.Connection:
    """Page by page into another database in memory, which takes milliseconds."""
    copy = sqlite3.connect(":memory:")
    database.backup(copy)
    return copy
