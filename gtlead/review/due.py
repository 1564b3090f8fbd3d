"""Publishing what is due, at the first request after its time or by `manage.py publish_due`; no daemon."""

import logging
import time
from dataclasses import dataclass

from django.db import DatabaseError, OperationalError, transaction
from django.utils.translation import gettext as _

from gtlead.publication.content_version import VersionStanding, standing
from gtlead.review.batch import decide_batch
from gtlead.review.deciding import RefusedError, finish, locked
from gtlead.review.models import Proposal
from gtlead.review.scheduling import plan_next
from gtlead.review.transitions import Stands

log = logging.getLogger(__name__)


@dataclass
class PublishedDue:
    """How many were published, and how many could not be."""

    published: int = 0
    failed: int = 0


def standing_now() -> VersionStanding:
    """Where public content stands at this moment: what is due is published first; nothing due costs one short read."""
    found = standing()
    if found.due is None or found.due > time.time():
        return found
    try:
        publish_due(again=False)
        plan_next()
    except DatabaseError:  # somebody writes for long: the next request tries again
        log.exception("what is due could not be looked at")
    return standing()


def publish_due(*, again: bool = True) -> PublishedDue:
    """Publish all that is due, so that readers see it at once; what cannot be published says why, and waits.

    What failed before is tried only when somebody asks for it, not at every request.
    """
    found = list(Proposal.objects.due() if again else Proposal.objects.due().filter(failure=""))
    if not found:
        return PublishedDue()
    try:
        tried = decide_batch(found, attempt)
    except OperationalError:  # somebody else writes: the next request tries again
        log.exception("what is due could not be looked at")
        return PublishedDue(failed=len(found))
    for refused in tried.refused:
        if not isinstance(refused.error, BusyError):
            log.warning("proposal %s could not be published when due: %s", refused.proposal.pk, refused.error)
            waits = Proposal.objects.filter(pk=refused.proposal.pk, state=Stands.SCHEDULED)
            waits.update(failure=str(refused.error))
    plan_next()
    return PublishedDue(sum(tried.done), len(tried.refused))


class BusyError(RefusedError):
    """The database was busy; the proposal is sound."""


def attempt(proposal: Proposal) -> bool:
    """Whether it was published here; whatever breaks, readers get their page, and the dashboard says why."""
    try:
        with transaction.atomic():
            return publish_one(proposal)
    except RefusedError:
        raise
    except OperationalError as error:
        log.exception("proposal %s could not be looked at when due", proposal.pk)
        raise BusyError(str(error)) from error
    except Exception as error:
        raise RefusedError(_("An error: %(error)s") % {"error": repr(error)}) from error


def publish_one(proposal: Proposal) -> bool:
    """Publish it as it was approved; False if another process was first."""
    try:
        proposal, record = locked(proposal)
    except RefusedError:
        if Proposal.objects.due().filter(pk=proposal.pk).exists():
            raise
        return False
    if proposal.state != Stands.SCHEDULED:
        return False
    if proposal.approved_version != record.version and proposal.is_publication:
        raise RefusedError(_("The record was changed after it was approved."))
    finish(proposal, record)
    return True
