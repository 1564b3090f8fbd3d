"""Large downloads: built once for each content version and day, kept as files, sent piece by piece."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import IO

from django.conf import settings

from gtlead.publication.bounded import keep_within, made_whole
from gtlead.publication.content_version import current_version
from gtlead.records.clock import current_edition, today

KEEP_FOR = 60 * 60 * 24  # seconds; the day is part of what a download is a function of


def edition_tag() -> str:
    """What a download is a function of: content version and day, or the last change of the edition and its day."""
    edition = current_edition()
    state = edition.change.isoformat() if edition else f"{current_version()}"
    return f"{state}-{today().isoformat()}"


def kept_file(name: str, build: Callable[[IO[bytes]], None]) -> Path:
    """The file of this name and edition on this machine, built by `build` if it is not there yet."""
    digest = hashlib.sha256(f"{edition_tag()} {name}".encode()).hexdigest()
    path = settings.STATE_DIR / "downloads" / digest
    if not path.is_file():
        path.parent.mkdir(exist_ok=True)
        with made_whole(path) as draft, draft.open("wb") as file:
            build(file)
        keep_within(path.parent, settings.DOWNLOAD_BYTES, KEEP_FOR)
    return path
