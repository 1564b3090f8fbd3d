"""Trials of gene therapies, as a public registry describes them."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from countries.models.disease import Disease
from countries.models.place import Country
from countries.models.therapy import Therapy
from countries.registers.querysets import TrialQuerySet
from gtlead.records.models import PartialDateField, Record
from gtlead.records.rules import addresses, all_of, dates_within_bounds, needed, unless


class Trial(Record):
    """A trial that the rule of countries/domain/trials.py takes for one of gene therapy; an editor may exclude it."""

    class Phase(models.TextChoices):
        """How far the testing is."""

        EARLY_1 = "early-1", _("early phase 1")
        ONE = "1", _("phase 1")
        ONE_TWO = "1-2", _("phase 1/2")
        TWO = "2", _("phase 2")
        TWO_THREE = "2-3", _("phase 2/3")
        THREE = "3", _("phase 3")
        FOUR = "4", _("phase 4")
        NONE = "none", _("no phase given")

    class Status(models.TextChoices):
        """Where it stands, in the registry's words."""

        NOT_YET = "not-yet-recruiting", _("not yet recruiting")
        RECRUITING = "recruiting", _("recruiting")
        INVITED = "enrolling-by-invitation", _("enrolling by invitation")
        ACTIVE = "active-not-recruiting", _("active, not recruiting")
        SUSPENDED = "suspended", _("suspended")
        COMPLETED = "completed", _("completed")
        TERMINATED = "terminated", _("terminated")
        WITHDRAWN = "withdrawn", _("withdrawn")
        UNKNOWN = "unknown", _("unknown")

    register = models.ForeignKey(
        "countries.Register", models.PROTECT, related_name="trials", verbose_name=_("register")
    )
    number = models.CharField(_("number"), max_length=40, unique=True, help_text=_("Such as NCT01234567."))
    title = models.CharField(_("title"), max_length=500)
    phase = models.CharField(_("phase"), max_length=10, choices=Phase)
    status = models.CharField(_("status"), max_length=24, choices=Status)
    modality = models.CharField(_("modality"), max_length=30, choices=Therapy.Modality, blank=True)
    conditions = models.TextField(_("conditions"), blank=True, help_text=_("One a line, in the registry’s words."))
    sponsor = models.CharField(_("sponsor"), max_length=300, blank=True)
    started = PartialDateField(_("start"), blank=True)
    updated = PartialDateField(_("last update"), blank=True)
    url = models.URLField(_("entry"), max_length=300)
    inclusion = models.TextField(_("why it is taken for gene therapy"))
    countries: "models.ManyToManyField[Country, models.Model]" = models.ManyToManyField(
        Country, related_name="trials", blank=True, verbose_name=_("countries with sites")
    )
    diseases: "models.ManyToManyField[Disease, models.Model]" = models.ManyToManyField(
        Disease, related_name="trials", blank=True, verbose_name=_("diseases")
    )
    therapies: "models.ManyToManyField[Therapy, models.Model]" = models.ManyToManyField(
        Therapy, related_name="trials", blank=True, verbose_name=_("therapies")
    )
    as_of = models.DateField(_("as of"), help_text=_("The day of the reading."))
    is_excluded = models.BooleanField(_("excluded"), default=False)
    exclusion = models.TextField(_("why it is excluded"), blank=True)

    objects = TrialQuerySet.as_manager()
    rules = all_of(
        dates_within_bounds(ahead=("started",)),  # a registry announces trials
        addresses("url"),
        needed(
            "exclusion", lambda t: t.is_excluded, _("An excluded trial says why"), "A device, no gene is brought in."
        ),
        unless("exclusion", lambda t: not t.is_excluded, _("Only an excluded trial says why it is excluded")),
    )
    _history_m2m_fields = ["countries", "diseases", "therapies"]

    class Meta:
        verbose_name = _("trial")
        verbose_name_plural = _("trials")
        ordering = ["-started", "number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_excluded=False) | ~models.Q(exclusion=""),
                name="countries_trial_exclusion",
                violation_error_message=_("Say why the trial is excluded."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"

    def get_absolute_url(self) -> str:
        """Its row in the list of trials."""
        return f"{reverse('trials')}?q={self.number}"
