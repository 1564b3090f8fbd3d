"""The content version: one number, raised in the transaction that changes anything public.

Pages, pictures and downloads may be kept until it moves (docs/decisions/0004-content-version.md).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection
from django.db.models.signals import m2m_changed, post_delete, post_save

from .models import Content, ContentVersion

_held: ContextVar[bool] = ContextVar("content version held", default=False)


def current_version() -> int:
    """The number that public content has now."""
    return version_and_due()[0]


def version_and_due() -> tuple[int, int | None]:
    """The number, and when something approved is due next (seconds since 1970); by cursor, as every request asks."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT number, next_due FROM {ContentVersion._meta.db_table} WHERE id = 1")  # noqa: S608
        row = cursor.fetchone()
    return (row[0], row[1]) if row else (0, None)


def raise_version() -> None:
    """Let every kept page go."""
    if _held.get():
        return
    with connection.cursor() as cursor:  # by cursor, as every save does it
        cursor.execute(f"UPDATE {ContentVersion._meta.db_table} SET number = number + 1 WHERE id = 1")  # noqa: S608
        is_there = cursor.rowcount
    if not is_there:
        ContentVersion.objects.get_or_create(pk=1, defaults={"number": 1})


@contextmanager
def held_version() -> Iterator[None]:
    """Raise the version once at the end of a transaction with very many changes."""
    token = _held.set(True)
    try:
        yield
    finally:
        _held.reset(token)
    raise_version()


def raise_when_saved(sender: type, **kwargs: Any) -> None:
    """Receiver: something public was saved or deleted."""
    if issubclass(sender, Content) and not kwargs.get("raw"):
        raise_version()


def raise_when_related(action: str, instance: Any, **kwargs: Any) -> None:
    """Receiver: a many-to-many list of something public changed."""
    if isinstance(instance, Content) and action.startswith("post_"):
        raise_version()


def connect() -> None:
    """Called once, when the app registry is ready."""
    post_save.connect(raise_when_saved, dispatch_uid="content-version")
    post_delete.connect(raise_when_saved, dispatch_uid="content-version")
    m2m_changed.connect(raise_when_related, dispatch_uid="content-version")
