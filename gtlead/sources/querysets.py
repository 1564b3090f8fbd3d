"""Queries over sources, and over the facts that rest on them."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.utils import timezone

from gtlead.records.choices import State
from gtlead.records.public_keys import HasPublished, public_keys
from gtlead.records.querysets import RecordQuerySet


class SourceQuerySet[Row: models.Model](RecordQuerySet[Row]):
    """Sources by title."""

    def dead(self) -> Self:
        """Those whose document is gone from its address, archived records left out."""
        return self.exclude(state=State.ARCHIVED).filter(dead_since__isnull=False)

    def to_check(self, days: int) -> Self:
        """Those whose address was not looked at for so many days: never looked at first, then longest ago."""
        limit = timezone.now() - timedelta(days=days)
        due = Q(link_check=None) | Q(link_check__checked_at__lte=limit) | ~Q(link_check__url=models.F("url"))
        order = models.F("link_check__checked_at").asc(nulls_first=True)
        return self.exclude(state=State.ARCHIVED).filter(due).order_by(order, "pk")

    def link_problems(self, conditions: dict[str, Q]) -> dict[str, int]:
        """How many have each problem, archived records left out."""
        kept = self.exclude(state=State.ARCHIVED)
        return kept.aggregate(**{name: models.Count("pk", filter=condition) for name, condition in conditions.items()})

    def citing_relations(self) -> list[models.ManyToManyRel]:
        """The relations by which facts name a source."""
        return [
            r for r in self.model._meta.related_objects if r.many_to_many and hasattr(r.related_model, "checked_on")
        ]

    def cited(self, keys: Collection[int] | None = None) -> Self:
        """Those (of these keys) cited by something public; found first, since a dozen subqueries a row are slow."""
        return self.filter(pk__in=list(self.citation_counts()) if keys is None else self.cited_among(keys))

    def cited_among(self, keys: Collection[int]) -> set[int]:
        """Which of these sources something public cites; by the facts that cite them, of all facts a small part."""
        found: set[int] = set()
        for relation in self.citing_relations():
            fact: Any = relation.related_model
            through: Any = relation.through
            joins = through.objects.filter(source__in=keys).values_list(f"{fact._meta.model_name}_id", "source_id")
            citing = list(joins)
            if citing:
                shown = fact._default_manager.published().filter(pk__in={key for key, _source in citing})
                public = set(shown.order_by().values_list("pk", flat=True))
                found.update(source for key, source in citing if key in public)
        return found

    def citation_counts(self) -> Counter[int]:
        """By how many public facts each source is cited; one query for each kind of fact."""
        counts: Counter[int] = Counter()
        for citing in self.public_citations():
            counts.update(dict(citing.order_by().values_list("source_id").annotate(models.Count("pk"))))
        return counts

    def public_citations(self) -> list[models.QuerySet[models.Model]]:
        """The rows that join sources to public facts, for each kind of fact."""
        joins = []
        for relation in self.citing_relations():
            fact: Any = relation.related_model
            through: Any = relation.through
            public = public_keys(fact._meta.label)
            joins.append(through.objects.filter(**{f"{fact._meta.model_name}_id__in": public}))
        return joins

    def for_facts(self) -> Self:
        """Published, in the order of keys, to be fetched for many facts at once.

        State and key are disguised: by their indexes SQLite would go through all sources for each of the facts.
        """
        disguised = self.alias(stands=Concat("state", Value("")), number=F("pk") + 0)
        return disguised.filter(stands=State.PUBLISHED).order_by("number")

    def counts_by_reading(self) -> dict[str, int]:
        """How many publicly cited sources were read in each way, the most frequent way first; one query."""
        labels = dict(apps.get_model("gtlead", "Source").ReadAs.choices)
        first, *others = [citing.order_by().values("source_id") for citing in self.public_citations()]
        cited = self.order_by().filter(pk__in=first.union(*others))
        counts = cited.values_list("read_as").annotate(number=models.Count("pk")).order_by("-number")
        return {str(labels[how]): number for how, number in counts}

    def provenance_share(self) -> dict[str, int]:
        """How many public facts there are, and how many of them a primary source backs."""
        facts = primary = 0
        for relation in self.citing_relations():
            fact: Any = relation.related_model
            public = fact._default_manager.published().filter(sources__state=State.PUBLISHED)
            facts += public.distinct().count()
            primary += public.filter(sources__standing="primary", sources__state=State.PUBLISHED).distinct().count()
        return {"facts": facts, "primary": primary, "percent": round(100 * primary / facts) if facts else 0}


class QuotationQuerySet[Row: models.Model](RecordQuerySet[Row]):
    """Words of sources."""

    def published(self) -> Self:
        """Published, of a source that is itself public."""
        return super().published().filter(source__state=State.PUBLISHED)

    def with_sources(self) -> Self:
        """With what they are words of."""
        return self.select_related("source")

    def kept(self) -> Self:
        """With their sources, archived ones left out."""
        return self.exclude(state=State.ARCHIVED).with_sources()


class FactQuerySet[Row: models.Model](RecordQuerySet[Row]):
    """Facts are public only with at least one published source."""

    def published(self) -> Self:
        """Published and backed by a published source."""
        return super().published().filter(self.has_published_source())

    def has_published_source(self) -> Q:
        """The condition that no fact escapes; subclasses may know exceptions."""
        return Q(HasPublished(self.model, "sources"))

    def with_sources(self) -> Self:
        """Once the sources of one are asked for (`cited`), those of all come, in one query."""
        return self.fetch_mode(models.FETCH_PEERS)

    def for_citing(self) -> Self:
        """What a line in a source's list of citing facts needs; kinds with relations fetch them here."""
        return self.fetch_mode(models.FETCH_PEERS)

    def overdue(self) -> Self:
        """Facts not checked against their sources for longer than the site allows."""
        limit = timezone.localdate() - timedelta(days=settings.OVERDUE_AFTER_DAYS)
        return self.filter(checked_on__lt=limit)


class CitedSources:
    """Fetches the public sources of facts, `cited`, as Django fetches what a query left out."""

    def fetch_one(self, fact: Any) -> None:
        """Of a fact that was fetched alone."""
        self.fetch_many([fact])

    def fetch_many(self, facts: Sequence[Any]) -> None:
        """Of facts of one kind, fetched together; one query."""
        sources = apps.get_model("gtlead", "Source").objects.for_facts()
        models.prefetch_related_objects(facts, models.Prefetch("sources", queryset=sources, to_attr="cited"))


CITED = CitedSources()


def fetch_sources(facts: Iterable[Any]) -> None:
    """Fetches those of some facts among many; one query for each kind of record."""
    kinds: dict[type, list[Any]] = {}
    for fact in facts:
        kinds.setdefault(type(fact), []).append(fact)
    for records in kinds.values():
        CITED.fetch_many(records)
