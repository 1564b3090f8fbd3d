"""Queries that every kind of record shares."""

from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from datetime import timedelta
from django.conf import settings


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

    def citing_relations(self) -> list[models.ManyToManyRel]:
        """The relations by which facts name a source."""
        return [r for r in self.model._meta.related_objects if r.many_to_many and hasattr(r.related_model, "checked_on")]

    def with_counts(self) -> Self:
        """Gives each source `citations`: by how many public facts it is cited."""
        counts = []
        for relation in self.citing_relations():
            through = relation.through
            fact = relation.related_model
            name = fact._meta.model_name
            public = fact._default_manager.published().values("pk")
            rows = through.objects.filter(source_id=OuterRef("pk"), **{f"{name}_id__in": public})
            counted = rows.order_by().values("source_id").annotate(n=models.Count("pk")).values("n")
            counts.append(Coalesce(models.Subquery(counted, output_field=models.IntegerField()), 0))
        total = counts[0]
        for count in counts[1:]:
            total = total + count
        return self.annotate(citations=total)

    def provenance_share(self) -> dict[str, int]:
        """How many public facts there are, and how many of them a primary source backs."""
        facts = primary = 0
        for relation in self.citing_relations():
            public = relation.related_model._default_manager.published().filter(sources__state="published")
            facts += public.distinct().count()
            primary += public.filter(sources__standing="primary", sources__state="published").distinct().count()
        return {"facts": facts, "primary": primary, "percent": round(100 * primary / facts) if facts else 0}

    def cited(self) -> Self:
        """Those cited by something public; after `with_counts()`."""
        return self.filter(citations__gt=0)


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
