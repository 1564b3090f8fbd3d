"""What can happen to a contribution. Each function is one transaction, leaves its entry in the log, and moves the
content version only when the public sees a difference: a pending text touches nothing public.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gtlead.feedback import form_guard
from gtlead.feedback.form_guard import ReportRejectedError
from gtlead.feedback.near_duplicates import sketch
from gtlead.feedback.plain_text import REMOVED
from gtlead.publication.content_version import raise_version
from themes.contributions.models import Contribution, ModerationLog, PublicVoice
from themes.models import Argument, Question

State, Reason, Action = Contribution.State, Contribution.Reason, ModerationLog.Action

# These judge what somebody thinks, so two moderators must agree.
ABOUT_STANCE = frozenset({Reason.MISLEADING, Reason.HOSTILE})
EMPTY = {"text": "", "display_name": "", "sketch": "", "proposed_reason": "", "proposed_by": None, "suspicion": ""}


class NotPossibleError(Exception):
    """A moderator asked for what the rules forbid, or somebody else was first; the message says which."""


@transaction.atomic
def submit(
    *,
    question: Question,
    argument: Argument | None,
    text: str,
    display_name: str,
    address_hash: str,
    code: str,
    suspicion: str = "",
) -> Contribution:
    """Keep a reader's text for the moderators; the same form sent twice is kept once."""
    kept = form_guard.code_hash(code)
    known: Contribution | None = Contribution.objects.filter(code_hash=kept).first()
    if known:
        return known
    refuse_floods(address_hash)
    values = {
        "question": question,
        "argument": argument,
        "text": text,
        "display_name": display_name,
        "suspicion": suspicion,
        "sketch": sketch(text),
        "address_hash": address_hash,
    }
    return Contribution.objects.get_or_create(code_hash=kept, defaults=values)[0]  # two at once are one too


def refuse_floods(address_hash: str) -> None:
    """Too many from one address, or more than moderators could ever read."""
    now = timezone.now()
    sent = Contribution.objects.from_address
    in_an_hour, in_a_day = (sent(address_hash, now - timedelta(hours=hours)).count() for hours in (1, 24))
    if in_an_hour >= form_guard.PER_HOUR or in_a_day >= form_guard.PER_DAY:
        raise ReportRejectedError(_("Many contributions have come from your network. Please try again later."))
    if Contribution.objects.pending().count() >= form_guard.MOST_WAITING:
        raise ReportRejectedError(_("Very many contributions are waiting to be read. Please try again in some days."))


@transaction.atomic
def approve(*, contribution: Contribution, by: User | AnonymousUser) -> None:
    """Make it public, also against a proposed refusal."""
    found = locked(contribution, State.PENDING, State.APPROVED)
    if found.state == State.APPROVED and not found.proposed_reason:
        raise NotPossibleError(_("Somebody was first: it is approved already."))
    if REMOVED in found.text and not found.text.replace(REMOVED, "").strip():
        raise NotPossibleError(_("Nothing is left of this contribution; refuse it instead."))
    settle(found, State.APPROVED)
    record(found, Action.APPROVED, by)
    raise_version()


@transaction.atomic
def refuse(*, contribution: Contribution, by: Any, reason: str) -> bool:
    """Refuse it, or take it off the site again; False if a second moderator has to agree first."""
    found = locked(contribution, State.PENDING, State.APPROVED)
    was_public = found.state == State.APPROVED
    reason = Reason(reason)
    if reason in ABOUT_STANCE and (not found.proposed_reason or found.proposed_by_id in (None, by.pk)):
        found.proposed_reason, found.proposed_by = reason, by
        found.save(update_fields=["proposed_reason", "proposed_by"])
        record(found, Action.PROPOSED, by, reason)
        return False
    settle(found, State.REFUSED, reason)
    record(found, Action.REFUSED, by, reason)
    if was_public:
        raise_version()
    return True


@transaction.atomic
def refuse_all(*, numbers: Iterable[int], by: User | AnonymousUser, reason: str) -> int:
    """Refuse all of a group that still wait; not for a reason about stance, which is weighed one by one."""
    if Reason(reason) in ABOUT_STANCE:
        raise NotPossibleError(_("A refusal for this reason is decided one by one, by two moderators."))
    waiting = list(Contribution.objects.to_decide(list(numbers)))
    for contribution in waiting:
        settle(contribution, State.REFUSED, reason)
    ModerationLog.objects.bulk_create(
        ModerationLog(contribution=c, question_id=c.question_id, by=by, action=Action.REFUSED, reason=reason)
        for c in waiting
    )
    return len(waiting)


@transaction.atomic
def redact(*, contribution: Contribution, by: User | AnonymousUser, passage: str) -> None:
    """Take a passage out for good, wherever it stands; a mark stays, and no copy is kept."""
    found = locked(contribution, State.PENDING, State.APPROVED)
    passage = passage.replace("\r\n", "\n").strip()
    if not passage or REMOVED in passage or passage not in found.text:
        raise NotPossibleError(_("This passage does not stand in the text word for word."))
    found.text = found.text.replace(passage, REMOVED)
    found.sketch = sketch(found.text)
    found.save(update_fields=["text", "sketch"])
    record(found, Action.REDACTED, by)
    if found.state == State.APPROVED:
        raise_version()


@transaction.atomic
def withdraw(*, code: str) -> Contribution:
    """Its author takes it back: the text is gone at once, here and from every page."""
    kept = form_guard.code_hash(code)
    found: Contribution | None = Contribution.objects.select_for_update().filter(code_hash=kept).first()
    if found is None:
        raise ReportRejectedError(_("No contribution has this code. Please compare it with the one you were given."))
    if found.state != State.WITHDRAWN:
        was_public = found.state == State.APPROVED
        empty(found, State.WITHDRAWN, closed_at=timezone.now())
        record(found, Action.WITHDRAWN, None)
        if was_public:
            raise_version()
    return found


@transaction.atomic
def purge() -> dict[str, int]:
    """Keep nothing longer than the privacy page says; run as often as you like."""
    addresses = Contribution.objects.with_old_addresses().update(address_hash="")
    due = list(Contribution.objects.past_retention().select_for_update())
    for contribution in due:
        empty(contribution, State.PURGED, code_hash="", address_hash="")
        record(contribution, Action.PURGED, None)
    the_switches()
    PublicVoice.objects.filter(pk=1).update(purged_on=timezone.localdate())  # no public page shows it
    return {"addresses": addresses, "texts": len(due)}


@transaction.atomic
def switch(*, is_open: bool, by: User | AnonymousUser, question: Question | None = None) -> None:
    """Let readers contribute or not, to one question or anywhere; what is approved stays."""
    switches = the_switches()
    if question is None:
        switches.is_open = is_open
        switches.save(update_fields=["is_open"])
    elif is_open:
        switches.closed_questions.remove(question)
    else:
        switches.closed_questions.add(question)
    ModerationLog.objects.create(question=question, by=by, action=Action.OPENED if is_open else Action.CLOSED)


def the_switches() -> PublicVoice:
    """The row of switches, locked until the transaction ends."""
    PublicVoice.objects.get_or_create(pk=1)
    return PublicVoice.objects.select_for_update().get(pk=1)


def locked(contribution: Contribution, *states: str) -> Contribution:
    """The contribution as it is now, nobody else's until the transaction ends."""
    found: Contribution = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if found.state not in states:
        raise NotPossibleError(_("Somebody was first: it is %(state)s now.") % {"state": found.get_state_display()})
    return found


def settle(contribution: Contribution, state: str, reason: str = "") -> None:
    """Decide; what only the queue needed goes."""
    now = timezone.now()
    contribution.state, contribution.reason = state, reason
    contribution.decided_at = contribution.decided_at or now
    contribution.closed_at = now if state == State.REFUSED else None
    contribution.proposed_reason, contribution.proposed_by, contribution.sketch = "", None, ""
    contribution.save()


def empty(contribution: Contribution, state: str, **values: object) -> None:
    """Keep of it no more than the monthly figures count."""
    for name, value in {"state": state, **EMPTY, **values}.items():
        setattr(contribution, name, value)
    contribution.save()


def record(contribution: Contribution, action: str, by: User | AnonymousUser | None, reason: str = "") -> None:
    """An entry of the log."""
    ModerationLog.objects.create(
        contribution=contribution, question_id=contribution.question_id, by=by, action=action, reason=reason
    )
