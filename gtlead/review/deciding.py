"""What a reviewer does: approve now or for later, send back; what an author does: withdraw."""

from datetime import datetime
from typing import TypeGuard, cast
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gtlead.records.choices import State
from gtlead.records.models import Record, field_named
from gtlead.review.consequences import foreseen, unacknowledged
from gtlead.review.models import Comment, Proposal
from gtlead.review.readiness import unready
from gtlead.review.saving import save_once
from gtlead.review.submitting import who_changed
from gtlead.review.transitions import NOT_APPROVED, Stands, close, move
from gtlead.review.values import ADDRESS, fill, in_words, lists_of, value_on_file, values_on_file
from gtlead.review.visibility import Moved, exchanged, moved, watched

PUBLISH = "gtlead.publish_record"


class RefusedError(Exception):
    """A decision that cannot be taken, with the reason in words."""


def may_publish(user: User | AnonymousUser) -> TypeGuard[User]:
    """Whether the user decides what becomes public."""
    return user.has_perm(PUBLISH)


def is_author(user: User | AnonymousUser, proposal: Proposal) -> bool:
    """Whether the user wrote any of it."""
    if any(author.pk == user.pk for author in proposal.authors.all()):
        return True
    return proposal.is_publication and proposal.record is not None and user.pk in who_changed(proposal.record)


def token(proposal: Proposal, record: Record | None) -> str:
    """What exactly was looked at: a decision is about that and nothing later."""
    return f"{proposal.version}-{record.version if record else 0}"


def locked(proposal: Proposal) -> tuple[Proposal, Record]:
    """Proposal and record as they are now, and nobody else's for the rest of the transaction."""
    # The record first, as a form does it, or the two would wait for each other; its key stays, so that others may
    # name it meanwhile (no_key), or whoever approves what cites a source would wait for its form, and that for them.
    model = cast("type[Record]", proposal.content_type.model_class())
    records = model._default_manager.select_for_update(of=("self",), no_key=True)
    record = records.filter(pk=proposal.object_id).first()
    found = Proposal.objects.select_for_update(of=("self",), no_key=True).get(pk=proposal.pk)
    if record is None or not found.is_open:
        raise RefusedError(_("This was decided meanwhile, or its record is gone."))
    return found, record


def conflicts(proposal: Proposal, record: Record) -> list[str]:
    """Names of the fields that somebody changed on file since the proposal was written."""
    changed = []
    for name, change in proposal.changes.items():
        now = value_on_file(record, field_named(record, name))
        if now not in (change["old"], change["new"]):
            changed.append(name)
    return changed


def refuse_conflicts(proposal: Proposal, record: Record) -> None:
    """Nothing is written over what somebody else changed."""
    if changed := conflicts(proposal, record):
        labels = ", ".join(str(getattr(record._meta.get_field(name), "verbose_name", name)) for name in changed)
        raise RefusedError(_("Somebody changed the same fields on file meanwhile: %(fields)s.") % {"fields": labels})


def apply(proposal: Proposal, record: Record) -> None:
    """Write the proposal into its record, checked like any form; RefusedError says why not."""
    refuse_conflicts(proposal, record)
    values = proposal.new_values
    try:
        fill(record, values)
        lists = lists_of(record, values)
        record.version += 1
        record.wanted_lists, record.takes_over = lists, True
        record.full_clean()
        with transaction.atomic():
            make_room(proposal, record)
            save_once(record, lists, user=proposal.proposed_by, reason=proposal.reason)
    except ValidationError as error:
        raise RefusedError(" ".join(sentences(error, record))) from error
    except IntegrityError as error:
        raise RefusedError(_("Another record stands in the way: the same is on file already.")) from error
    if record.state == State.PUBLISHED and (missing := unready(record)):
        raise RefusedError(" ".join(missing))


def make_room(proposal: Proposal, record: Record) -> None:
    """What the record displaces changes in the same transaction, for the same reason."""
    for other, values in record.displaced():
        records = type(other)._default_manager
        held = records.select_for_update(of=("self",), no_key=True).get(pk=other.pk)
        if ADDRESS in values:  # no two have one, not even for a moment
            records.filter(pk=record.pk).update(**{ADDRESS: uuid4().hex})
            exchanged.send(type(record), slugs=(held.slug, values[ADDRESS]))
        fill(held, values)
        held.version += 1
        save_once(held, {}, user=proposal.proposed_by, reason=proposal.reason)


def displaced_by(proposal: Proposal, record: Record) -> list[str]:
    """What else would change with it, in words."""
    then = type(record)._default_manager.get(pk=record.pk)
    fill(then, proposal.new_values)
    found = []
    for other, values in then.displaced():
        fields = [(field_named(other, name), value) for name, value in values.items()]
        found += [f"{other}: {field.verbose_name}: {in_words(field, value)}" for field, value in fields]
    return found


def sentences(error: ValidationError, record: Record) -> list[str]:
    """The messages, each with the name of its field."""
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    found = []
    for name, texts in error.message_dict.items():
        field = None if name == NON_FIELD_ERRORS else record._meta.get_field(name)
        label = f"{getattr(field, 'verbose_name', name)}: " if field else ""
        found += [f"{label}{text}" for text in texts]
    return found


def approve(
    proposal: Proposal,
    user: User | AnonymousUser,
    *,
    seen: str,
    publish_at: datetime | None = None,
    override_reason: str = "",
    acknowledged: str = "",
) -> Proposal:
    """Publish the proposal as the reviewer saw it, now or at a later moment.

    `acknowledged` is the digest of what the reviewer has seen would leave the site with it (consequences.py).
    """
    with transaction.atomic():
        proposal, record = locked(proposal)
        reviewer = fit_reviewer(proposal, user, override_reason)
        refuse_unseen(seen, proposal, record)
        if proposal.state == Stands.SENT_BACK:
            raise RefusedError(_("It was sent back; its authors are working on it."))
        proposal.reviewer = reviewer
        proposal.acknowledged = acknowledged
        proposal.override_reason = override_reason if is_author(user, proposal) else ""
        if proposal.is_removal:
            publish_at = publish_at or proposal.wished_at
        if publish_at and publish_at > timezone.now():
            refuse_conflicts(proposal, record)
            if foreseen(proposal).digest not in ("", acknowledged):
                raise RefusedError(
                    _("Something would leave the site with it: look at the list, and tick that you saw it.")
                )
            schedule(proposal, record, publish_at)
        else:
            finish(proposal, record)
    return proposal


def refuse_unseen(seen: str, proposal: Proposal, record: Record) -> None:
    """A decision is about what the reviewer looked at."""
    if seen != token(proposal, record):
        raise RefusedError(_("It was changed while you were reading. Look at the difference again."))


def fit_reviewer(proposal: Proposal, user: User | AnonymousUser, override_reason: str) -> User:
    """A second person decides; a superuser alone may decide on their own text, and says why."""
    if not may_publish(user):
        raise RefusedError(_("Only reviewers approve."))
    if is_author(user, proposal):
        if not user.is_superuser:
            raise RefusedError(_("You wrote in this yourself, so somebody else has to approve it."))
        if not override_reason.strip():
            raise RefusedError(_("You wrote in this yourself. Say why nobody else can approve it."))
    return user


def schedule(proposal: Proposal, record: Record, publish_at: datetime) -> None:
    """Approved, for later."""
    move(
        proposal,
        Stands.SCHEDULED,
        publish_at=publish_at,
        approved_version=record.version,
        decided_at=timezone.now(),
    )


def finish(proposal: Proposal, record: Record) -> None:
    """Publish, and write down that it was."""
    close(proposal, Stands.APPROVED)  # first, so that the save below finds nothing open
    found = apply_and_see(proposal, record)
    if why_not := unacknowledged(found, proposal):
        raise RefusedError(why_not)
    moved.send(type(record), record=record, found=found, reason=proposal.reason)


def apply_and_see(proposal: Proposal, record: Record) -> Moved:
    """Write the proposal into its record; what left the site or came to it."""
    with watched(record, proposal.changes) as found:
        apply(proposal, record)
    return found


def send_back(proposal: Proposal, user: User | AnonymousUser, *, seen: str, comment: str) -> Proposal:
    """Back to its authors with a word on what to do; a record that was handed in is a draft again."""
    if not may_publish(user):
        raise RefusedError(_("Only reviewers send back."))
    if not comment.strip():
        raise RefusedError(_("Say what the authors should do."))
    with transaction.atomic():
        proposal, record = locked(proposal)
        refuse_unseen(seen, proposal, record)
        values = values_on_file(record) if proposal.is_publication else proposal.new_values
        move(proposal, Stands.SENT_BACK, reviewer=user, comment=comment, returned=values, **NOT_APPROVED)
        Comment.objects.create(proposal=proposal, kind=Comment.Kind.RETURN, author=user, text=comment)
        to_draft(proposal, record, _("sent back by %(who)s") % {"who": user})
    return proposal


def may_withdraw(user: User | AnonymousUser, proposal: Proposal) -> bool:
    """Its authors may, and reviewers what came from no person."""
    return is_author(user, proposal) or user.is_superuser or (bool(proposal.origin) and may_publish(user))


def withdraw(proposal: Proposal, user: User | AnonymousUser) -> Proposal:
    """Its authors do not want it any more, or a reviewer what nobody wrote; what was handed in is a draft again."""
    if not may_withdraw(user, proposal):
        raise RefusedError(_("Only its authors withdraw a proposal."))
    with transaction.atomic():
        proposal, record = locked(proposal)
        close(proposal, Stands.WITHDRAWN)
        to_draft(proposal, record, _("withdrawn by %(who)s") % {"who": user})
    return proposal


def to_draft(proposal: Proposal, record: Record, why: str) -> None:
    """A record in review goes back to its desk; that makes nobody its author."""
    if proposal.is_publication and record.state == State.IN_REVIEW:
        record.state = State.DRAFT
        record.version += 1
        save_once(record, {}, user=None, reason=why[:100])
