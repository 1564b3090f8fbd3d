"""Where the public trace begins: what the history tells of the time before it was kept, written down once.

One entry for each version that readers saw somebody make; what no person did is one entry a kind and day. Whether
something was public then is told by the states, at that time, of the record, of what it belongs to and of its sources.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from heapq import merge
from itertools import groupby

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.timezone import localdate

from gtlead.history.models import TraceEntry
from gtlead.history.trace import (
    Verb,
    alterations,
    kind_of,
    verb_of_machine,
    write,
    write_of_machine,
)
from gtlead.records.choices import State
from gtlead.records.kinds import record_models
from gtlead.records.models import Record, Version
from gtlead.review.restoring import values_of_version
from gtlead.review.visibility import parents_of


def begin() -> int:
    """Write what is not written yet; nothing if the trace has begun. How many entries."""
    if TraceEntry.objects.exists():
        return 0
    standing: dict[tuple[type[Record], int], Version] = {}
    machine: dict[tuple[date, str, str], list[Version]] = defaultdict(list)
    for version in versions():
        model = type(version.instance)
        previous = standing.get((model, version.id))
        standing[model, version.id] = version
        is_public = version.state == State.PUBLISHED and version.history_type != "-"
        was_public = previous is not None and previous.state == State.PUBLISHED
        if not stands(version, standing):
            continue
        if version.history_user_id is None:
            if version.state == State.PUBLISHED:
                machine[localdate(version.history_date), kind_of(model), verb_of_machine(version)].append(version)
        elif is_public or was_public:
            tell(model, version, previous if was_public else None, is_public=is_public)
    for (_day, kind, verb), found in machine.items():
        for reason, same in groupby(found, key=lambda version: version.history_change_reason or ""):
            listed = list(same)
            slugs = list(dict.fromkeys(version.slug for version in listed))
            write_of_machine(kind, verb, slugs, listed[-1].history_date, reason, number=len(listed))
    return TraceEntry.objects.count()


def tell(model: type[Record], version: Version, previous: Version | None, *, is_public: bool) -> None:
    """What somebody did; under the name that the record has today, if it is still there."""
    record = model._default_manager.filter(pk=version.id).first() or version.instance
    verb = Verb.CHANGED if previous and is_public else Verb.PUBLISHED if is_public else Verb.REMOVED
    changed = previous if verb == Verb.CHANGED else None
    fields = alterations(model, values_of_version(changed), values_of_version(version)) if changed else []
    write(record, verb, version.history_date, version.history_change_reason or "", fields=fields, version=version.pk)


def versions() -> Iterator[Version]:
    """The history of all kinds, oldest first."""
    tables = [
        model.history.order_by("history_date", "history_id").iterator(chunk_size=2000) for model in record_models()
    ]
    return merge(*tables, key=lambda version: version.history_date)


def stands(version: Version, standing: dict[tuple[type[Record], int], Version]) -> bool:
    """Whether what the record belongs to was published then, as far as the history tells."""
    for field, kind in parents_of(type(version.instance)).items():
        parent = standing.get((kind, getattr(version, field.attname)))
        if parent is None or parent.state != State.PUBLISHED:
            return False
    return True


def after_migrate(sender: AppConfig, using: str, **kwargs: object) -> None:
    """Receiver: a site that has a history and no trace yet gets it, once all tables are as the models are."""
    if sender is list(apps.get_app_configs())[-1] and using == "default":
        begin()


def connect() -> None:
    """Called once, when the app registry is ready."""
    post_migrate.connect(after_migrate, dispatch_uid="trace-begins")
