"""Subqueries that are the same in every query. Nearly all rest on some: Django would build and compile each anew."""

from collections.abc import Callable
from functools import cache

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Expression, F, Func

from gtlead.records.choices import State

type Build = Callable[[], models.QuerySet[models.Model, object]]


class Keys(Expression):
    """The keys that a queryset gives, for `…__in=`; its SQL is made once for each kind of database.

    `build` is a function of a module: it stands for the queryset, which may not depend on anything else.
    """

    def __init__(self, build: Build) -> None:
        super().__init__(output_field=models.BigIntegerField())
        self.build = build

    def resolve_expression(self, *args: object, **kwargs: object) -> "Keys":
        """It names nothing of the query around it."""
        return self

    def as_sql(self, compiler: object, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        """The subquery in brackets, and its parameters."""
        kept = COMPILED.get((self.build, connection.vendor))
        if kept is None:
            sql, parameters = self.build().order_by().query.get_compiler(connection=connection).as_sql()
            kept = COMPILED[self.build, connection.vendor] = f"({sql})", tuple(parameters)
        return kept


COMPILED: dict[tuple[Build, str], tuple[str, tuple[str | int, ...]]] = {}


@cache
def public_keys(model: str) -> Keys:
    """The keys of a model's public rows ("countries.Country")."""
    return Keys(lambda: apps.get_model(model)._default_manager.published().values("pk"))


class HasPublished(Func):
    """Whether a published record stands at the other end of a many-to-many relation of a model."""

    template = (
        "EXISTS(SELECT 1 FROM %(through)s joined INNER JOIN %(target)s other ON joined.%(to)s = other.id"
        " WHERE joined.%(from_)s = %(expressions)s AND other.state = '%(state)s' LIMIT 1)"
    )

    def __init__(self, model: type[models.Model], name: str) -> None:
        field = next(f for f in model._meta.many_to_many if f.name == name)
        super().__init__(
            F("pk"),
            output_field=BooleanField(),
            through=field.m2m_db_table(),
            target=field.related_model._meta.db_table,
            from_=field.m2m_column_name(),
            to=field.m2m_reverse_name(),
            state=State.PUBLISHED.value,
        )
