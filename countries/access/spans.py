"""Keeps the spans of countries/domain/spans.py equal to the public records, for what a publication touches.

Spans are derived when the content version is raised, in the same transaction (gtlead/publication/followers.py).
"""

import inspect
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache
from hashlib import sha256
from itertools import batched
from secrets import randbits

from django.db import DEFAULT_DB_ALIAS, models, transaction

from countries.domain import authorisation, funding, lag, pathways, spans, supply
from countries.domain.spans import Stretch, all_stretches
from countries.models import Authorisation, Country, Funding, Jurisdiction, Membership, Span, SpansMade, Therapy
from gtlead.records import dates
from gtlead.sources.models import Fact, Source

DEFINED_IN = (authorisation, funding, lag, pathways, spans, supply, dates)
COLUMNS = tuple(field.name for field in fields(Stretch))
OF_AUTHORISATION = (
    "therapy_id", "jurisdiction_id", "date", "ended", "status", "pathway", "was_conditional", "converted", "checked_on",
    "supply", "supply_from", "supply_until",
)  # fmt: skip
OF_FUNDING = ("therapy_id", "country_id", "date", "ended", "decision", "indication", "checked_on")
AT_ONCE = 500
BITS_OF_A_MARK = 62


@dataclass(frozen=True)
class Part:
    """The spans of one therapy in all countries, or of all therapies in one country; of all, if of neither."""

    therapy: int | None = None
    country: int | None = None


ALL = Part()


class Spans:
    """Follows the records that spans rest on."""

    def touched_by(self, instance: object, *, is_new: bool = False) -> set[Part]:
        """The therapies and countries whose spans may change with a record."""
        if is_new and isinstance(instance, Therapy | Country | Jurisdiction | Source):
            return set()
        if isinstance(instance, Therapy):
            return {Part(therapy=instance.pk)}
        if isinstance(instance, Country):
            return {Part(country=instance.pk)}
        if isinstance(instance, Authorisation | Funding):
            name = "authorisation" if isinstance(instance, Authorisation) else "funding"
            before = Span.objects.filter(**{name: instance.pk}).values_list("therapy", flat=True)
            return {Part(therapy=therapy) for therapy in (instance.therapy_id, *before)}
        if isinstance(instance, Membership):
            return {Part(country=instance.country_id)}
        if isinstance(instance, Jurisdiction):
            return therapies_of(Authorisation.objects.filter(jurisdiction=instance.pk))
        return resting_on(instance) if isinstance(instance, Source) else set()

    def touched_before(self, instance: object, *, goes: bool = False) -> set[Part]:
        """The country that a membership is taken from."""
        if goes or not isinstance(instance, Membership):
            return set()
        return {
            Part(country=key) for key in Membership.objects.filter(pk=instance.pk).values_list("country", flat=True)
        }

    def touched_by_list(self, instance: object, joined: type[models.Model], keys: Collection[int]) -> set[Part]:
        """What rests on the record, with or without them."""
        return self.touched_by(instance)

    def follow(self, parts: Sequence[Part]) -> None:
        """Derive the spans of these therapies and countries anew."""
        if ALL in parts:
            make_equal()
            return
        if therapies := {part.therapy for part in parts if part.therapy is not None}:
            make_equal(therapies=therapies)
        if countries := {part.country for part in parts if part.country is not None}:
            make_equal(countries=countries)

    def derive_all(self, using: str) -> None:
        """All spans."""
        make_equal(using=using)

    @cache  # noqa: B019 - there is one of it
    def definition(self) -> str:
        """A digest of the functions that define them."""
        texts = [inspect.getsource(module) for module in DEFINED_IN]
        return sha256("\n".join(texts).encode()).hexdigest()

    def drift(self) -> Iterator[str]:
        """Spans that are missing, and those that nothing says."""
        missing, idle = difference()
        yield from (f"missing: {stretch}" for stretch in missing)
        yield from (f"said by no record: {span}" for span in Span.objects.filter(pk__in=idle))


SPANS = Spans()


def therapies_of(facts: models.QuerySet[Fact]) -> set[Part]:
    """The therapies of authorisations or decisions."""
    return {Part(therapy=key) for key in facts.order_by().values_list("therapy", flat=True).distinct()}


def resting_on(source: Source) -> set[Part]:
    """What rests on a source; without a public one a fact is not public. On one that is gone anything may have."""
    if source.pk is None or not Source.objects.filter(pk=source.pk).exists():
        return {ALL}
    return (
        therapies_of(Authorisation.objects.filter(sources=source))
        | therapies_of(Funding.objects.filter(sources=source))
        | {Part(therapy=key) for key in Therapy.objects.filter(sources=source).values_list("pk", flat=True)}
        | {Part(country=key) for key in Country.objects.filter(sources=source).values_list("pk", flat=True)}
    )


def reckoned(therapies: Collection[int] | None, countries: Collection[int] | None, using: str) -> Iterable[Stretch]:
    """What the public records say of these therapies, or of these countries, or of all; three queries."""
    memberships = Membership.objects.using(using).published()
    granted = Authorisation.objects.using(using).published().only(*OF_AUTHORISATION)
    decided = Funding.objects.using(using).published().only(*OF_FUNDING)
    if therapies is not None:
        granted, decided = granted.filter(therapy__in=therapies), decided.filter(therapy__in=therapies)
    if countries is not None:
        memberships, decided = memberships.filter(country__in=countries), decided.filter(country__in=countries)
        reaching = Authorisation.objects.using(using).filter(jurisdiction__in=memberships.values("jurisdiction"))
        granted = granted.filter(therapy__in=reaching.values("therapy"))
    listed = list(granted.order_by("date", "pk"))
    for stretch in all_stretches(memberships, listed, decided.order_by("pk")):
        if countries is None or stretch.country_id is not None:
            yield stretch


def difference(
    therapies: Collection[int] | None = None, countries: Collection[int] | None = None, using: str = DEFAULT_DB_ALIAS
) -> tuple[list[Stretch], list[int]]:
    """The spans that are missing, and the keys of those that no record says."""
    kept: dict[Stretch, int] = {}
    doubles: list[int] = []
    rows = Span.objects.using(using).of(therapies, countries).values_list("pk", *COLUMNS)
    for key, *values in rows.iterator(chunk_size=AT_ONCE):
        if kept.setdefault(Stretch(*values), key) != key:
            doubles.append(key)
    missing = [stretch for stretch in reckoned(therapies, countries, using) if kept.pop(stretch, None) is None]
    return missing, [*kept.values(), *doubles]


def make_equal(
    therapies: Collection[int] | None = None, countries: Collection[int] | None = None, using: str = DEFAULT_DB_ALIAS
) -> int:
    """Write what is missing and remove what nothing says; how many rows that were."""
    missing, idle = difference(therapies, countries, using)
    for some in batched(idle, AT_ONCE, strict=False):
        Span.objects.using(using).filter(pk__in=some).delete()
    Span.objects.using(using).bulk_create([Span(**vars(stretch)) for stretch in missing], batch_size=AT_ONCE)
    if missing or idle:
        made, mark = SpansMade.objects.using(using), randbits(BITS_OF_A_MARK)
        made.filter(pk=1).update(mark=mark) or made.create(pk=1, mark=mark)
    return len(missing) + len(idle)


def rebuild() -> int:
    """All spans, noted with the definition they were made by; how many rows changed."""
    with transaction.atomic():
        number = make_equal()
        SpansMade.objects.update_or_create(pk=1, defaults={"digest": SPANS.definition()})
    return number


def is_outdated() -> bool:
    """Whether the spans were never made, or by another definition."""
    return not SpansMade.objects.filter(pk=1, digest=SPANS.definition()).exists()
