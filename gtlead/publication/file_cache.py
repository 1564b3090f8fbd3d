"""Large downloads: built once for each content version and day, kept as files, sent piece by piece."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO
from wsgiref.util import FileWrapper

from django.conf import settings
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase

from gtlead.lists.filters import StrictFilterSet, clean_query
from gtlead.lists.listing import MakeAllRows, list_csv
from gtlead.lists.tables import Column
from gtlead.publication.bounded import keep_within, made_whole
from gtlead.publication.content_version import current_version
from gtlead.records.clock import current_edition, today

KEEP_FOR = 60 * 60 * 24  # seconds; the day is part of what a download is a function of
PIECE = 64 * 1024  # bytes


def edition_tag() -> str:
    """What a download is a function of: content version and day, or the last change of the edition and its day."""
    edition = current_edition()
    state = edition.change.isoformat() if edition else f"{current_version()}"
    return f"{state}-{today().isoformat()}"


def kept_file(name: str, build: Callable[[IO[bytes]], None], tag: str = "") -> Path:
    """The file of this name and edition on this machine, built by `build` if it is not there yet."""
    digest = hashlib.sha256(f"{tag or edition_tag()} {name}".encode()).hexdigest()
    path = settings.STATE_DIR / "downloads" / digest
    if not path.is_file():
        path.parent.mkdir(exist_ok=True)
        with made_whole(path) as draft, draft.open("wb") as file:
            build(file)
        keep_within(path.parent, settings.DOWNLOAD_BYTES, KEEP_FOR)
    return path


def kept_csv[Found, Row](
    name: str, filterset: StrictFilterSet, columns: Sequence[Column[Row]], make_rows: MakeAllRows[Found, Row]
) -> HttpResponseBase:
    """All rows of a list that is long in the making: kept as a file where nothing narrows it, else streamed."""
    tag = edition_tag()
    response = list_csv(name, filterset, columns, make_rows)
    is_of_tag = edition_tag() == tag  # whatever is published from now on, its rows were counted before
    if not isinstance(response, StreamingHttpResponse) or clean_query(filterset.data) or not is_of_tag:
        return response
    lines = iter(response)
    try:
        path = kept_file(f"{name}.csv", lambda file: file.writelines(lines), tag)
        response.streaming_content = FileWrapper(path.open("rb"), PIECE)
    except OSError:  # no room
        return list_csv(name, filterset, columns, make_rows)
    return response
