"""The public trace: what readers could see change, written down when it happened and never again."""

from typing import Any, NoReturn, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_LABEL = 180


class KeptAsItIsError(Exception):
    """The past is not edited: what was wrong is put right by another entry."""


class TraceQuerySet[Row: models.Model](models.QuerySet[Row]):
    """Entries, which are added and read, nothing else."""

    def update(self, **values: object) -> NoReturn:
        """Never."""
        raise KeptAsItIsError

    def delete(self) -> NoReturn:
        """Never."""
        raise KeptAsItIsError

    def until(self, moment: object) -> Self:
        """Those of the moment and before; all of them without a moment."""
        return self.filter(at__lte=moment) if moment else self

    def of_people(self) -> Self:
        """What somebody did, newest first."""
        return self.filter(by_person=True).order_by("-at", "-pk")

    def counted(self) -> Any:
        """What no person did: one row for each day, kind, verb and reason, newest first."""
        rows = self.filter(by_person=False).order_by().values("day", "kind", "verb", "reason")
        return rows.annotate(total=models.Sum("number"), latest=models.Max("at")).order_by("-latest", "kind")

    def of(self, kind: str, slug: str) -> Self:
        """About one record, newest first."""
        return self.filter(kind=kind, slug=slug).order_by("-at", "-pk")


class TraceEntry(models.Model):
    """One thing that readers could see happen.

    `fields` holds, for a change, the name of each field, its label, and what it said before and after, in words. A load
    of reference data is one entry a kind: `number` counts its records and `records` lists their slugs.
    """

    class Verb(models.TextChoices):
        """What happened."""

        PUBLISHED = "published", _("published")
        CHANGED = "changed", _("changed")
        REMOVED = "removed", _("removed from the atlas")

    at = models.DateTimeField(_("when"), db_index=True)
    day = models.DateField(_("day"))
    kind = models.CharField(_("kind of record"), max_length=50)
    slug = models.CharField(_("slug"), max_length=100, blank=True)
    verb = models.CharField(_("what happened"), max_length=9, choices=Verb)
    label = models.CharField(_("record in a line"), max_length=LONGEST_LABEL + 20, blank=True)
    url = models.CharField(_("where it stood"), max_length=400, blank=True, db_index=True)
    reason = models.CharField(_("why"), max_length=250, blank=True)
    cause = models.CharField(_("what it rested on"), max_length=LONGEST_LABEL + 20, blank=True)
    fields = models.JSONField(_("fields"), default=list)
    by_person = models.BooleanField(_("done by a person"))
    number = models.PositiveIntegerField(_("how many records"), default=1)
    records = models.JSONField(_("slugs of a load"), default=list)
    anchor = models.CharField(_("its place on the page of changes"), max_length=200)
    version = models.PositiveBigIntegerField(_("entry of the record's history"), null=True)

    objects = TraceQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the public trace")
        verbose_name_plural = _("public trace")
        ordering = ["at", "pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["kind", "slug", "day"], name="trace_by_record"),
            models.Index(fields=["by_person", "at"], name="trace_by_time"),
        ]

    def __str__(self) -> str:
        return self.anchor

    def save(self, **kwargs: Any) -> None:
        """Once."""
        if self.pk is not None:
            raise KeptAsItIsError
        super().save(**kwargs)

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        """Never."""
        raise KeptAsItIsError
