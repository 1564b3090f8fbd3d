"""Who else has the form of a record open: told, never locked, and kept for some minutes outside the database."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zlib import crc32

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.core.cache import BaseCache, cache
from django.core.cache.backends.filebased import FileBasedCache

from gtlead.records.models import Record

log = logging.getLogger(__name__)

LASTS = 180  # seconds after somebody opened it, or had it open in sight
MOST_FORMS = 500
MOST_PEOPLE = 20


@dataclass(frozen=True)
class Editing:
    """Somebody with the form open, and since when."""

    name: str
    since: datetime


def kept_in() -> BaseCache:
    """What all processes of the site share: Redis, else files of this machine."""
    if settings.CACHE_URL:
        return cache
    return FileBasedCache(str(settings.STATE_DIR / "editing"), {"OPTIONS": {"MAX_ENTRIES": MOST_FORMS}})


def others_editing(record: Record, user: User | AnonymousUser, *, leaves: bool = False) -> list[Editing]:
    """Note that this person has the form open, or leaves it; who else has, first come first.

    Where nothing can be kept, nobody has.
    """
    now, key = time.time(), f"editing:{record._meta.label_lower}:{record.pk}"
    try:
        store = kept_in()
        found = {one: seen for one, seen in (store.get(key) or {}).items() if now - seen[2] < LASTS}
        _name, since, _last = found.pop(user.pk, (None, now, None))
        others = list(found.items())[-MOST_PEOPLE:]
        mine = {} if leaves else {user.pk: (user.get_username(), since, now)}
        store.set(key, dict(others) | mine, LASTS)
    except Exception:  # whatever is wrong with what is kept there, the form opens
        log.exception("who else edits is not known")
        return []
    people = [Editing(name, datetime.fromtimestamp(start, UTC)) for _key, (name, start, _last) in others]
    return sorted(people, key=lambda one: one.since)


def told_of(people: Sequence[Editing]) -> str:
    """What is shown of them, in short: a page that shows the same need not be drawn again."""
    return f"{crc32(repr([(one.name, int(one.since.timestamp())) for one in people]).encode()):08x}"
