"""The content version without Django and without waiting: exact at the moment a request asks, or None.

SQLite is asked whether its file changed at all, which needs no statement. PostgreSQL is asked once for all requests
that wait for an answer; when it cannot be reached, nothing can be published, and the number it gave last holds.
"""

import asyncio
import contextlib
import sqlite3
import time
from typing import Any, Protocol
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.db import connection

QUESTION = "SELECT number, next_due FROM gtlead_contentversion WHERE id = 1"
PATIENCE = 1  # seconds that PostgreSQL has to answer
PAUSE = 1  # seconds after which it is asked again when it did not
TRUSTED_FOR = 600  # seconds that the last number holds without it


class Version(Protocol):
    """Where a worker reads the number."""

    async def current(self) -> int | None:
        """The number of this moment; None where the site itself has to be asked."""


class AskTheSite:
    """For databases that are not known here."""

    async def current(self) -> int | None:
        """Never known."""
        return None


class SQLiteVersion:
    """A connection that only reads: `data_version` differs as soon as another connection wrote anything."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.connection: sqlite3.Connection | None = None
        self.seen: Any = None
        self.known: tuple[int, int | None] | None = None

    async def current(self) -> int | None:
        """The number, read anew only when the file changed."""
        try:
            return before_due(self.read())
        except sqlite3.Error:
            self.connection = self.known = None
            return None

    def read(self) -> tuple[int, int | None] | None:
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


class PostgresVersion:
    """A connection of the worker's own, asked once for all who wait; nobody is told what was read before he came."""

    def __init__(self, parameters: dict[str, Any]) -> None:
        self.parameters = parameters
        self.connection: psycopg.AsyncConnection | None = None
        self.asking: asyncio.Future[int | None] | None = None
        self.waiting: asyncio.Future[int | None] | None = None
        self.last: int | None = None
        self.answered_at = self.failed_at = float("-inf")

    async def current(self) -> int | None:
        """The number of a question that was put after this request came."""
        if self.waiting is None:
            self.waiting = asyncio.ensure_future(self.after(self.asking))
        return await asyncio.shield(self.waiting)

    async def after(self, earlier: asyncio.Future[int | None] | None) -> int | None:
        """Ask when the earlier question is answered."""
        if earlier is not None:
            await asyncio.wait([earlier])
        self.asking, self.waiting = self.waiting, None
        return await self.ask()

    async def ask(self) -> int | None:
        """The answer; without one, for some minutes, the last."""
        now = time.monotonic()
        if now - self.failed_at > PAUSE:
            try:
                async with asyncio.timeout(PATIENCE):
                    known = before_due(await self.read())
            except (psycopg.Error, OSError, TimeoutError):
                self.failed_at = now
                await self.hang_up()
            else:
                self.last, self.answered_at = known, now
                return known
        return self.last if now - self.answered_at < TRUSTED_FOR else None

    async def read(self) -> tuple[int, int | None] | None:
        """Number and next due moment."""
        if self.connection is None:
            self.connection = await psycopg.AsyncConnection.connect(**self.parameters, autocommit=True)
        found = await self.connection.execute(QUESTION, prepare=True)
        return await found.fetchone()

    async def hang_up(self) -> None:
        """Let the connection go."""
        connection, self.connection = self.connection, None
        if connection is not None:
            with contextlib.suppress(psycopg.Error, OSError):
                await connection.close()


def before_due(known: tuple[int, int | None] | None) -> int | None:
    """The number, unless something approved is to be published first."""
    return known[0] if known and (known[1] is None or known[1] > time.time()) else None


def version_of_the_site() -> Version:
    """As the database in use allows."""
    if connection.vendor == "sqlite":
        return SQLiteVersion(str(settings.DATABASES["default"]["NAME"]))
    if connection.vendor == "postgresql":
        parameters = connection.get_connection_params()
        kept = {"host", "port", "user", "password", "dbname", "options", "sslmode", "sslrootcert", "service"}
        return PostgresVersion({name: value for name, value in parameters.items() if name in kept})
    return AskTheSite()
