"""What stands on a day, stored: derived from records when something is published, never edited."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from countries.models.place import Country
from countries.models.therapy import Authorisation, Funding, Therapy
from countries.querysets import SpanQuerySet
from gtlead.records.models import Derived, PartialDateField


class Span(Derived):
    """One state of a therapy in a country, from a day to a day, both included; see countries/domain/spans.py.

    Of public records alone, kept equal to them by countries/access/spans.py; its keys bind nothing.
    """

    kind = models.CharField(max_length=8)
    therapy = models.ForeignKey(Therapy, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="spans")
    country = models.ForeignKey(
        Country, models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="spans"
    )
    state = models.CharField(max_length=24)
    begins = models.DateField()
    until = models.DateField()
    since = PartialDateField(blank=True)
    ended = PartialDateField(blank=True)
    by_conversion = models.BooleanField(default=False)
    authorisation = models.ForeignKey(
        Authorisation, models.DO_NOTHING, db_constraint=False, null=True, related_name="spans"
    )
    origin = models.ForeignKey(
        Authorisation, models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+"
    )
    funding = models.ForeignKey(Funding, models.DO_NOTHING, db_constraint=False, null=True, related_name="spans")
    months = models.PositiveSmallIntegerField(null=True)
    shortest = models.PositiveSmallIntegerField(null=True)
    longest = models.PositiveSmallIntegerField(null=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = _("span")
        verbose_name_plural = _("spans")
        default_permissions = ()
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["therapy", "kind", "country"], name="countries_span_therapy"),
            models.Index(
                fields=["kind", "country", "state", "begins", "until", "therapy"], name="countries_span_country"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.therapy_id} in {self.country_id}: {self.state} from {self.begins}"


class SpansMade(Derived):
    """One row: by which definition the spans were made, so that another version of the code makes them anew.

    And a mark that is another each time that any came or went, so that what was read of them is known to be as they
    are: in no other database, nor before a backup was restored, did they stand under the same one.
    """

    digest = models.CharField(max_length=64)
    mark = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("definition of the spans")
        default_permissions = ()

    def __str__(self) -> str:
        return self.digest
