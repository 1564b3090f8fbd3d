"""Whether this process can serve: what must answer (database, folder), and what it can do without (cache).

Each part is asked in a thread of its own and given up after two seconds, so that one that hangs holds nobody up.
"""

import errno
import logging
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from gtlead.review.due import publish_due
from gtlead.review.models import Proposal
from gtlead.serving.unavailable import PART_FAILED

log = logging.getLogger(__name__)

SECONDS = 2
READ_ONLY = "the state folder or the database is read-only"
ROOM = 256 * 1024  # bytes that must fit behind the end of the largest file


@dataclass
class Readiness:
    """What is wrong: `missing` keeps the site from serving, `degraded` makes it slower."""

    missing: list[str] = field(default_factory=list)
    degraded: list[str] = field(default_factory=list)

    @property
    def status(self) -> str:
        """One word for it."""
        return "unavailable" if self.missing else "degraded" if self.degraded else "ok"


class Probe:
    """A question to a part; while one is not answered no other is put."""

    def __init__(self, part: str, ask: Callable[[], str]) -> None:
        self.part = part
        self.ask = ask
        self.found = ""
        self.thread: Thread | None = None
        self._lock = Lock()

    def problem(self) -> str:
        """Why the part cannot be used, or nothing."""
        with self._lock:
            if self.thread is None or not self.thread.is_alive():
                self.thread = Thread(target=self.run, daemon=True)
                self.thread.start()
            asked = self.thread
        asked.join(SECONDS)
        return f"{self.part} does not answer within {SECONDS} seconds" if asked.is_alive() else self.found

    def run(self) -> None:
        """Put the question."""
        try:
            self.found = self.ask()
        except Exception as error:
            log.exception("%s could not be asked", self.part)
            self.found = f"{self.part} cannot be asked ({type(error).__name__})"


def database_problem() -> str:
    """Why a new connection cannot read, or nothing."""
    try:
        with connection.cursor() as cursor:
            connection.introspection.table_names(cursor)
    except (DatabaseError, InterfaceError) as error:
        log.warning("the database does not answer: %s", error)
        return in_words(error)
    finally:
        connection.close()
    return ""


WORDS = {  # what databases say, in small letters
    "disk is full": "the disk is full",
    "no space left": "the disk is full",
    "readonly database": READ_ONLY,
    "read-only": READ_ONLY,
    "locked": "the database is locked",
    "too many clients": "the database has no connection left",
    "connection slots": "the database has no connection left",
    "malformed": "the database is damaged",
    "not a database": "the database is damaged",
    "statement timeout": "the database breaks off statements",
    "password authentication": "the database refuses the password",
    "is starting up": "the database is starting",
}
ERRORS = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), "the disk is full"),
    **dict.fromkeys((errno.EROFS, errno.EACCES, errno.EPERM), READ_ONLY),
}


def in_words(error: BaseException) -> str:
    """What a failing part means to an operator; addresses and names stay in the log."""
    if isinstance(error, OSError):
        return ERRORS.get(error.errno or 0, f"the state folder cannot be used ({error.strerror})")
    said = str(error).lower()
    known = (words for text, words in WORDS.items() if text in said)
    return next(known, f"the database does not answer ({type(error).__name__})")


def folder_problem() -> str:
    """Why files cannot grow where the site writes, or nothing: tried with a file as long as the database."""
    places = {Path(settings.STATE_DIR): 0}
    if connections.settings["default"]["ENGINE"] == "django.db.backends.sqlite3":
        database = Path(connections.settings["default"]["NAME"])
        if database.is_file():
            places[database.parent] = database.stat().st_size
    try:
        for folder, length in places.items():
            with tempfile.TemporaryFile(dir=folder) as file:
                file.seek(length)
                file.write(bytes(ROOM))
                file.flush()
    except OSError as error:
        log.warning("nothing can be written: %s", error)
        return in_words(error)
    return ""


def cache_problem() -> str:
    """Why the shared cache cannot be used, or nothing; without one there is nothing to ask."""
    shared: Any = cache
    return shared.problem_now() if settings.CACHE_URL else ""


DATABASE = Probe("the database", database_problem)
FOLDER = Probe("the disk", folder_problem)
CACHE = Probe("the cache", cache_problem)


def readiness() -> Readiness:
    """How this process stands now; publishes what is due."""
    found = Readiness()
    found.degraded += filter(None, [CACHE.problem()])
    found.missing += filter(None, [DATABASE.problem(), FOLDER.problem()])
    if not found.missing:
        try:
            found.missing += filter(None, [content_problem()])
        except PART_FAILED as error:
            log.warning("readiness could not be found out: %s", error)
            found.missing.append(in_words(error))
    return found


def migrations_are_pending() -> bool:
    """Whether the database is behind this version."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def content_problem() -> str:
    """Why the tables cannot be served by this version, or nothing."""
    if migrations_are_pending():
        return "migrations are pending"
    publish_due(again=False)
    if failed := Proposal.objects.failed().count():
        return f"{failed} approved publications are overdue and failed, see /staff/"
    return ""
