"""The whole reference data in the test database, at the price of one load for a process."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.core.management import call_command
from django.db import connection, transaction

from countries.reference_data.loading import load


@contextmanager
def whole_atlas(*, for_all: bool = False) -> Iterator[None]:
    """The reference data, as long as this lasts, `for_all` connections: those of a live server's threads too."""
    if connection.vendor == "sqlite":  # all threads share the one connection
        empty = copied(own())
        loaded().backup(own())
        yield
        empty.backup(own())
    elif for_all:
        load()
        yield
        call_command("flush", interactive=False, verbosity=0)
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
