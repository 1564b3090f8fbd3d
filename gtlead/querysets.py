"""Queries that every kind of record shares."""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone


class RecordQuerySet(models.QuerySet[Any]):
    """Reads begin with `published()`; nothing else is ever public."""

    def published(self) -> Self:
        """Records that the public may see."""
        return self.filter(state="published")

    def unpublished(self) -> Self:
        """Drafts, records in review and archived ones."""
        return self.exclude(state="published")


class SourceQuerySet(RecordQuerySet):
    """Sources by title."""

    def dead(self) -> Self:
        """Those whose document is gone from its address, archived records left out."""
        return self.exclude(state="archived").filter(dead_since__isnull=False)

    def to_check(self, days: int) -> Self:
        """Those whose address was not looked at for so many days: never looked at first, then longest ago."""
        limit = timezone.now() - timedelta(days=days)
        due = Q(link_check=None) | Q(link_check__checked_at__lte=limit) | ~Q(link_check__url=models.F("url"))
        order = models.F("link_check__checked_at").asc(nulls_first=True)
        return self.exclude(state="archived").filter(due).order_by(order, "pk")

    def link_problems(self, conditions: dict[str, Q]) -> dict[str, int]:
        """How many have each problem, archived records left out."""
        kept = self.exclude(state="archived")
        return kept.aggregate(**{name: models.Count("pk", filter=condition) for name, condition in conditions.items()})

    def citing_relations(self) -> list[models.ManyToManyRel]:
        """The relations by which facts name a source."""
        return [
            r for r in self.model._meta.related_objects if r.many_to_many and hasattr(r.related_model, "checked_on")
        ]

    def cited(self) -> Self:
        """Those cited by something public; found first, since a dozen subqueries a row are slow."""
        return self.filter(pk__in=list(self.citation_counts()))

    def citation_counts(self) -> Counter[int]:
        """By how many public facts each source is cited; one query for each kind of fact."""
        counts: Counter[int] = Counter()
        for citing in self.public_citations():
            counts.update(dict(citing.order_by().values_list("source_id").annotate(models.Count("pk"))))
        return counts

    def public_citations(self) -> list[models.QuerySet[Any]]:
        """The rows that join sources to public facts, for each kind of fact."""
        joins = []
        for relation in self.citing_relations():
            fact: Any = relation.related_model
            through: Any = relation.through
            public = fact._default_manager.published().values("pk")
            joins.append(through.objects.filter(**{f"{fact._meta.model_name}_id__in": public}))
        return joins

    def counts_by_reading(self) -> dict[str, int]:
        """How many publicly cited sources were read in each way, the most frequent way first; one query."""
        labels = dict(self.model.ReadAs.choices)
        first, *others = [citing.order_by().values("source_id") for citing in self.public_citations()]
        cited = self.order_by().filter(pk__in=first.union(*others))
        counts = cited.values_list("read_as").annotate(number=models.Count("pk")).order_by("-number")
        return {str(labels[how]): number for how, number in counts}

    def provenance_share(self) -> dict[str, int]:
        """How many public facts there are, and how many of them a primary source backs."""
        facts = primary = 0
        for relation in self.citing_relations():
            fact: Any = relation.related_model
            public = fact._default_manager.published().filter(sources__state="published")
            facts += public.distinct().count()
            primary += public.filter(sources__standing="primary", sources__state="published").distinct().count()
        return {"facts": facts, "primary": primary, "percent": round(100 * primary / facts) if facts else 0}


class FactQuerySet(RecordQuerySet):
    """Facts are public only with at least one published source."""

    def published(self) -> Self:
        """Published and backed by a published source."""
        return super().published().filter(self.has_published_source())

    def has_published_source(self) -> Q:
        """The condition that no fact escapes; subclasses may know exceptions."""
        through = self.model._meta.get_field("sources").remote_field.through
        return Q(
            Exists(
                through.objects.filter(
                    **{f"{self.model._meta.model_name}_id": OuterRef("pk")}, source__state="published"
                )
            )
        )

    def with_sources(self) -> Self:
        """Fetches the published sources of all rows in one query."""
        sources = apps.get_model("gtlead", "Source").objects.published().order_by("pk")
        return self.prefetch_related(models.Prefetch("sources", queryset=sources))

    def for_citing(self) -> Self:
        """What a line in a source's list of citing facts needs; kinds with relations fetch them here."""
        return self.fetch_mode(models.FETCH_PEERS)

    def overdue(self) -> Self:
        """Facts not checked against their sources for longer than the site allows."""
        limit = timezone.localdate() - timedelta(days=settings.OVERDUE_AFTER_DAYS)
        return self.filter(checked_on__lt=limit)


class ProposalQuerySet(models.QuerySet[Any]):
    """Proposals, oldest first."""

    def open(self) -> Self:
        """Those that are not decided yet, sent back ones and scheduled ones included."""
        return self.filter(state__in=["waiting", "sent-back", "scheduled"])

    def waiting(self) -> Self:
        """Those that a reviewer has to decide."""
        return self.filter(state="waiting")

    def sent_back(self) -> Self:
        """Those that their authors have to work on."""
        return self.filter(state="sent-back")

    def scheduled(self) -> Self:
        """Approved, waiting for their time."""
        return self.filter(state="scheduled").order_by("publish_at", "pk")

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
        return self.filter(state="approved").order_by("-decided_at", "-pk")

    def decided_between(self, first: date, last: date) -> Self:
        """Published from the first day to the last, both included, oldest first."""
        return self.filter(state="approved", decided_at__date__range=(first, last)).order_by("decided_at", "pk")

    def of_kinds(self, kinds: Collection[str]) -> Self:
        """About records of these kinds."""
        return self.filter(content_type__model__in=kinds)

    def approved_by(self, user: Any) -> Self:
        """Those that the user has approved."""
        return self.filter(reviewer=user)

    def by(self, user: Any) -> Self:
        """Those that the user has written in."""
        return self.filter(authors=user)

    def others_first(self, user: Any) -> Self:
        """What the user has not written in first, then oldest first."""
        mine = self.model.authors.through.objects.filter(proposal=OuterRef("pk"), user=user)
        return self.annotate(is_mine=Exists(mine)).order_by("is_mine", "proposed_at", "pk")

    def on_page(self, page: str) -> Self:
        """About what stands on this page; records without a page have nothing in common."""
        return self.filter(page=page) if page else self.none()

    def beside(self, proposal: models.Model) -> Self:
        """What else stands on its page."""
        return self.on_page(proposal.page).exclude(pk=proposal.pk)  # type: ignore[attr-defined]

    def numbered(self, numbers: list[int]) -> Self:
        """Those with these numbers."""
        return self.filter(pk__in=numbers)

    def of(self, record: models.Model) -> Self:
        """About this record."""
        contenttypes = apps.get_model("contenttypes", "ContentType").objects
        return self.filter(content_type=contenttypes.get_for_model(type(record)), object_id=record.pk)

    def for_list(self) -> Self:
        """With records, people and authors: one query for each kind of record."""
        kinds = [m._default_manager.all() for m in apps.get_models()]
        rows = [
            kind.for_citing() if isinstance(kind, FactQuerySet) else kind.fetch_mode(models.FETCH_PEERS)
            for kind in kinds
            if isinstance(kind, RecordQuerySet)
        ]
        return self.select_related("proposed_by", "reviewer", "content_type").prefetch_related(
            "authors", GenericPrefetch("record", rows)
        )


class FactReportQuerySet(models.QuerySet[Any]):
    """Readers' reports on facts."""

    def open(self) -> Self:
        """Waiting for an answer."""
        return self.filter(state="open")

    def suspected(self) -> Self:
        """Waiting, and perhaps from a machine."""
        return self.open().exclude(suspicion="")

    def unsuspected(self) -> Self:
        """Waiting, and probably from a person; oldest first."""
        return self.open().filter(suspicion="")

    def answered(self) -> Self:
        """With an answer, the latest first."""
        return self.exclude(state="open").select_related("handled_by").order_by("-handled_at", "-pk")

    def corrected(self) -> Self:
        """What the public log shows."""
        return self.filter(state="corrected").order_by("-handled_at", "-pk")

    def from_address(self, address_hash: str, since: datetime) -> Self:
        """What came from one address since a moment."""
        return self.filter(address_hash=address_hash, received_at__gte=since)

    def with_old_addresses(self) -> Self:
        """Those that still carry the hash of an address after a week."""
        return self.filter(received_at__lt=timezone.now() - timedelta(days=7)).exclude(address_hash="")

    def past_keeping(self) -> Self:
        """Answered a month ago, and still with the reader's words."""
        return self.filter(handled_at__lt=timezone.now() - timedelta(days=30)).exclude(text="", source_url="")


class PictureFileManager(models.Manager[Any]):
    """Files of pictures without their bytes, which are read when one is served and never by the way."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """All of them."""
        return super().get_queryset().defer("content")
