"""Queries over registers, their readings and their entries, and over trials."""

from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, ExpressionWrapper, Min, OuterRef, Prefetch, Q, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Substr

from countries.querysets import public
from gtlead.records.clock import current_edition
from gtlead.records.querysets import RecordQuerySet


class RegisterQuerySet[Row: models.Model](RecordQuerySet[Row]):
    """Registers by name."""

    def for_list(self) -> Self:
        """With jurisdiction, source and the last accepted reading, as `last_readings`."""
        readings = apps.get_model("countries", "Reading").objects.accepted().defer("excerpt", "absent")
        last = Prefetch("readings", queryset=readings.order_by("-read_at", "-pk")[:1], to_attr="last_readings")
        return self.select_related("jurisdiction", "source").prefetch_related(last)

    def of_forms(self, *forms: str) -> Self:
        """Those that these adapters read."""
        return self.filter(form__in=forms)

    def with_counts_of(self, **place: models.Model) -> Self:
        """How many of its public trials are of a place, therapy or disease, and whether it was ever read; one query.

        Editions hold no readings: in one, a second query asks the present for those of its time.
        """
        trials = apps.get_model("countries", "Trial").objects.published().of(**place)
        own = trials.filter(register=OuterRef("pk")).order_by().values("register")
        readings = apps.get_model("countries", "Reading").objects.accepted()
        is_read: Combinable = Exists(readings.filter(register=OuterRef("pk")))
        if edition := current_edition():
            then = list(readings.filter(read_at__lte=edition.moment).values_list("register", flat=True).distinct())
            is_read = ExpressionWrapper(Q(pk__in=then), models.BooleanField())
        return self.annotate(
            number=Subquery(own.annotate(n=Count("pk")).values("n")),
            late=Subquery(own.filter(phase__in=["3", "2-3"]).annotate(n=Count("pk")).values("n")),
            oldest=Subquery(own.annotate(day=Min("as_of")).values("day")),
            is_read=is_read,
        )

    def automatic(self) -> Self:
        """Those with an address that a program may ask."""
        return self.published().exclude(address="")


class ReadingQuerySet[Row: models.Model](models.QuerySet[Row]):
    """Readings, latest first."""

    def accepted(self) -> Self:
        """Those that were neither refused nor held."""
        return self.filter(outcome__in=["read", "unchanged"])

    def to_be_looked_at(self) -> Self:
        """Those that were held or refused, the latest last."""
        return self.filter(outcome__in=["held", "refused"]).defer("excerpt", "absent").order_by("read_at", "pk")

    def last_of(self, register: models.Model) -> Row | None:
        """The last accepted reading, or None."""
        return self.accepted().filter(register=register).order_by("-read_at", "-pk").first()


class EntryQuerySet[Row: models.Model](models.QuerySet[Row]):
    """Lines of registers."""

    def of(self, register: models.Model) -> Self:
        """Of one register, with the records they are linked to."""
        return self.filter(register=register).select_related("authorisation__therapy", "trial")


class DifferenceQuerySet[Row: models.Model](models.QuerySet[Row]):
    """What was put before a reviewer."""

    def latest_of(self, register: models.Model) -> dict[tuple[int, str], str]:
        """The value last proposed, by entry and field."""
        rows = self.filter(entry__register=register).order_by("pk")
        return {(entry, field): new for entry, field, new in rows.values_list("entry", "field", "new")}


class TrialQuerySet[Row: models.Model](RecordQuerySet[Row]):
    """Trials, the latest start first."""

    def published(self) -> Self:
        """Published, not excluded by an editor, from a register that is itself public."""
        return super().published().filter(is_excluded=False, register__state="published")

    def for_list(self) -> Self:
        """With register, public countries, diseases and therapies."""
        return (
            self.select_related("register__source")
            .prefetch_related(
                Prefetch("countries", queryset=public("Country")),
                Prefetch("diseases", queryset=public("Disease")),
                Prefetch("therapies", queryset=public("Therapy")),
            )
            .fetch_mode(models.FETCH_PEERS)
        )

    def begun(self) -> models.QuerySet[models.Model, tuple[str, int | None, int]]:
        """How many began, by year and country with a site: (year, key of a country or none, number)."""
        years = self.order_by().annotate(year=Substr("started", 1, 4)).values_list("year", "countries")
        rows: models.QuerySet[models.Model, tuple[str, int | None, int]] = years.annotate(number=Count("pk"))
        return rows

    def with_lists_of(self, register: models.Model) -> Self:
        """All of one register, with their countries."""
        return self.filter(register=register).prefetch_related("countries")

    def of(self, **place: models.Model) -> Self:
        """Those with sites in a country, or about a disease or therapy."""
        return self.filter(**place)
