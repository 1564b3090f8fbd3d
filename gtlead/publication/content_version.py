"""The content version: one number, raised in the transaction that changes anything public.

Pages, pictures and downloads may be kept until it moves (docs/decisions/0004-content-version.md).
"""

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.http import HttpRequest
from django.utils import timezone

from gtlead.publication.followers import Touched, follow, touched_before, touched_by, touched_by_list
from gtlead.publication.models import ContentVersion
from gtlead.records.choices import State
from gtlead.records.models import Content, Record


@dataclass
class Held:
    """What changed while the content version is held."""

    touched: list[Touched] = field(default_factory=list)
    is_to_be_raised: bool = False


_held: ContextVar[Held | None] = ContextVar("what changed while the content version is held", default=None)


class VersionStanding(NamedTuple):
    """The content version; when something approved is due next, and when it was raised, in seconds since 1970."""

    number: int
    due: int | None
    raised_at: int | None

    @property
    def since(self) -> datetime:
        """A moment of today since which nothing public changed: the same for all readers of one version on one day."""
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        # The history of the change may bear a time just after the version's: a second later is after both.
        return max(midnight, datetime.fromtimestamp(self.raised_at or 0, UTC) + timedelta(seconds=1))


def standing() -> VersionStanding:
    """Where public content stands now; by cursor, as every request asks."""
    table = ContentVersion._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT number, next_due, raised_at FROM {table} WHERE id = 1")  # noqa: S608
        row = cursor.fetchone()
    return VersionStanding(*row) if row else VersionStanding(0, None, None)


def current_version() -> int:
    """The number that public content has now."""
    return standing().number


def public_since(request: HttpRequest) -> datetime:
    """Since when all that this request sees has been public; read once for each request."""
    seen: VersionStanding = getattr(request, "standing", None) or standing()
    return seen.since


def raise_version(*touched: Touched) -> None:
    """Let every kept page go; what is derived of what was `touched` follows in the same transaction.

    The version is raised first: whoever publishes beside us waits there, and then derives from what we wrote.
    """
    if (held := _held.get()) is not None:
        held.touched.extend(touched)
        held.is_to_be_raised = True
        return
    now = int(time.time())
    table = ContentVersion._meta.db_table
    with connection.cursor() as cursor:  # by cursor, as every save does it
        cursor.execute(f"UPDATE {table} SET number = number + 1, raised_at = %s WHERE id = 1", [now])  # noqa: S608
        is_there = cursor.rowcount
    if not is_there:
        ContentVersion.objects.get_or_create(pk=1, defaults={"number": 1, "raised_at": now})
    follow(touched)


@contextmanager
def held_version() -> Iterator[None]:
    """Raise the version once at the end of several changes, if any of them is public; not if they failed."""
    held = Held()
    token = _held.set(held)
    try:
        yield
    finally:
        _held.reset(token)
    if held.is_to_be_raised:
        raise_version(*dict.fromkeys(held.touched))


def settle() -> None:
    """What is derived is as the records are now, also while the version is held.

    At its end it follows once more: what was settled here may be rolled back with one of several decisions.
    """
    if held := _held.get():
        follow(dict.fromkeys(held.touched))


def is_public(instance: Model) -> bool:
    """Whether readers may see it, as it stands on file or in memory; parts and joins are taken for public."""
    if not isinstance(instance, Record) or instance.is_published:
        return True
    on_file = type(instance)._base_manager.filter(pk=instance.pk)
    return instance.pk is not None and on_file.filter(state=State.PUBLISHED).exists()


def note_before_saving(sender: type, instance: Any, **kwargs: object) -> None:
    """Receiver: what is public before or after it is saved counts; a draft that stays one does not."""
    if issubclass(sender, Content) and not kwargs.get("raw"):
        instance.raises_version = is_public(instance)
        is_on_file = instance.raises_version and instance.pk is not None
        instance.touched_before = touched_before(instance) if is_on_file else []


def raise_when_saved(sender: type, instance: Any, created: bool, **kwargs: object) -> None:
    """Receiver: something public was saved."""
    if issubclass(sender, Content) and not kwargs.get("raw") and instance.raises_version:
        raise_version(*instance.touched_before, *touched_by(instance, is_new=created))


def note_before_deleting(sender: type, instance: Any, **kwargs: object) -> None:
    """Receiver: what rests on it is known as long as it is there."""
    if issubclass(sender, Content):
        instance.touched_before = touched_before(instance, goes=True) if is_public(instance) else []


def raise_when_deleted(sender: type, instance: Any, **kwargs: object) -> None:
    """Receiver: something that may have been public was deleted."""
    if issubclass(sender, Content):
        raise_version(*instance.touched_before, *touched_by(instance))


def raise_when_related(
    sender: type, action: str, instance: Model, model: type, pk_set: set[int] | None, **kwargs: object
) -> None:
    """Receiver: a many-to-many list of something public changed."""
    if not isinstance(instance, Content) or not is_public(instance):
        return
    noted = vars(instance)
    if action == "pre_clear":
        noted["touched_before"] = touched_by_list(instance, model, joined_to(instance, sender))
    elif action.startswith("post_"):
        before = noted.pop("touched_before", ()) if action == "post_clear" else ()
        raise_version(*before, *touched_by_list(instance, model, pk_set or ()))


def joined_to(instance: Model, through: type) -> Collection[int]:
    """The keys of the records in the list of one that a table of joins holds."""
    lists = [f.name for f in instance._meta.many_to_many if f.remote_field.through is through]
    return [key for name in lists for key in getattr(instance, name).values_list("pk", flat=True)]


def connect() -> None:
    """Called once, when the app registry is ready."""
    pre_save.connect(note_before_saving, dispatch_uid="content-version-before")
    post_save.connect(raise_when_saved, dispatch_uid="content-version")
    pre_delete.connect(note_before_deleting, dispatch_uid="content-version-before-deleting")
    post_delete.connect(raise_when_deleted, dispatch_uid="content-version")
    m2m_changed.connect(raise_when_related, dispatch_uid="content-version")
