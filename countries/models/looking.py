"""What was looked through without success: the witness of an absence."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from countries.models.place import Country, Jurisdiction
from countries.models.therapy import Therapy
from countries.querysets import LookThroughQuerySet
from gtlead.records.addresses import standing
from gtlead.records.constraints import lower_slug
from gtlead.records.models import PartialDateField
from gtlead.records.rules import all_of, needed
from gtlead.sources.models import Fact


class LookThrough(Fact):
    """A register read for named therapies: one without a record there was not found in it on that day.

    Or what was found is an application that waits for a decision.
    With a jurisdiction it is a register of authorisations, with a country one of its payer's decisions.
    """

    register = models.CharField(_("register"), max_length=200)
    jurisdiction = models.ForeignKey(
        Jurisdiction,
        models.PROTECT,
        related_name="look_throughs",
        null=True,
        blank=True,
        verbose_name=_("jurisdiction"),
        help_text=_("For a register of authorisations."),
    )
    country = models.ForeignKey(
        Country,
        models.PROTECT,
        related_name="look_throughs",
        null=True,
        blank=True,
        verbose_name=_("country"),
        help_text=_("For a register of a payer's decisions."),
    )
    as_of = PartialDateField(_("as of"), help_text=_("The day the register stood so."))
    therapies = models.ManyToManyField(
        Therapy, related_name="look_throughs", verbose_name=_("looked for"), help_text=_("By all of their names.")
    )
    looked_by = models.CharField(_("looked through by"), max_length=160)
    note = models.TextField(_("note"), blank=True)
    is_pending = models.BooleanField(
        _("an application was found"),
        default=False,
        help_text=_("Ticked: an application for them waited for a decision on that day."),
    )

    objects = LookThroughQuerySet.as_manager()
    rules = all_of(
        needed("therapies", lambda k: True, _("Name the therapies that were looked for"), "zolgensma"),
    )
    _history_m2m_fields = ["sources", "therapies"]

    class Meta:
        verbose_name = _("look-through of a register")
        verbose_name_plural = _("look-throughs of registers")
        ordering = ["-as_of", "register", "pk"]
        constraints = [
            lower_slug("countries_lookthrough"),
            models.CheckConstraint(
                condition=models.Q(jurisdiction=None, country__isnull=False)
                | models.Q(jurisdiction__isnull=False, country=None),
                name="countries_lookthrough_one_place",
                violation_error_message=_("Name either a jurisdiction or a country."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register}, {self.as_of}"

    def get_absolute_url(self) -> str:
        """Its place in the list of what was looked through."""
        return standing(reverse("about"), self.slug)
