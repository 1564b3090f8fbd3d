"""What authors and reviewers say to each other about a proposal: at a field or on the whole, and what was returned.

A reviewer's suggestion stays words until an author takes it, so that whoever suggests may still approve.
"""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from gtlead.records.models import ModelField, PartialDateField, Record, field_named
from gtlead.review.deciding import RefusedError, is_author, locked, may_publish, sentences
from gtlead.review.models import Comment, Proposal
from gtlead.review.saving import save_once
from gtlead.review.submitting import propose
from gtlead.review.values import in_words, plain_fields, proposable, value_on_file
from gtlead.review.wording import Piece, marked

WRITTEN = (models.CharField, models.TextField, models.URLField, PartialDateField)


@dataclass(frozen=True)
class ChangedField:
    """A field that differs from what was sent back."""

    label: str
    old: list[Piece]
    new: list[Piece]


def fields_of(record: Record) -> list[tuple[str, str]]:
    """What can be spoken about: the names of fields, and how people call them."""
    return [(field.name, capfirst(str(field.verbose_name))) for field in proposable(type(record))]


def may_speak(user: User | AnonymousUser, proposal: Proposal) -> bool:
    """Authors, and those who decide."""
    return proposal.is_open and (may_publish(user) or is_author(user, proposal))


def say(proposal: Proposal, user: User | AnonymousUser, *, text: str, field: str = "", suggestion: str = "") -> Comment:
    """Write something down beside it; RefusedError says why not."""
    if not may_speak(user, proposal):
        raise RefusedError(_("Its authors and the reviewers speak about it, while it is open."))
    if not (text.strip() or suggestion.strip()):
        raise RefusedError(_("Say something."))
    if suggestion and proposal.is_removal:
        raise RefusedError(_("It changes no text."))
    if suggestion:
        refuse_unfit(cast(Record, proposal.record), field, suggestion)
    kind = Comment.Kind.SUGGESTION if suggestion else Comment.Kind.COMMENT
    return Comment.objects.create(
        proposal=proposal, author=user, kind=kind, field=field, text=text.strip(), suggestion=suggestion
    )


def refuse_unfit(record: Record, name: str, suggestion: str) -> None:
    """Only what the field may hold is suggested."""
    if not is_written(record, name):
        raise RefusedError(_("Only a text can be suggested, at one of the fields that hold text."))
    try:
        field_named(record, name).clean(suggestion, record)
    except ValidationError as error:
        raise RefusedError(" ".join(error.messages)) from error


def is_written(record: Record, name: str) -> bool:
    """Whether the field holds text that a person types."""
    fields = {field.name: field for field in plain_fields(type(record))}
    return name in fields and isinstance(fields[name], WRITTEN) and not fields[name].choices


def take(comment: Comment, user: Any) -> None:
    """An author takes what a reviewer suggested, as if they had typed it; RefusedError says why not."""
    proposal = comment.proposal
    if comment.kind != Comment.Kind.SUGGESTION or comment.taken_at:
        raise RefusedError(_("There is nothing to be taken."))
    if comment.author_id == user.pk or not is_author(user, proposal):
        raise RefusedError(_("One of its authors takes a suggestion, not whoever made it."))
    with transaction.atomic():
        held, record = locked(proposal)
        if held.is_publication:
            write(record, comment, user)
        else:
            propose(record, {comment.field: comment.suggestion}, user=user, reason=held.reason)
        comment.taken_by, comment.taken_at = user, timezone.now()
        comment.save(update_fields=["taken_by", "taken_at"])


def write(record: Record, comment: Comment, user: object) -> None:
    """Into what was handed in, checked as a form does."""
    setattr(record, comment.field, comment.suggestion)
    record.version += 1
    try:
        record.full_clean()
    except ValidationError as error:
        raise RefusedError(" ".join(sentences(error, record))) from error
    save_once(record, {}, user=user, reason=str(_("as suggested by %(who)s") % {"who": comment.author})[:100])


def thread_of(proposal: Proposal, record: Record | None) -> list[Comment]:
    """All that was said, oldest first, each with the name of its field."""
    names = dict(fields_of(record)) if record is not None else {}
    found = list(proposal.comments.select_related("author", "taken_by"))
    for comment in found:
        comment.label = names.get(comment.field, "")  # type: ignore[attr-defined]
    return found


def since_return(proposal: Proposal, record: Record) -> list[ChangedField]:
    """What its authors changed since it was last sent back."""
    if not proposal.returned:
        return []
    found = []
    for field in proposable(type(record)):
        if field.name in proposal.returned and field.name != "state":
            old, new = proposal.returned[field.name], value_now(proposal, record, field)
            if old != new:
                words = marked(in_words(field, old), in_words(field, new))
                found.append(ChangedField(capfirst(str(field.verbose_name)), *words))
    return found


def value_now(proposal: Proposal, record: Record, field: ModelField) -> object:
    """What shall be, as it is proposed now."""
    return proposal.new_values.get(field.name, value_on_file(record, field))
