"""Keeps the stored numbers of statements equal to the public records, for what a publication touches."""

import inspect
import sys
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from hashlib import sha256

from django.db import DEFAULT_DB_ALIAS, models

from countries.models import Country, Statement, StatementNumber
from gtlead.sources.models import Source
from themes.models import Theme, Topic

ALL = 0  # in place of the key of a country


class StatementNumbers:
    """Follows the records that statements are public with. Its parts are countries, by key."""

    def touched_by(self, instance: object, *, is_new: bool = False) -> set[int]:
        """The countries whose numbers may change with a record."""
        if isinstance(instance, Statement):
            return {instance.country_id}
        if is_new or not isinstance(instance, Country | Source | Theme | Topic):
            return set()
        if isinstance(instance, Country):
            return {instance.pk}
        if isinstance(instance, Theme):
            return spoken_of(Statement.objects.filter(topic__theme=instance.pk))
        if isinstance(instance, Topic):
            return spoken_of(Statement.objects.filter(topic=instance.pk))
        if not Source.objects.filter(pk=instance.pk).exists():
            return {ALL}
        cited_by = Country.objects.filter(sources=instance.pk).values_list("pk", flat=True)
        return spoken_of(Statement.objects.filter(sources=instance.pk)) | {*cited_by}

    def touched_before(self, instance: object, *, goes: bool = False) -> set[int]:
        """The country that a statement is taken from."""
        return spoken_of(Statement.objects.filter(pk=instance.pk)) if isinstance(instance, Statement) else set()

    def touched_by_list(self, instance: object, joined: type[models.Model], keys: Collection[int]) -> set[int]:
        """What rests on the record, and on those that came into its list or left it."""
        others = Statement.objects.filter(pk__in=keys) if joined is Statement else Statement.objects.none()
        return self.touched_by(instance) | spoken_of(others)

    def follow(self, parts: Sequence[int]) -> None:
        """Count these countries anew."""
        make_equal(None if ALL in parts else parts)

    def derive_all(self, using: str) -> None:
        """All countries."""
        make_equal(using=using)

    @cache  # noqa: B019 - there is one of it
    def definition(self) -> str:
        """A digest of this module."""
        return sha256(inspect.getsource(sys.modules[__name__]).encode()).hexdigest()

    def drift(self) -> Iterator[str]:
        """Numbers that are not those of the records."""
        wanted, kept = counted(), stored()
        for country, theme in sorted(wanted.keys() | kept.keys()):
            if (told := kept.get((country, theme), 0)) != (number := wanted.get((country, theme), 0)):
                yield f"statements of country {country} on {theme}: {told}, and there are {number}"


STATEMENT_NUMBERS = StatementNumbers()


def spoken_of(statements: models.QuerySet[Statement]) -> set[int]:
    """The countries of statements."""
    return {*statements.order_by().values_list("country", flat=True).distinct()}


def counted(countries: Collection[int] | None = None, using: str = DEFAULT_DB_ALIAS) -> dict[tuple[int, str], int]:
    """How many public statements there are, by country and theme."""
    statements = Statement.objects.using(using).published()
    if countries is not None:
        statements = statements.filter(country__in=countries)
    return {(c, theme): number for c, told in statements.counts_by_country().items() for theme, number in told.items()}


def stored(countries: Collection[int] | None = None, using: str = DEFAULT_DB_ALIAS) -> dict[tuple[int, str], int]:
    """How many are said to be."""
    numbers = StatementNumber.objects.using(using).of(countries)
    return {(country, theme): number for country, theme, number in numbers.values_list("country", "theme", "number")}


def make_equal(countries: Collection[int] | None = None, using: str = DEFAULT_DB_ALIAS) -> int:
    """Write the numbers of countries, or of all, anew where they differ; how many did."""
    wanted, kept = counted(countries, using), stored(countries, using)
    differing = {place for place in wanted.keys() | kept.keys() if wanted.get(place) != kept.get(place)}
    numbers = StatementNumber.objects.using(using)
    for country in {country for country, _theme in differing}:
        numbers.filter(country=country, theme__in=[theme for c, theme in differing if c == country]).delete()
    numbers.bulk_create(
        StatementNumber(country_id=country, theme=theme, number=wanted[country, theme])
        for country, theme in sorted(differing & wanted.keys())
    )
    return len(differing)
