"""What day it is for readers: today, or the day of the edition that is being read."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.utils import timezone

PARAMETER = "edition"


@dataclass(frozen=True)
class Edition:
    """The public atlas as it was at a moment, of which `change` was the last change."""

    moment: datetime
    change: datetime

    @property
    def written(self) -> str:
        """The moment as an address names it: `2026-11-23T10:15:00Z`."""
        return f"{self.moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


_edition: ContextVar[Edition | None] = ContextVar("edition", default=None)


def current_edition() -> Edition | None:
    """The edition that is being read; None where readers see what is public now."""
    return _edition.get()


def today() -> date:
    """The day that public pages reckon with."""
    edition = current_edition()
    return timezone.localdate(edition.moment if edition else None)


@contextmanager
def reading_edition(edition: Edition) -> Iterator[None]:
    """Everything public is read as it was then (gtlead/publication/editions.py)."""
    token = _edition.set(edition)
    try:
        yield
    finally:
        _edition.reset(token)
