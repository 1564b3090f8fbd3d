"""What the label of a licence says, from when until when: for whom it is, and what it warns of."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from countries.models.therapy import Authorisation
from countries.querysets import LabelEntryQuerySet
from gtlead.records.addresses import standing
from gtlead.records.constraints import dates_in_order, lower_slug
from gtlead.records.duplicates import alike
from gtlead.records.models import PartialDateField
from gtlead.records.rules import all_of, in_order, needed, unless
from gtlead.sources.models import Fact


class LabelEntry(Fact):
    """One use that the licence is for, one boxed warning, or one programme that restricts it, with its days."""

    class Kind(models.TextChoices):
        """What the label says."""

        INDICATION = "indication", _("indication")
        BOXED_WARNING = "boxed-warning", _("boxed warning")
        WARNING = "warning", _("warning")
        LIMITATION = "limitation", _("limitation of use")
        PROGRAMME = "restricted-programme", _("restricted programme")

    class Outcome(models.TextChoices):
        """What became of it on its last day."""

        WIDENED = "widened", _("widened")
        NARROWED = "narrowed", _("narrowed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        REPLACED = "replaced", _("put in other words")
        REMOVED = "removed", _("removed")

    authorisation = models.ForeignKey(
        Authorisation, models.CASCADE, related_name="label_entries", verbose_name=_("authorisation")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    text = models.TextField(_("what for, or what of"), help_text=_("The disease and its state, or the risk."))
    age = models.CharField(_("age"), max_length=80, blank=True, help_text=_("Such as adults, or from 4 years."))
    line = models.CharField(_("line"), max_length=200, blank=True, help_text=_("Such as after two or more lines."))
    date = PartialDateField(_("from"), blank=True, help_text=_("Empty if no source gives it."))
    ended = PartialDateField(_("until"), blank=True, help_text=_("The day it was changed or taken away."))
    outcome = models.CharField(_("what became of it"), max_length=12, choices=Outcome, blank=True)

    objects = LabelEntryQuerySet.as_manager()
    rules = all_of(
        in_order("date", "ended"),
        needed("outcome", lambda e: e.ended, _("Say what became of it"), "narrowed"),
        unless("outcome", lambda e: not e.ended, _("What became of it has a day")),
        unless("age", lambda e: e.kind != "indication", _("Only an indication has an age")),
        unless("line", lambda e: e.kind != "indication", _("Only an indication has a line")),
    )

    class Meta:
        verbose_name = _("entry of a label")
        verbose_name_plural = _("entries of labels")
        ordering = ["authorisation", "kind", "date", "pk"]
        constraints = [
            lower_slug("countries_labelentry"),
            *dates_in_order("countries_labelentry", [("date", "ended")]),
            models.CheckConstraint(
                condition=models.Q(ended="", outcome="") | ~models.Q(ended="") & ~models.Q(outcome=""),
                name="countries_labelentry_outcome",
                violation_error_message=_("An end and what became of it go together."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authorisation}: {self.get_kind_display()}, {self.date}"

    def twins(self) -> list["LabelEntry"]:
        """The same words of the same sort in the same label from the same day."""
        found = LabelEntry.objects.beside(self).filter(
            authorisation=self.authorisation_id, kind=self.kind, date=self.date
        )
        return [other for other in found if alike(other.text, self.text)]

    def get_absolute_url(self) -> str:
        """Its place in the labels of the therapy."""
        return standing(reverse("therapy-label", args=[self.authorisation.therapy.slug]), self.slug)
