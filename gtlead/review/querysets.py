"""Queries over proposals."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, Self

from django.apps import apps
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from gtlead.records.choices import State
from gtlead.records.querysets import RecordQuerySet
from gtlead.sources.querysets import FactQuerySet


class AboutRecords(models.QuerySet[Any]):
    """Rows about records of any kind."""

    def of(self, record: models.Model, *others: models.Model) -> Self:
        """About this record, and others of its kind."""
        contenttypes = apps.get_model("contenttypes", "ContentType").objects
        keys = [one.pk for one in (record, *others)]
        return self.filter(content_type=contenttypes.get_for_model(type(record)), object_id__in=keys)

    def with_records(self) -> Self:
        """With their records: one query for each kind."""
        kinds = [m._default_manager.all() for m in apps.get_models()]
        rows = [
            kind.for_citing() if isinstance(kind, FactQuerySet) else kind.fetch_mode(models.FETCH_PEERS)
            for kind in kinds
            if isinstance(kind, RecordQuerySet)
        ]
        return self.prefetch_related(GenericPrefetch("record", rows))


class ReviewByQuerySet(AboutRecords):
    """Days by which facts shall be compared again."""

    def due(self) -> list[Any]:
        """Those that have come, with their facts, unless these were checked since or are archived."""
        come = self.filter(day__lte=timezone.localdate()).select_related("set_by", "content_type").with_records()
        return [
            one for one in come if one.record and one.record.state != State.ARCHIVED and one.record.checked_on < one.day
        ]


class ProposalQuerySet(AboutRecords):
    """Proposals, oldest first."""

    def open(self) -> Self:
        """Those that are not decided yet, sent back ones and scheduled ones included."""
        return self.filter(state__in=self.model.OPEN)

    def waiting(self) -> Self:
        """Those that a reviewer has to decide."""
        return self.filter(state=self.model.State.WAITING)

    def sent_back(self) -> Self:
        """Those that their authors have to work on."""
        return self.filter(state=self.model.State.SENT_BACK)

    def scheduled(self) -> Self:
        """Approved, waiting for their time."""
        return self.filter(state=self.model.State.SCHEDULED).order_by("publish_at", "pk")

    def due(self) -> Self:
        """Approved, and their time has come."""
        return self.scheduled().filter(publish_at__lte=timezone.now())

    def to_come(self) -> Self:
        """Those whose time has not come."""
        return self.filter(publish_at__gt=timezone.now())

    def failed(self) -> Self:
        """Due, tried, and not published."""
        return self.due().exclude(failure="")

    def decided(self) -> Self:
        """Approved and published, newest first."""
        return self.filter(state=self.model.State.APPROVED).order_by("-decided_at", "-pk")

    def decided_between(self, first: date, last: date) -> Self:
        """Published from the first day to the last, both included, oldest first."""
        return self.filter(state=self.model.State.APPROVED, decided_at__date__range=(first, last)).order_by(
            "decided_at", "pk"
        )

    def withdrawn(self) -> Self:
        """Those that their authors did not want any more, newest first."""
        return self.filter(state=self.model.State.WITHDRAWN).order_by("-decided_at", "-pk")

    def of_kinds(self, kinds: Collection[str]) -> Self:
        """About records of these kinds."""
        return self.filter(content_type__model__in=kinds)

    def approved_by(self, user: object) -> Self:
        """Those that the user has approved."""
        return self.filter(reviewer=user)

    def by(self, user: object) -> Self:
        """Those that the user has written in."""
        return self.filter(authors=user)

    def others_first(self, user: object) -> Self:
        """What the user has not written in first, then oldest first."""
        mine = self.model.authors.through.objects.filter(proposal=OuterRef("pk"), user=user)
        return self.annotate(is_mine=Exists(mine)).order_by("is_mine", "proposed_at", "pk")

    def next_for(self, user: object, after: models.Model) -> Any:
        """The next that this person may decide, then those before it from the beginning; None if there is none."""
        others = self.exclude(pk=after.pk).exclude(authors=user).order_by("proposed_at", "pk")
        later = others.filter(proposed_at__gte=after.proposed_at)  # type: ignore[attr-defined]
        return later.first() or others.first()

    def on_page(self, page: str) -> Self:
        """About what stands on this page; records without a page have nothing in common."""
        return self.filter(page=page) if page else self.none()

    def removals(self) -> Self:
        """Those by which a record leaves the site at a planned time, which stand beside any other."""
        return self.filter(kind=self.model.Kind.REMOVAL)

    def edits(self) -> Self:
        """All but those: of what is open, one a record."""
        return self.exclude(kind=self.model.Kind.REMOVAL)

    def unapproved(self) -> Self:
        """The time that was asked for has come, and nobody has approved it."""
        return self.waiting().filter(wished_at__lte=timezone.now()).order_by("wished_at", "pk")

    def beside(self, proposal: models.Model) -> Self:
        """What else stands on its page."""
        return self.on_page(proposal.page).exclude(pk=proposal.pk)  # type: ignore[attr-defined]

    def but(self, others: Iterable[models.Model]) -> Self:
        """All except these."""
        return self.exclude(pk__in=[other.pk for other in others])

    def numbered(self, numbers: list[int]) -> Self:
        """Those with these numbers."""
        return self.filter(pk__in=numbers)

    def rounds_of(self, model: type[models.Model], key: str) -> Self:
        """All about one record, newest first, with who wrote, sent back and decided."""
        contenttypes = apps.get_model("contenttypes", "ContentType").objects
        about = self.filter(content_type=contenttypes.get_for_model(model), object_id=key)
        return about.select_related("reviewer").prefetch_related("authors", "comments__author").order_by("-pk")

    def for_list(self) -> Self:
        """With records, people and authors."""
        return self.select_related("proposed_by", "reviewer", "content_type").with_records().prefetch_related("authors")
