"""Handing in many drafts at once: what was ticked in a list, or what a table brought."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from gtlead.publication.content_version import held_version
from gtlead.records.choices import State
from gtlead.review.saving import save_once


def hand_in_drafts(records: QuerySet[Any], *, user: Any, reason: str, most: int) -> int:
    """Let the drafts among the records wait for a reviewer, so many at most; how many there were."""
    with transaction.atomic(), held_version():
        drafts = list(records.filter(state=State.DRAFT).select_for_update(of=("self",), no_key=True)[:most])
        for draft in drafts:
            draft.state = State.IN_REVIEW
            draft.version += 1
            save_once(draft, {}, user=user, reason=reason)
    return len(drafts)
