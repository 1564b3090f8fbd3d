"""The content version as PostgreSQL knows it, asked once for all requests that wait for an answer.

A question that hangs stays put, so that the end of the hanging is known at once.
"""

import asyncio
import contextlib
import time
from typing import Any

import psycopg

from gtlead.serving.versions import QUESTION, Row, before_due

PATIENCE = 2  # seconds that PostgreSQL has to answer
TRUSTED_FOR = 600  # seconds that the last number holds without it


class PostgresVersion:
    """A connection of the worker's own, asked once for all who wait; nobody is told what was read before he came."""

    def __init__(self, parameters: dict[str, Any]) -> None:
        self.parameters = parameters
        self.connection: psycopg.AsyncConnection | None = None
        self.pending: asyncio.Future[int | None] | None = None
        self.waiting: asyncio.Future[int | None] | None = None
        self.late: asyncio.Future[Row] | None = None
        self.last: int | None = None
        self.answered_at = float("-inf")

    @property
    def is_silent(self) -> bool:
        """Whether a question is not answered though it is more than time; one that was just put is not."""
        return self.late is not None and not self.late.done()

    async def current(self) -> int | None:
        """The number of a question that was put after this request came."""
        if self.waiting is None:
            self.waiting = asyncio.ensure_future(self.after(self.pending))
        return await asyncio.shield(self.waiting)

    async def after(self, earlier: asyncio.Future[int | None] | None) -> int | None:
        """Ask when the earlier question is answered."""
        if earlier is not None and not earlier.done():
            await asyncio.wait([earlier])
        self.pending, self.waiting = self.waiting, None
        return await self.ask()

    async def ask(self) -> int | None:
        """The answer; the last one, for some minutes, while PostgreSQL cannot publish anything."""
        if self.is_silent:
            return self.trusted()
        if self.late is not None:
            await asyncio.gather(self.late, return_exceptions=True)
            self.late = None
        question = asyncio.ensure_future(self.read())
        # A worker that is busy itself hears the answer in the second half, however late the first ends.
        for _half in range(2):
            if not question.done():
                await asyncio.wait([question], timeout=PATIENCE / 2)
        if not question.done():
            self.late = question
            return self.trusted()
        try:
            known = before_due(question.result())
        except (psycopg.Error, OSError) as error:
            await self.hang_up()
            return None if is_alive(error) else self.trusted()
        self.last, self.answered_at = known, time.monotonic()
        return known

    def trusted(self) -> int | None:
        """The last number, while it may still be that of the content."""
        return self.last if time.monotonic() - self.answered_at < TRUSTED_FOR else None

    async def read(self) -> Row:
        """Number and next due moment, by a new connection if the server closed the one that was kept."""
        if self.connection is not None:
            try:
                return await self.put(self.connection)
            except (psycopg.OperationalError, OSError):
                await self.hang_up()
        self.connection = await psycopg.AsyncConnection.connect(**self.parameters, autocommit=True)
        return await self.put(self.connection)

    async def put(self, connection: psycopg.AsyncConnection) -> Row:
        """The question itself."""
        found = await connection.execute(QUESTION, prepare=True)
        return await found.fetchone()

    async def hang_up(self) -> None:
        """Let the connection go."""
        connection, self.connection = self.connection, None
        if connection is not None:
            with contextlib.suppress(psycopg.Error, OSError):
                await connection.close()


def is_alive(error: Exception) -> bool:
    """Whether it was PostgreSQL itself that refused, so that others may be publishing meanwhile."""
    said = str(error)
    return bool(getattr(error, "sqlstate", None)) or ("FATAL" in said and "the database system is" not in said)
