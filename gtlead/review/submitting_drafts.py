"""Handing in many drafts at once: what was ticked in a list, or what a table brought."""

from django.db import transaction
from django.db.models import QuerySet

from gtlead.publication.content_version import held_version
from gtlead.records.choices import State
from gtlead.records.models import Record
from gtlead.review.saving import save_once
from gtlead.sources.models import Fact, Source


def submit_drafts(records: QuerySet[Record], *, user: object, reason: str, most: int) -> int:
    """Let the drafts among the records wait for a reviewer, so many at most; how many there were.

    The new sources that they cite go with them.
    """
    with transaction.atomic(), held_version():
        drafts = list(records.filter(state=State.DRAFT).select_for_update(of=("self",), no_key=True)[:most])
        for draft in [*drafts, *new_sources_of(drafts)]:
            draft.state = State.IN_REVIEW
            draft.version += 1
            save_once(draft, {}, user=user, reason=reason)
    return len(drafts)


def new_sources_of(records: list[Record]) -> list[Source]:
    """The drafts among the sources that these records cite."""
    cited = {source.pk for one in records if isinstance(one, Fact) for source in one.sources.all()}
    drafts = Source.objects.filter(pk__in=cited, state=State.DRAFT)
    return list(drafts.select_for_update(of=("self",), no_key=True)) if cited else []
