"""The moderators' queue as data: oldest first, suspected spam apart, near-duplicates together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gtlead.feedback.near_duplicates import groups
from themes.contributions.models import Contribution, ModerationLog, PublicVoice
from themes.models import Question

SHOWN = 100
LATEST = 30


@dataclass(frozen=True)
class NearDuplicates:
    """A contribution, and the near-duplicates that came after it."""

    first: Contribution
    others: Sequence[Contribution]

    @property
    def numbers(self) -> list[int]:
        """All of the group."""
        return [self.first.pk, *(other.pk for other in self.others)]


@dataclass(frozen=True)
class Lane:
    """One part of the queue; of very many groups only the first are shown."""

    number: int
    groups: Sequence[NearDuplicates]

    @property
    def shown(self) -> Sequence[NearDuplicates]:
        """What fits a page."""
        return self.groups[:SHOWN]

    @property
    def hidden(self) -> int:
        """How many groups do not."""
        return max(0, len(self.groups) - SHOWN)


@dataclass(frozen=True)
class Queue:
    """All that waits for a moderator, and the switches."""

    waiting: Lane
    proposed: Sequence[Contribution]
    suspected: Lane
    is_open: bool
    has_moderators: bool
    questions: Sequence[tuple[Question, bool]]
    log: Sequence[ModerationLog]


def make_queue() -> Queue:
    """What waits now; a fixed number of queries."""
    contributions = Contribution.objects.for_queue()
    row = PublicVoice.objects.the_one()
    closed = set(row.closed_questions.values_list("pk", flat=True))
    return Queue(
        waiting=make_lane(contributions.unsuspected().undisputed()),
        proposed=list(contributions.disputed()),
        suspected=make_lane(contributions.suspected().undisputed()),
        is_open=row.is_open,
        has_moderators=PublicVoice.objects.has_moderators(),
        questions=[(question, question.pk not in closed) for question in Question.objects.published()],
        log=list(ModerationLog.objects.for_list()[:LATEST]),
    )


def make_lane(contributions: Iterable[Contribution]) -> Lane:
    """Groups in the order of their oldest."""
    by_key = {contribution.pk: contribution for contribution in contributions}
    found = groups((key, contribution.sketch) for key, contribution in by_key.items())
    made = [NearDuplicates(by_key[keys[0]], [by_key[key] for key in keys[1:]]) for keys in found]
    return Lane(len(by_key), made)
