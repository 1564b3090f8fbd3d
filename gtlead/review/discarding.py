"""Drafts go by those who made them, and by nobody else; their history stays. An import is undone the same way."""

from django.contrib.auth.models import AnonymousUser, User
from django.db import router, transaction
from django.db.models import ProtectedError
from django.db.models.deletion import Collector
from django.utils.translation import gettext as _

from gtlead.records.choices import State
from gtlead.records.models import Record
from gtlead.review.deciding import RefusedError, withdraw
from gtlead.review.submitting import open_proposal, who_changed


def may_discard(user: User | AnonymousUser, record: Record | None) -> bool:
    """Whether it is a draft that was never public, and all that stands in it is this person's."""
    if record is None or record.pk is None or record.state_on_file != State.DRAFT:
        return False
    was_public = record.history.filter(state__in=(State.PUBLISHED, State.ARCHIVED)).exists()
    return not was_public and who_changed(record) == {user.pk}


def discard(record: Record, user: User | AnonymousUser, reason: str) -> None:
    """Take the draft away; RefusedError says why not. What it said stays in the history."""
    if not may_discard(user, record):
        raise RefusedError(_("Only drafts that were never public are discarded, by whoever alone wrote in them."))
    record._history_user, record._change_reason = user, reason[:100]  # type: ignore[attr-defined]
    try:
        refuse_others(record, user)
        with transaction.atomic():
            record.delete()
    except ProtectedError as error:
        needed = ", ".join(sorted({str(one) for one in error.protected_objects})[:3])
        raise RefusedError(_("It is needed by others: %(needed)s.") % {"needed": needed}) from error


def refuse_others(record: Record, user: User | AnonymousUser) -> None:
    """Records that would go with it have to be this person's drafts too; what others name in a list stays."""
    for relation in record._meta.related_objects:
        if relation.many_to_many and (model := relation.related_model) and issubclass(model, Record):
            naming = model._default_manager.filter(**{relation.field.name: record}).first()
            if naming is not None:
                raise RefusedError(_("It is needed by others: %(needed)s.") % {"needed": naming})
    going = Collector(using=router.db_for_write(type(record)))
    going.collect([record])
    for other in (one for found in going.data.values() for one in found):
        if isinstance(other, Record) and other != record and not may_discard(user, other):
            raise RefusedError(_("It would take “%(other)s” with it, which somebody else wrote in.") % {"other": other})


def take_back(record: Record, user: User) -> None:
    """What its author handed in is a draft again, or the change they proposed is withdrawn."""
    if proposal := open_proposal(record):
        withdraw(proposal, user)
        record.refresh_from_db()
