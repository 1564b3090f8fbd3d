"""Queries that every kind of record shares."""

from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
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

    def overdue(self) -> Self:
        """Facts not checked against their sources for longer than the site allows."""
        limit = timezone.localdate() - timedelta(days=settings.OVERDUE_AFTER_DAYS)
        return self.filter(checked_on__lt=limit)
