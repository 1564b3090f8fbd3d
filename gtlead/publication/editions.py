"""Editions: the public atlas as it was at a moment, so that a dated link shows what its reader saw.

Every record keeps its history, so the tables of any moment can be made again. An edition is such a set of tables: a
read-only SQLite file in the state folder, made when it is first asked for. While one is read, a database router
sends every public query to it; pages, tables and pictures need not know. See docs/decisions/0008-editions.md.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.conf import settings
from django.db import connections, models, transaction
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from gtlead.lists.tables import csv_error
from gtlead.publication.bounded import keep_within, made_whole
from gtlead.publication.followers import definitions, derive_all
from gtlead.publication.page_cache import PRIVATE_PATHS
from gtlead.records.clock import PARAMETER, Edition, current_edition, reading_edition
from gtlead.records.kinds import record_models
from gtlead.records.models import Content, Derived, Record

GetResponse = Callable[[HttpRequest], HttpResponseBase]

ALIAS = "edition"
LEEWAY = timedelta(seconds=2)  # a page's own dated address may name the second that is just passing
NEVER = datetime(1980, 1, 1, tzinfo=UTC)
WRITTEN = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})Z)?", re.ASCII)

_building = Lock()


class EditionMiddleware:
    """Answers addresses that name an edition from that edition; search engines are kept to what holds today."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response as it would have been then, or word that there is no such edition."""
        written = request.GET.getlist(PARAMETER)
        if not written or request.method not in ("GET", "HEAD") or request.path.startswith(PRIVATE_PATHS):
            return self.get_response(request)
        moment = parse_moment(written[-1]) if len(set(written)) == 1 else None
        edition = edition_of(moment) if moment else None
        if edition is None:
            return refusal(request, written[-1])
        with reading(edition):
            response = self.get_response(request)
            if response.streaming:
                response.streaming_content = list(response.streaming_content)  # type: ignore[attr-defined]
        response.headers["X-Robots-Tag"] = "noindex"
        return response


def refusal(request: HttpRequest, written: str) -> HttpResponse:
    """Status 404 for pages, 400 naming the parameter for downloads."""
    if not request.path.endswith("/"):
        return csv_error(f"{PARAMETER}: " + _("There is no edition “%(written)s”.") % {"written": written[:40]})
    return TemplateResponse(request, "edition_missing.html", {"written": written[:40]}, status=404).render()


class EditionRouter:
    """Reads public content from the edition, if one is being read."""

    def db_for_read(self, model: type[models.Model], **hints: object) -> str | None:
        """The connection to the edition for what it holds; everything else stays where it is."""
        return ALIAS if current_edition() and is_content(model) else None


def is_content(model: type[models.Model]) -> bool:
    """Whether editions hold it: records, their parts, the lists that join them, and what is derived of them."""
    owner: Any = model._meta.auto_created or model
    return issubclass(owner, (Content, Derived)) and owner.in_editions


def content_models() -> list[type[models.Model]]:
    """All tables of an edition."""
    return [model for model in apps.get_models(include_auto_created=True) if is_content(model)]


def parse_moment(written: str) -> datetime | None:
    """`2026-11-23` is the end of that day, `2026-11-23T10:15:00Z` that second; None if it is neither or to come."""
    found = WRITTEN.fullmatch(written)
    if not found:
        return None
    try:
        day = datetime.strptime(found[1], "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
        at = time.fromisoformat(found[2]).replace(tzinfo=UTC) if found[2] else None
    except ValueError:
        return None
    if day > timezone.localdate() + timedelta(days=1):
        return None
    if at:
        moment = datetime.combine(day, at)
    else:
        moment = timezone.make_aware(datetime.combine(day + timedelta(days=1), time())) - timedelta(microseconds=1)
    now = timezone.now()
    if moment > now:
        is_now = moment - now <= LEEWAY if at else day == timezone.localdate()
        return now if is_now else None
    return moment + timedelta(microseconds=999_999) if at else moment


def edition_of(moment: datetime) -> Edition | None:
    """The edition of the moment; None if the atlas began later. An atlas that never began has an empty edition."""
    if change := last_change(moment):
        return Edition(moment, change)
    return None if last_change(timezone.now()) else Edition(moment, NEVER)


def last_change(moment: datetime) -> datetime | None:
    """When a record last changed by the moment."""
    found = [
        model.history.filter(history_date__lte=moment).aggregate(latest=models.Max("history_date"))["latest"]
        for model in record_models()
    ]
    return max(filter(None, found), default=None)


@contextmanager
def reading(edition: Edition) -> Iterator[None]:
    """Everything public is read from the edition; then from the one around it again, if there is one."""
    outer = connections[ALIAS] if current_edition() else None
    try:
        with (
            connected(ALIAS, f"file:{quote(str(file_of(edition.change)))}?mode=ro", uri=True),
            reading_edition(edition),
        ):
            yield
    finally:
        if outer is not None:
            connections[ALIAS] = outer


@contextmanager
def connected(alias: str, name: str, **options: object) -> Iterator[DatabaseWrapper]:
    """A connection of this thread alone to an edition's file; no settings name it, so no other code opens it."""
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": options}
    completed = connections.configure_settings({"default": database})["default"]
    connections[alias] = DatabaseWrapper(completed, alias)
    try:
        yield connections[alias]
    finally:
        connections[alias].close()
        del connections[alias]


def file_of(change: datetime) -> Path:
    """The edition's file, made if it is not there yet."""
    folder = settings.STATE_DIR / "editions"
    path = folder / f"{change.astimezone(UTC):%Y%m%dT%H%M%S.%f}-{schema()}.sqlite3"
    if not path.exists():
        with _building:
            if not path.exists():
                folder.mkdir(exist_ok=True)
                with made_whole(path) as draft:
                    build(draft, change)
                keep_within(folder, settings.EDITION_BYTES)
    with suppress(OSError):  # on a folder that is read-only what is there can still be read
        os.utime(path)
    return path


def schema() -> str:
    """A short digest of the tables' columns, and of how what is derived is reckoned.

    An edition made by another version of the code is made anew.
    """
    columns = [(m._meta.db_table, [f.column for f in m._meta.local_concrete_fields]) for m in content_models()]
    return sha256(repr((columns, definitions())).encode()).hexdigest()[:8]


def build(path: Path, change: datetime) -> None:
    """Make the tables as they were right after the change."""
    with connected("edition-in-the-making", str(path)) as edition:
        with edition.schema_editor() as editor:
            for model in content_models():
                if not model._meta.auto_created:
                    editor.create_model(model)
        edition.disable_constraint_checking()
        with transaction.atomic(using=edition.alias):
            for model in content_models():
                if issubclass(model, Record):
                    copy_history(edition, model, change)
            derive_all(edition.alias)


def copy_history(edition: DatabaseWrapper, model: type[Record], change: datetime) -> None:
    """The records of one kind as they were, with their lists of related records."""
    history = model.history
    latest = history.filter(history_date__lte=change).latest_of_each().order_by("history_id")
    last_of_all = {entry.id: entry for entry in latest}  # two entries may bear the same time
    entries = [entry for entry in last_of_all.values() if entry.history_type != "-"]
    insert(edition, model, [entry.instance for entry in entries])
    ids = {entry.history_id for entry in entries}
    for field in history.model._history_m2m_fields:
        through = field.remote_field.through
        columns = [f.attname for f in through._meta.local_concrete_fields if not f.primary_key]
        joins = getattr(history.model, field.name).order_by("pk")
        rows = joins.filter(history__history_date__lte=change).values_list("history_id", *columns)
        insert(
            edition,
            through,
            [through(**dict(zip(columns, values, strict=True))) for at, *values in rows if at in ids],
        )


def insert(edition: DatabaseWrapper, model: type[models.Model], objects: Iterable[models.Model]) -> None:
    """Write the rows as they are: no signal, no new time stamp."""
    fields = [f for f in model._meta.local_concrete_fields if not (model._meta.auto_created and f.primary_key)]
    names = ", ".join(edition.ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    rows = [[f.get_db_prep_save(getattr(row, f.attname), edition) for f in fields] for row in objects]
    with edition.cursor() as cursor:
        table = edition.ops.quote_name(model._meta.db_table)
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608 - names of our models
