"""What stood at an address where nothing is any more, from the public trace."""

import re
from dataclasses import dataclass

from django.db.models import Q
from django.utils.text import capfirst

from gtlead.history.changes import kinds_by_name
from gtlead.history.entries import last_address, unknown
from gtlead.history.models import TraceEntry
from gtlead.records.addresses import AT
from gtlead.records.clock import current_edition
from gtlead.records.kinds import record_models

LASTING = re.compile(r"/(?:facts|report)/(?P<kind>[-\w]+)/(?P<slug>[-\w]+)/")


@dataclass(frozen=True)
class Gone:
    """What was removed, as the trace tells it."""

    entry: TraceEntry
    kind: str
    last_address: str


def what_went(path: str) -> Gone | None:
    """What was removed from this address of a page or fact; None in editions, which show what was."""
    if current_edition() is not None or len(path) > 300 or "\0" in path:
        return None
    entry, address = removal_from(path)
    if entry is None or is_public(entry.kind, entry.slug):
        return None
    kind = kinds_by_name().get(entry.kind) or unknown(entry.kind)
    return Gone(entry, capfirst(kind.one), last_address(address, entry.at))


def removal_from(path: str) -> tuple[TraceEntry | None, str]:
    """The entry that tells of it, None if there is none, and where the page last stood.

    A page of facts goes with what all of them rested on, a page below another with that.
    """
    removals = TraceEntry.objects.filter(verb=TraceEntry.Verb.REMOVED).order_by("-at", "-pk")
    if lasting := LASTING.fullmatch(path):
        entry = removals.filter(**lasting.groupdict()).first()
        return entry, entry.url if entry else ""
    if entry := removals.filter(url=path).first():
        return entry, path
    if fact := removals.filter(Q(url__startswith=f"{path}#") | Q(url__startswith=f"{path}?{AT}=")).first():
        return removals.filter(at=fact.at, label=fact.cause).first(), path
    above = f"{path.rstrip('/').rpartition('/')[0]}/"
    return removals.filter(url=above).first(), above


def is_public(kind: str, slug: str) -> bool:
    """Whether the record can be seen again."""
    models = {str(model._meta.model_name): model for model in record_models()}
    model = models.get(kind)
    return bool(model and model._default_manager.published().filter(slug=slug).exists())
