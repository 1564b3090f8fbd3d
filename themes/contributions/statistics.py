"""What the public may know of contributions: whether readers may send any, how many are approved, monthly figures."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median

from django.urls import reverse
from django.utils import timezone

from themes.contributions.models import Contribution, PublicVoice
from themes.models import Question

State, Reason = Contribution.State, Contribution.Reason


@dataclass(frozen=True)
class QuestionContributions:
    """Contributions on one question's page."""

    form_url: str
    approved: int

    @property
    def is_open(self) -> bool:
        """Whether there is a form."""
        return bool(self.form_url)


@dataclass(frozen=True)
class Month:
    """What became of the contributions received in a month; those still waiting are not counted."""

    first_day: date
    received: int
    approved: int
    refused: int
    reasons: tuple[tuple[str, int], ...]
    withdrawn: int
    median_hours: float | None


def is_open(question: Question | None = None) -> bool:
    """Whether readers may contribute: somebody can decide, and nobody switched it off."""
    switches = PublicVoice.objects.the_one()
    if not switches.is_open or not PublicVoice.objects.has_moderators():
        return False
    # Not by way of the question, which may be of an edition.
    closed = PublicVoice.closed_questions.through._default_manager
    return question is None or not closed.filter(publicvoice=switches, question_id=question.pk).exists()


def contributions_on(question: Question) -> QuestionContributions:
    """What the page of a question says of its readers."""
    form_url = reverse("contribute", args=[question.slug]) if is_open(question) else ""
    return QuestionContributions(form_url, Contribution.objects.approved().on_question(question).count())


def monthly_figures(contributions: Iterable[Contribution] | None = None) -> list[Month]:
    """The months in which anything was received that no longer waits, newest first."""
    rows = Contribution.objects.decided() if contributions is None else contributions
    months: dict[date, list[Contribution]] = defaultdict(list)
    for row in rows:
        months[timezone.localdate(row.received_at).replace(day=1)].append(row)
    return [month_of(first_day, months[first_day]) for first_day in sorted(months, reverse=True)]


def month_of(first_day: date, rows: list[Contribution]) -> Month:
    """The figures of one month."""
    refused = Counter(row.reason for row in rows if row.reason)
    hours = [(row.decided_at - row.received_at).total_seconds() / 3600 for row in rows if row.decided_at]
    return Month(
        first_day=first_day,
        received=len(rows),
        approved=sum(bool(row.decided_at) and not row.reason for row in rows),
        refused=refused.total(),
        reasons=tuple((str(Reason(reason).label), number) for reason, number in refused.most_common()),
        withdrawn=sum(row.state == State.WITHDRAWN for row in rows),
        median_hours=round(median(hours), 1) if hours else None,
    )
