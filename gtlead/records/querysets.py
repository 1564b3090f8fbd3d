"""Queries that every kind of record shares."""

from collections.abc import Collection, Iterator
from itertools import batched
from typing import Self

from django.db import models
from django.db.models import Model

from gtlead.records.choices import State

AT_ONCE = 1500  # rows


def in_batches[Kind: Model](rows: models.QuerySet[Kind]) -> Iterator[Kind]:
    """The rows, only some in memory at a time; what one of them lacks comes for all of those."""
    for some in batched(rows.iterator(chunk_size=AT_ONCE), AT_ONCE, strict=False):
        yield from some


class RecordQuerySet[Row: Model](models.QuerySet[Row]):
    """Reads begin with `published()`; nothing else is ever public."""

    def published(self) -> Self:
        """Records that the public may see."""
        return self.filter(state=State.PUBLISHED)

    def unpublished(self) -> Self:
        """Drafts, records in review and archived ones."""
        return self.exclude(state=State.PUBLISHED)

    def for_sitemap(self) -> Self:
        """What their address is made of, and when they were last saved."""
        return self.only("slug", "updated_at")

    def slugs(self) -> list[str]:
        """Their slugs, in order."""
        return list(self.values_list("slug", flat=True))

    def named(self, slugs: Collection[str]) -> Self:
        """Those with these slugs."""
        return self.filter(slug__in=slugs)

    def beside(self, record: Model) -> Self:
        """All but this record, which may not be on file yet; what is archived is nobody's double."""
        return self.exclude(pk=record.pk).exclude(state=State.ARCHIVED)
