"""Several decisions at once: on what stands on one page, on the rows of a table, on whatever was chosen."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import transaction

from gtlead.publication.content_version import held_version
from gtlead.review.deciding import RefusedError
from gtlead.review.models import Proposal


@dataclass(frozen=True)
class Refused:
    """A decision that could not be taken, and why."""

    proposal: Proposal
    error: RefusedError


@dataclass
class BatchOutcome[Done]:
    """What came of each decision."""

    done: list[Done] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def one_after_another[Done](proposals: Iterable[Proposal], decide: Callable[[Proposal], Done]) -> BatchOutcome[Done]:
    """Decide on each; what is refused is tried again after the others, since it may need one of them to be public."""
    outcome, left = BatchOutcome[Done](), list(proposals)
    while left:
        outcome.refused = []
        for proposal in left:
            try:
                with transaction.atomic():
                    outcome.done.append(decide(proposal))
            except RefusedError as error:
                outcome.refused.append(Refused(proposal, error))
        if len(outcome.refused) == len(left):
            break
        left = [refused.proposal for refused in outcome.refused]
    return outcome


def decide_batch[Done](proposals: Iterable[Proposal], decide: Callable[[Proposal], Done]) -> BatchOutcome[Done]:
    """Take the decisions in one transaction, so that readers see all of them or none."""
    with transaction.atomic(), held_version():
        return one_after_another(proposals, decide)
