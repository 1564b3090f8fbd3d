"""Queries over contributions: what is public, what waits, what is due to go."""

from datetime import datetime, timedelta
from typing import Any, NoReturn, Self

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone

MODERATORS = "moderator"
KEEP_REFUSED = timedelta(days=30)
KEEP_ADDRESS = timedelta(days=7)


class ContributionQuerySet(models.QuerySet[Any]):
    """Contributions; whatever the public sees begins with `approved()`."""

    def approved(self) -> Self:
        """What the public may see: approved, on a question, and if on an argument on one, that are public."""
        questions = apps.get_model("themes", "Question").objects.published()
        arguments = apps.get_model("themes", "Argument").objects.itself_published()
        on_nothing_hidden = Q(argument=None) | Q(argument__in=arguments.values("pk"))
        return self.filter(on_nothing_hidden, state=self.model.State.APPROVED, question__in=questions.values("pk"))

    def on_question(self, question: models.Model) -> Self:
        """On one question or its arguments."""
        return self.filter(question=question)

    def for_page(self) -> Self:
        """Oldest first, with what each speaks about."""
        return self.select_related("question", "argument").fetch_mode(models.FETCH_PEERS)

    def pending(self) -> Self:
        """Waiting for a moderator."""
        return self.filter(state=self.model.State.PENDING)

    def suspected(self) -> Self:
        """Waiting, and perhaps from a machine."""
        return self.pending().exclude(suspicion="")

    def unsuspected(self) -> Self:
        """Waiting, and probably from a person."""
        return self.pending().filter(suspicion="")

    def disputed(self) -> Self:
        """One moderator proposes to refuse them for a reason about stance; another must agree."""
        return self.filter(state__in=[self.model.State.PENDING, self.model.State.APPROVED]).exclude(proposed_reason="")

    def undisputed(self) -> Self:
        """Without such a proposal."""
        return self.filter(proposed_reason="")

    def for_queue(self) -> Self:
        """Oldest first, with subject and the moderator who proposes to refuse."""
        return self.for_page().select_related("question", "argument", "proposed_by").order_by("received_at", "pk")

    def to_decide(self, keys: list[int]) -> Self:
        """Those of the numbers given that still wait, locked until the transaction ends."""
        return self.pending().filter(pk__in=keys).select_for_update().order_by("pk")

    def received_before(self, moment: datetime) -> Self:
        """Received before a moment."""
        return self.filter(received_at__lt=moment)

    def from_address(self, address_hash: str, since: datetime) -> Self:
        """What came from one address since a moment."""
        return self.filter(address_hash=address_hash, received_at__gte=since)

    def decided(self) -> Self:
        """All that no longer waits, whatever became of it."""
        return self.exclude(state=self.model.State.PENDING)

    def past_retention(self) -> Self:
        """Refused or withdrawn, and the term for which anything of it is kept is over."""
        return self.filter(
            state__in=[self.model.State.REFUSED, self.model.State.WITHDRAWN],
            closed_at__lt=timezone.now() - KEEP_REFUSED,
        )

    def with_old_addresses(self) -> Self:
        """Those that still carry the hash of an address after its term."""
        return self.filter(received_at__lt=timezone.now() - KEEP_ADDRESS).exclude(address_hash="")


class AppendOnlyQuerySet[Row: models.Model](models.QuerySet[Row]):
    """Entries that are added and read."""

    def update(self, **kwargs: object) -> NoReturn:
        """Never."""
        raise TypeError("Entries of a log are not changed.")

    def delete(self) -> NoReturn:
        """Never."""
        raise TypeError("Entries of a log are not deleted.")

    def for_list(self) -> Self:
        """With names."""
        return self.select_related("by", "question")

    def of(self, contribution: models.Model) -> Self:
        """Those of one contribution."""
        return self.filter(contribution=contribution)


class SwitchesQuerySet[Row: models.Model](models.QuerySet[Row]):
    """The one row of switches."""

    def the_one(self) -> Row:
        """The row, made with its defaults when first asked for."""
        return self.filter(pk=1).first() or self.model(pk=1)

    def has_moderators(self) -> bool:
        """Whether anybody could decide; without a moderator nothing may be sent."""
        users = apps.get_model("auth", "User").objects
        return users.filter(groups__name=MODERATORS, is_active=True, is_staff=True).exists()
