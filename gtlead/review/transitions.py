"""Where a proposal may go from where it stands: the one place in which its state is assigned."""

from django.utils import timezone

from gtlead.review.models import Proposal
from gtlead.review.scheduling import plan_next

Stands = Proposal.State

# Waiting again is what another change to it means, and approving again gives it another time.
WAYS = {
    Stands.WAITING: {Stands.WAITING, Stands.SENT_BACK, Stands.SCHEDULED, Stands.APPROVED, Stands.WITHDRAWN},
    Stands.SENT_BACK: {Stands.WAITING, Stands.SENT_BACK, Stands.WITHDRAWN},
    Stands.SCHEDULED: {Stands.WAITING, Stands.SENT_BACK, Stands.SCHEDULED, Stands.APPROVED, Stands.WITHDRAWN},
    Stands.APPROVED: frozenset(),
    Stands.WITHDRAWN: frozenset(),
}
NOT_APPROVED = {"publish_at": None, "approved_version": None}


def move(proposal: Proposal, to: Proposal.State, **fields: object) -> None:
    """Let it stand there from now on, with these fields; ValueError where no way leads there.

    What it failed by is over; a time that is set or falls away is planned anew.
    """
    if to not in WAYS[Proposal.State(proposal.state)]:
        raise ValueError(f"no way from {proposal.state} to {to}")
    had_time = proposal.publish_at is not None
    for name, value in ({"state": to, "failure": ""} | fields).items():
        setattr(proposal, name, value)
    proposal.version += 1
    proposal.save()
    if had_time or proposal.publish_at is not None:
        plan_next()


def close(proposal: Proposal, to: Proposal.State) -> None:
    """It is over: approved or withdrawn."""
    move(proposal, to, decided_at=timezone.now())
