"""What is handed in with something and decided with it: the new sources that it cites, and the new rows of its page."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.utils.translation import gettext as _

from gtlead.publication.content_version import held_version
from gtlead.records.choices import State
from gtlead.records.models import Record
from gtlead.review.batch import one_after_another
from gtlead.review.deciding import RefusedError, approve, send_back, token, withdraw
from gtlead.review.models import Proposal
from gtlead.review.querysets import ProposalQuerySet
from gtlead.review.submitting_drafts import submit_drafts
from gtlead.review.visibility import parents_of
from gtlead.sources.models import Fact, Source

MOST_SOURCES = 100


def companions(proposal: Proposal) -> list[Proposal]:
    """The publications that wait and go with it, in the order in which they have to become public."""
    if not proposal.is_open or proposal.is_removal or proposal.record is None:
        return []
    rows = rows_with(proposal) if proposal.is_publication else []
    cited = {key for one in (proposal, *rows) for key in cited_by(one)}
    waiting = publications().filter(content_type__model=Source._meta.model_name, object_id__in=cited)
    return [*waiting.for_list(), *rows]


def rows_with(proposal: Proposal) -> list[Proposal]:
    """New records of its page that belong to the record."""
    beside = publications().beside(proposal).for_list()
    return [one for one in beside if one.record is not None and belongs(one.record, proposal.record)]


def belongs(record: Record, owner: Record | None) -> bool:
    """Whether one of its fields names the owner."""
    named = (field for field, kind in parents_of(type(record)).items() if isinstance(owner, kind))
    return owner is not None and any(getattr(record, field.attname) == owner.pk for field in named)


def publications() -> ProposalQuerySet:
    """The records that were handed in and wait."""
    return Proposal.objects.waiting().filter(kind=Proposal.Kind.PUBLICATION)


def led_by(proposal: Proposal) -> list[Proposal]:
    """What waits and cites the source that it would publish."""
    if not isinstance(proposal.record, Source) or not proposal.is_open:
        return []
    key = proposal.record.pk
    return [one for one in Proposal.objects.waiting().exclude(pk=proposal.pk).for_list() if key in cited_by(one)]


def cited_by(proposal: Proposal) -> list[int]:
    """The keys of the sources that the record cites, as it would."""
    if not isinstance(proposal.record, Fact):
        return []
    wanted = proposal.new_values.get("sources")
    return list(wanted) if wanted is not None else [source.pk for source in proposal.record.sources.all()]


def submit_cited(keys: Iterable[int], *, user: User | AnonymousUser, reason: str) -> int:
    """The drafts among these sources wait with what cites them; how many there were."""
    drafts = Source.objects.filter(pk__in=list(keys), state=State.DRAFT)
    return submit_drafts(drafts, user=user, reason=reason, most=MOST_SOURCES) if drafts.exists() else 0


def seen_with(proposal: Proposal, others: Iterable[Proposal]) -> str:
    """What exactly was looked at, companions included."""
    return " ".join(f"{one.pk}:{token(one, one.record)}" for one in [*others, proposal])


def approve_all(
    proposal: Proposal,
    user: User | AnonymousUser,
    *,
    seen: str,
    publish_at: datetime | None = None,
    override_reason: str = "",
    acknowledged: str = "",
) -> Proposal:
    """Publish it with its companions: all of them, or nothing."""

    def take(one: Proposal) -> Proposal:
        return approve(
            one,
            user,
            seen=token(one, one.record),
            publish_at=publish_at,
            override_reason=override_reason,
            acknowledged=acknowledged if one.pk == proposal.pk else "",
        )

    with transaction.atomic(), held_version():
        return decide_all(proposal, seen, take)


def send_all_back(proposal: Proposal, user: User | AnonymousUser, *, seen: str, comment: str) -> Proposal:
    """Back to its authors, with what goes with it."""
    return decide_all(
        proposal,
        seen,
        lambda one: send_back(one, user, seen=token(one, one.record), comment=comment),
    )


def withdraw_all(proposal: Proposal, user: User | AnonymousUser) -> Proposal:
    """Its authors do not want it any more, nor what goes with it."""
    return decide_all(proposal, seen_with(proposal, companions(proposal)), lambda one: withdraw(one, user))


def decide_all(proposal: Proposal, seen: str, take: Callable[[Proposal], Proposal]) -> Proposal:
    """One decision on what was looked at; whatever is refused, nothing is done."""
    with transaction.atomic():
        others = companions(proposal)
        if seen != seen_with(proposal, others):
            raise RefusedError(_("It was changed while you were reading. Look at the difference again."))
        outcome = one_after_another([*others, proposal], take)
        for refused in outcome.refused:
            name = "" if refused.proposal.pk == proposal.pk else f"{refused.proposal.title}: "
            raise RefusedError(f"{name}{refused.error}")
    return next(one for one in outcome.done if one.pk == proposal.pk)
