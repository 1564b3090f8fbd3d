"""Large downloads: built once for each content version and day, kept as files, sent piece by piece.

The cache remembers where the file is; the bytes lie in the state folder, so memory stays small.
"""

import time
from collections.abc import Callable
from pathlib import Path
from platform import node
from tempfile import NamedTemporaryFile
from typing import IO

from django.conf import settings
from django.core.cache import cache

from gtlead.publication.content_version import current_version
from gtlead.records.clock import current_edition, today

KEEP_FOR = 60 * 60 * 24
MOST_KEPT = 10


def edition_tag() -> str:
    """What a download is a function of: content version and day, or the last change of the edition and its day."""
    edition = current_edition()
    state = edition.change.isoformat() if edition else f"{current_version()}"
    return f"{state}-{today().isoformat()}"


def kept_file(name: str, build: Callable[[IO[bytes]], None]) -> Path:
    """The file of this name and edition on this machine, built by `build` if it is not there yet."""
    key = f"file:{node()}:{edition_tag()}:{name}"
    kept = Path(cache.get(key, ""))
    if kept.is_file():
        return kept
    folder = settings.STATE_DIR / "downloads"
    folder.mkdir(exist_ok=True)
    drop_old(folder)
    with NamedTemporaryFile(dir=folder, prefix=f"{name}-", delete=False) as file:
        build(file)
    cache.set(key, file.name, KEEP_FOR)
    return Path(file.name)


def drop_old(folder: Path) -> None:
    """Remove what no cache remembers any more, and the oldest of too many; who is being sent a file keeps it."""
    newest_first = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for number, path in enumerate(newest_first, 1):
        if number >= MOST_KEPT or path.stat().st_mtime < time.time() - KEEP_FOR:
            path.unlink(missing_ok=True)
