"""The content version without Django and without waiting: exact at the moment a request asks, or None.

SQLite is asked whether its file changed at all, which needs no statement. PostgreSQL is asked once for all requests
that wait for an answer; when it cannot be reached or hangs, nothing can be published, and the number it gave last
holds (`postgres_version.py`).
"""

import sqlite3
import time
from typing import Protocol
from urllib.parse import quote

from django.conf import settings
from django.db import connection

QUESTION = "SELECT number, next_due FROM gtlead_contentversion WHERE id = 1"

Row = tuple[int, int | None] | None


class VersionReader(Protocol):
    """Where a worker reads the number."""

    @property
    def is_silent(self) -> bool:
        """Whether the database hangs, so that asking the site would only occupy its threads."""

    async def current(self) -> int | None:
        """The number of this moment; None where the site itself has to be asked."""


class AskTheSite:
    """For databases that are not known here."""

    is_silent = False

    async def current(self) -> int | None:
        """Never known."""
        return None


class SQLiteVersion:
    """A connection that only reads: `data_version` differs as soon as another connection wrote anything."""

    is_silent = False

    def __init__(self, path: str) -> None:
        self.path = path
        self.connection: sqlite3.Connection | None = None
        self.seen: object = None
        self.known: Row = None

    async def current(self) -> int | None:
        """The number, read anew only when the file changed."""
        try:
            return before_due(self.read())
        except sqlite3.Error:
            self.connection = self.known = None
            return None

    def read(self) -> Row:
        """Number and next due moment."""
        if self.connection is None:
            address = f"file:{quote(self.path)}?mode=ro"
            self.connection = sqlite3.connect(address, uri=True, timeout=0.05, isolation_level=None)
            self.seen = None
        seen = self.connection.execute("PRAGMA data_version").fetchone()
        if seen != self.seen:
            self.known = self.connection.execute(QUESTION).fetchone()
            self.seen = seen
        return self.known


def before_due(known: Row) -> int | None:
    """The number, unless something approved is to be published first."""
    return known[0] if known and (known[1] is None or known[1] > time.time()) else None


def version_of_the_site() -> VersionReader:
    """As the database in use allows."""
    if connection.vendor == "sqlite":
        return SQLiteVersion(str(settings.DATABASES["default"]["NAME"]))
    if connection.vendor == "postgresql":
        from gtlead.serving.postgres_version import PostgresVersion  # noqa: PLC0415 - SQLite does without its library

        parameters = connection.get_connection_params()
        of_django = {"cursor_factory", "context", "prepare_threshold", "server_side_binding", "client_encoding"}
        return PostgresVersion({name: value for name, value in parameters.items() if name not in of_django})
    return AskTheSite()
