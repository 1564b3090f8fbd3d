"""How something comes to wait: a change to a decided record is kept, a draft is handed in."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from django.utils.timezone import localdate

from gtlead.records.choices import State
from gtlead.records.models import HISTORY, Record
from gtlead.review.models import Proposal, ReviewBy
from gtlead.review.pages import page_of
from gtlead.review.saving import save_once
from gtlead.review.transitions import NOT_APPROVED, Stands, close, move
from gtlead.review.values import changeable, value_on_file
from gtlead.sources.models import Fact

DECIDED = (State.PUBLISHED, State.ARCHIVED)
UNDECIDED = (State.DRAFT, State.IN_REVIEW)
Kind = Proposal.Kind


def is_decided(record: Record | None) -> bool:
    """Whether a reviewer has decided on it, so that changes to it are proposed."""
    return record is not None and record.pk is not None and record.state_on_file in DECIDED


def open_proposal(record: Record) -> Proposal | None:
    """What waits about the record, or was sent back to its authors."""
    waiting = Proposal.objects.of(record).open().edits()
    found: Proposal | None = waiting.select_related("proposed_by", "reviewer").first()
    return found


def open_proposals(records: Sequence[Record]) -> dict[int, Proposal]:
    """The same for records of one kind, by key: one query."""
    if not records:
        return {}
    waiting = Proposal.objects.of(*records).open().edits().select_related("proposed_by", "reviewer")
    return {proposal.object_id: proposal for proposal in reversed(waiting)}


def open_removal(record: Record) -> Proposal | None:
    """By which it leaves the site at a planned time, approved or not; it waits beside any change."""
    found: Proposal | None = Proposal.objects.of(record).open().removals().first()
    return found


def plan_removal(record: Record, at: datetime | None, *, user: User | AnonymousUser, reason: str) -> Proposal | None:
    """It shall leave the site then, which somebody else approves; no time takes back what was planned."""
    proposal = open_removal(record)
    if at is None:
        if proposal:
            close(proposal, Stands.WITHDRAWN)
        return None
    proposal = proposal or Proposal(
        record=record,
        kind=Kind.REMOVAL,
        version=0,
        changes={"state": {"old": State.PUBLISHED, "new": State.ARCHIVED}},
    )
    proposal.base_version = record.version
    proposal.wished_at = at
    proposal.reason = reason or proposal.reason
    wait(proposal, user)
    return proposal


def propose(
    record: Record, values: Mapping[str, object], *, user: User | AnonymousUser | None, reason: str, origin: str = ""
) -> Proposal | None:
    """Keep a change to a decided record; an open one is continued. None if nothing would change any more.

    `record` is as on file; `origin` is what brought a change that nobody wrote. What the values do not name is taken
    from the open proposal.
    """
    proposal = open_proposal(record) or Proposal.objects.of(record).model(
        record=record, kind=Kind.CHANGE, version=0, base_version=record.version
    )
    wanted = {**proposal.new_values, **values}
    on_file = {f.name: value_on_file(record, f) for f in changeable(type(record)) if f.name in wanted}
    changes = {n: {"old": on_file[n], "new": wanted[n]} for n in on_file if on_file[n] != wanted[n]}
    if not changes:
        if proposal.pk:
            close(proposal, Stands.WITHDRAWN)  # with what it said before, which stays readable
        return None
    proposal.changes = changes
    proposal.base_version = record.version
    proposal.reason = reason
    proposal.origin = origin or proposal.origin
    wait(proposal, user)
    return proposal


def ask_for_review(record: Record, day: date | None, user: User | AnonymousUser) -> None:
    """Somebody shall compare it with its sources by this day; none: within the year, as everything."""
    if day is None:
        ReviewBy.objects.of(record).delete()
    elif not ReviewBy.objects.of(record).update(day=day, set_by=user):
        ReviewBy.objects.create(record=record, day=day, set_by=user)


def compared(record: Fact, *, user: User | AnonymousUser, reason: str) -> bool:
    """Somebody compared it with its sources today; whether anything had to be written down."""
    today = localdate()
    if is_decided(record):
        return propose(record, {"checked_on": today.isoformat()}, user=user, reason=reason) is not None
    record.checked_on = today
    record.version += 1
    save_once(record, {}, user=user, reason=reason)
    return True


def submit(record: Record, user: User) -> Proposal:
    """Let a record in review wait for a reviewer; what was approved before somebody changed it waits again."""
    proposal = open_proposal(record) or Proposal(
        record=record,
        kind=Kind.PUBLICATION,
        version=0,
        changes={"state": {"old": State.IN_REVIEW, "new": State.PUBLISHED}},
    )
    proposal.base_version = record.version
    if reason := getattr(record, "_change_reason", None):
        proposal.reason = reason
    proposal.origin = getattr(record, "_origin", proposal.origin)
    wait(proposal, user)
    proposal.authors.add(*who_changed(record))
    return proposal


def wait(proposal: Proposal, user: User | AnonymousUser | None) -> None:
    """It waits for a reviewer from now on; whoever touched it is an author."""
    move(
        proposal,
        Stands.WAITING,
        page=page_of(proposal.record),
        changed_at=timezone.now(),
        proposed_by=user or proposal.proposed_by,
        reviewer=None,
        **NOT_APPROVED,
    )
    if isinstance(user, User):
        proposal.authors.add(user)


def who_changed(record: Record) -> set[int]:
    """The keys of everybody who changed the record since it was last published."""
    history = record.history.order_by()
    last = history.filter(state=State.PUBLISHED).order_by("-history_id").values_list("history_id", flat=True).first()
    return set(
        history.filter(history_id__gt=last or 0).exclude(history_user=None).values_list("history_user", flat=True)
    )


def follow_state(sender: type[Model], instance: Record, created: bool = False, **kwargs: object) -> None:
    """Receiver: a record in review waits for a reviewer, however it got there; one that left review does not.

    What was archived need not be taken off any more.
    """
    if not issubclass(sender, Record) or kwargs.get("raw"):
        return
    if instance.state == State.IN_REVIEW:
        submit(instance, HISTORY.get_history_user(instance))
    elif not created:
        left = Proposal.objects.of(instance).open().filter(kind=Kind.PUBLICATION)
        for proposal in left.exclude(state=Stands.SENT_BACK) if instance.state == State.DRAFT else left:
            close(proposal, Stands.WITHDRAWN)
    if instance.state == State.ARCHIVED and not created and (planned := open_removal(instance)):
        close(planned, Stands.WITHDRAWN)


def follow_deletion(sender: type[Model], instance: Record, **kwargs: object) -> None:
    """Receiver: nothing waits about what is no longer there."""
    if issubclass(sender, Record):
        for proposal in Proposal.objects.of(instance).open():
            close(proposal, Stands.WITHDRAWN)
        ReviewBy.objects.of(instance).delete()


def connect() -> None:
    """Called once, when the app registry is ready."""
    post_save.connect(follow_state, dispatch_uid="review-state")
    post_delete.connect(follow_deletion, dispatch_uid="review-deletion")
