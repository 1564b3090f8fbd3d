"""What stood at an address where nothing is any more, from the public trace."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

from gtlead.history.changes import kinds_by_name
from gtlead.history.entries import last_address, unknown
from gtlead.history.models import TraceEntry
from gtlead.records.clock import current_edition
from gtlead.records.kinds import record_models

LASTING = re.compile(r"/(?:facts|report)/(?P<kind>[-\w]+)/(?P<slug>[-\w]+)/")


@dataclass(frozen=True)
class Gone:
    """What was removed, as the trace tells it."""

    entry: Any
    kind: str
    last_address: str


def what_went(path: str) -> Gone | None:
    """What was removed from this address of a page or fact; None in editions, which show what was."""
    if current_edition() is not None or len(path) > 300 or "\0" in path:
        return None
    removals = TraceEntry.objects.filter(verb=TraceEntry.Verb.REMOVED).order_by("-at", "-pk")
    lasting = LASTING.fullmatch(path)
    entry = (removals.filter(**lasting.groupdict()) if lasting else removals.filter(url=path)).first()
    if entry is None or is_public(entry.kind, entry.slug):
        return None
    kind = kinds_by_name().get(entry.kind) or unknown(entry.kind)
    return Gone(entry, capfirst(kind.one), last_address(entry.url, entry.at))


def is_public(kind: str, slug: str) -> bool:
    """Whether the record can be seen again."""
    models: dict[str, Any] = {str(model._meta.model_name): model for model in record_models()}
    model = models.get(kind)
    return bool(model and model._default_manager.published().filter(slug=slug).exists())
