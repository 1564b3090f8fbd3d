"""Therapies, where they are authorised, and who pays for them."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from countries.domain.pathways import CONDITIONAL_PATHWAYS
from countries.models.disease import Disease
from countries.models.place import Country, Jurisdiction
from countries.querysets import AuthorisationQuerySet, FundingQuerySet, TherapyQuerySet
from gtlead.pictures.models import Pictured
from gtlead.records.addresses import standing
from gtlead.records.constraints import dates_in_order, lower_slug
from gtlead.records.duplicates import same_day
from gtlead.records.models import PartialDateField
from gtlead.records.rules import (
    addresses,
    all_of,
    at_most_words,
    in_order,
    money,
    needed,
    no_page_at,
    not_negative,
    unless,
    words_of,
    years_within_bounds,
)
from gtlead.sources.models import Fact


class Therapy(Pictured, Fact):
    """A gene therapy that was authorised in at least one jurisdiction of the atlas."""

    class Modality(models.TextChoices):
        """How genetic material reaches the patient's cells."""

        AAV_IN_VIVO = "aav-in-vivo", _("AAV vector, in vivo")
        OTHER_IN_VIVO = "other-in-vivo", _("other vector, in vivo")
        LENTIVIRAL_HSC = "lentiviral-hsc", _("ex vivo lentiviral stem cells")
        GAMMARETROVIRAL = "gammaretroviral-ex-vivo", _("ex vivo gammaretroviral cells")
        CAR_T = "car-t", _("CAR-T cells")
        TCR_T = "tcr-t", _("TCR-T cells")
        EDITING_EX_VIVO = "editing-ex-vivo", _("genome editing, ex vivo")
        EDITING_IN_VIVO = "editing-in-vivo", _("genome editing, in vivo")
        ONCOLYTIC_VIRUS = "oncolytic-virus", _("oncolytic virus")
        PLASMID = "plasmid", _("plasmid")
        OTHER_CELLS = "other-gene-modified-cells", _("other gene-modified cells")

    class DiseaseArea(models.TextChoices):
        """The field of medicine."""

        BLOOD_CANCER = "blood-cancer", _("blood cancer")
        SOLID_TUMOUR = "solid-tumour", _("solid tumours")
        HAEMATOLOGY = "haematology", _("haematology")
        IMMUNOLOGY = "immunology", _("immunology")
        METABOLIC = "metabolic", _("metabolic disease")
        NEUROLOGY = "neurology", _("neurology")
        NEUROMUSCULAR = "neuromuscular", _("neuromuscular disease")
        OPHTHALMOLOGY = "ophthalmology", _("eye disease")
        OTOLOGY = "otology", _("hearing")
        DERMATOLOGY = "dermatology", _("skin disease")
        CARDIOVASCULAR = "cardiovascular", _("heart and vessels")
        MUSCULOSKELETAL = "musculoskeletal", _("bones and joints")

    class Delivery(models.TextChoices):
        """Whether cells are changed in the body or outside it."""

        IN_VIVO = "in vivo", _("in vivo")
        EX_VIVO = "ex vivo", _("ex vivo")

    brand = models.CharField(_("brand"), max_length=120, help_text=_("Or the non-proprietary name, if it has none."))
    inn = models.CharField(_("international non-proprietary name"), max_length=160, blank=True)
    other_names = models.TextField(_("other names"), blank=True, help_text=_("One a line."))
    developer = models.CharField(_("developer"), max_length=200)
    modality = models.CharField(_("modality"), max_length=30, choices=Modality)
    vector = models.CharField(_("vector"), max_length=200, blank=True)
    delivery = models.CharField(_("delivery"), max_length=10, choices=Delivery)
    target = models.CharField(_("target"), max_length=200, blank=True, help_text=_("Gene or antigen."))
    disease = models.CharField(_("disease"), max_length=300)
    diseases: "models.ManyToManyField[Disease, models.Model]" = models.ManyToManyField(
        Disease,
        related_name="therapies",
        verbose_name=_("diseases it treats"),
        blank=True,
        help_text=_("The records that readers find it by."),
    )
    disease_synonyms = models.TextField(_("other words for the disease"), blank=True, help_text=_("One a line."))
    disease_area = models.CharField(_("disease area"), max_length=20, choices=DiseaseArea)
    borderline = models.BooleanField(_("borderline"), default=False)
    borderline_reason = models.TextField(_("why it is borderline"), blank=True)
    first = models.CharField(_("first at what"), max_length=300, blank=True)
    summary = models.TextField(_("plain summary"), help_text=_("At most 120 plain words, no advice."))
    mechanism = models.TextField(_("mechanism"), blank=True)

    objects = TherapyQuerySet.as_manager()
    rules = all_of(
        no_page_at("therapy"),
        at_most_words("summary", 120),
        needed(
            "borderline_reason", lambda t: t.borderline, _("Say why the product is borderline"), "No gene is changed."
        ),
    )
    _history_m2m_fields = ["sources", "diseases"]

    class Meta:
        verbose_name = _("therapy")
        verbose_name_plural = _("therapies")
        ordering = ["brand", "pk"]
        constraints = [
            lower_slug("countries_therapy"),
            models.CheckConstraint(
                condition=models.Q(borderline=False) | ~models.Q(borderline_reason=""),
                name="countries_therapy_borderline_reason",
                violation_error_message=_("Say why the product is borderline."),
            ),
        ]

    def __str__(self) -> str:
        return self.brand

    def twins(self) -> list["Therapy"]:
        """A therapy of the same brand."""
        return list(Therapy.objects.beside(self).filter(brand__iexact=self.brand))

    @property
    def substance(self) -> str:
        """The non-proprietary name, beside a brand that says another."""
        return "" if self.inn.casefold() == self.brand.casefold() else self.inn

    def get_absolute_url(self) -> str:
        """The therapy's page."""
        return reverse("therapy", args=[self.slug])


class Designation(models.TextChoices):
    """What a regulator called a product to hasten it; closed, so that a slip is no designation."""

    ORPHAN = "orphan", _("orphan")
    PRIORITY_REVIEW = "priority-review", _("priority review")
    PRIORITY_VOUCHER = "priority-voucher", _("priority review voucher")
    BREAKTHROUGH = "breakthrough", _("breakthrough therapy")
    FAST_TRACK = "fast-track", _("fast track")
    RMAT = "rmat", _("regenerative medicine advanced therapy")
    PRIME = "prime", _("PRIME")
    ACCELERATED_ASSESSMENT = "accelerated-assessment", _("accelerated assessment")
    SAKIGAKE = "sakigake", _("Sakigake")
    ILAP = "ilap", _("Innovative Licensing and Access Pathway")
    RARE_PAEDIATRIC = "rare-paediatric-disease", _("rare paediatric disease")


def is_in_force(record: "Authorisation") -> bool:
    """Whether it stands now."""
    return record.status in (record.Status.AUTHORISED, record.Status.CONDITIONAL)


def is_made_unconditional(record: "Authorisation") -> bool:
    """Whether it was granted on conditions and is in force without them."""
    return record.pathway in CONDITIONAL_PATHWAYS and record.status == record.Status.AUTHORISED


class Authorisation(Fact):
    """A marketing authorisation of one therapy in one jurisdiction, from grant to end."""

    class Status(models.TextChoices):
        """How it stands now."""

        AUTHORISED = "authorised", _("authorised")
        CONDITIONAL = "conditional", _("conditionally authorised")
        WITHDRAWN = "withdrawn", _("withdrawn")
        REVOKED = "revoked", _("revoked")
        EXPIRED = "expired", _("expired")

    class Pathway(models.TextChoices):
        """The legal route it was granted by."""

        STANDARD = "standard", _("standard")
        ACCELERATED = "accelerated-approval", _("accelerated approval")
        CONDITIONAL = "conditional-marketing-authorisation", _("conditional marketing authorisation")
        EXCEPTIONAL = "exceptional-circumstances", _("exceptional circumstances")
        TIME_LIMITED = "conditional-and-time-limited", _("conditional and time-limited approval")
        PROVISIONAL = "provisional-approval", _("provisional approval")
        CONVERSION = "conversion-of-eu-licence", _("conversion of the EU licence")
        HOSPITAL_EXEMPTION = "hospital-exemption", _("hospital exemption")
        CONDITIONAL_APPROVAL = "conditional-approval", _("conditional approval")
        OTHER = "other", _("other")

    class Supply(models.TextChoices):
        """Whether it can be had; the licence alone does not say."""

        MARKETED = "marketed", _("marketed")
        NOT_YET = "not-yet", _("not yet marketed")
        ENDED = "ended", _("supply ended")
        NEVER = "never-launched", _("never launched")

    therapy = models.ForeignKey(Therapy, models.CASCADE, related_name="authorisations", verbose_name=_("therapy"))
    jurisdiction = models.ForeignKey(
        Jurisdiction, models.PROTECT, related_name="authorisations", verbose_name=_("jurisdiction")
    )
    date = PartialDateField(_("granted"), blank=True, help_text=_("Empty if no source gives it."))
    pathway = models.CharField(_("pathway"), max_length=40, choices=Pathway, blank=True)
    designations = models.CharField(
        _("designations"),
        max_length=200,
        blank=True,
        help_text=_("Such as rmat, prime, sakigake; separated by spaces."),
    )
    status = models.CharField(_("status"), max_length=12, choices=Status)
    ended = PartialDateField(_("ended"), blank=True)
    was_conditional = models.BooleanField(_("began conditional"), default=False)
    converted = PartialDateField(_("made unconditional"), blank=True)
    indication = models.TextField(_("indication"), blank=True)
    holder = models.CharField(_("holder"), max_length=200, blank=True)
    register_url = models.URLField(_("official register"), max_length=400, blank=True)
    note = models.TextField(_("note"), blank=True)
    register_number = models.CharField(
        _("number in the register"), max_length=60, blank=True, help_text=_("Such as BLA125646 or EMEA/H/C/004090.")
    )
    supply = models.CharField(
        _("supply"), max_length=16, choices=Supply, blank=True, help_text=_("Empty: not looked up.")
    )
    supply_from = PartialDateField(_("on the market from"), blank=True)
    supply_until = PartialDateField(_("on the market until"), blank=True)

    objects = AuthorisationQuerySet.as_manager()
    rules = all_of(
        in_order("date", "converted", "ended"),
        in_order("supply_from", "supply_until"),
        words_of("designations", Designation),
        addresses("register_url"),
        needed("converted", is_made_unconditional, _("Say when its conditions were lifted"), "2024-05"),
        needed("supply", lambda a: a.supply_until, _("Only a supply that ended has a last day"), "ended"),
        unless("ended", is_in_force, _("An authorisation in force has no end date")),
    )

    class Meta:
        verbose_name = _("authorisation")
        verbose_name_plural = _("authorisations")
        ordering = ["date", "pk"]
        constraints = [
            lower_slug("countries_authorisation"),
            *dates_in_order(
                "countries_authorisation",
                [("date", "converted"), ("date", "ended"), ("converted", "ended"), ("supply_from", "supply_until")],
            ),
            models.UniqueConstraint(
                fields=["therapy", "jurisdiction", "date"],
                name="countries_authorisation_once",
                violation_error_message=_("This authorisation is already recorded."),
            ),
            models.CheckConstraint(
                condition=models.Q(ended="") | models.Q(status__in=["withdrawn", "revoked", "expired"]),
                name="countries_authorisation_ended_status",
                violation_error_message=_("An authorisation in force has no end date."),
            ),
            models.CheckConstraint(
                condition=models.Q(supply_until="") | models.Q(supply="ended"),
                name="countries_authorisation_supply_ended",
                violation_error_message=_("Only a supply that ended has a last day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.therapy} in {self.jurisdiction}, {self.date}"

    @property
    def designation_words(self) -> list[str]:
        """The designations in words."""
        return [str(Designation(value).label) for value in self.designations.split()]

    def twins(self) -> list["Authorisation"]:
        """The same grant in the same jurisdiction."""
        found = Authorisation.objects.beside(self).filter(therapy=self.therapy_id, jurisdiction=self.jurisdiction_id)
        return [other for other in found if same_day(other.date, self.date)]

    def get_absolute_url(self) -> str:
        """Its place on the therapy's page."""
        return standing(self.therapy.get_absolute_url(), self.slug)


OF_PRICE = _("A price needs its currency, year, kind and unit")
PRICED = (("currency", "EUR"), ("price_year", "2025"), ("price_kind", "list"), ("price_unit", "patient"))


class Funding(Fact):
    """What a country's public payer decided about a therapy, and at what price."""

    class Decision(models.TextChoices):
        """The public payer's answer."""

        FUNDED = "funded", _("funded")
        WITH_CONDITIONS = "funded-with-conditions", _("funded under conditions")
        TIME_LIMITED = "time-limited-fund", _("paid from a time-limited fund")
        INDIVIDUAL = "individual", _("paid case by case")
        REFUSED = "refused", _("refused")
        NOT_FUNDED = "not-funded", _("not funded")
        UNDER_ASSESSMENT = "under-assessment", _("under assessment")
        WITHDRAWN = "withdrawn", _("funding withdrawn")
        NOT_KNOWN = "not-known", _("not known")

    class PriceKind(models.TextChoices):
        """What sort of price the number is."""

        LIST = "list", _("list price")
        REIMBURSEMENT = "listed-reimbursement", _("listed reimbursement price")
        REPORTED = "reported", _("reported price")
        NEGOTIATED = "negotiated", _("negotiated price")

    class PriceUnit(models.TextChoices):
        """What the price buys."""

        COURSE = "course", _("a course of treatment")
        PATIENT = "patient", _("a patient")
        INFUSION = "infusion", _("an infusion")
        VIAL = "vial", _("a vial")
        PACK = "pack", _("a pack")
        EYE = "eye", _("an eye")
        YEAR = "year", _("a year")

    class PaymentModel(models.TextChoices):
        """How it is paid."""

        ONE_OFF = "one-off", _("one payment")
        OUTCOMES = "outcomes-based", _("outcomes-based")
        INSTALMENTS = "instalments", _("instalments")
        MANAGED_ACCESS = "managed-access", _("managed access")
        RISK_SHARING = "risk-sharing", _("risk sharing")
        BLOCK = "block-funding", _("block funding")
        DISCOUNT = "confidential-discount", _("confidential discount")
        NOT_KNOWN = "not-known", _("not known")

    therapy = models.ForeignKey(Therapy, models.CASCADE, related_name="funding", verbose_name=_("therapy"))
    country = models.ForeignKey(Country, models.PROTECT, related_name="funding", verbose_name=_("country"))
    decision = models.CharField(_("decision"), max_length=24, choices=Decision)
    payer = models.CharField(_("payer"), max_length=160, blank=True)
    date = PartialDateField(_("date"), blank=True)
    price = models.DecimalField(_("price"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    price_year = models.PositiveSmallIntegerField(_("year of the price"), null=True, blank=True)
    price_kind = models.CharField(_("kind of price"), max_length=20, choices=PriceKind, blank=True)
    payment_model = models.CharField(_("payment model"), max_length=24, choices=PaymentModel, blank=True)
    text = models.TextField(_("text"), help_text=_("One sentence."))
    indication = models.CharField(
        _("indication"),
        max_length=300,
        blank=True,
        help_text=_("Patient group, line and age that it is for."),
    )
    restrictions = models.TextField(_("restrictions"), blank=True)
    ended = PartialDateField(_("ended"), blank=True, help_text=_("When the decision stopped to hold."))
    price_unit = models.CharField(_("unit of the price"), max_length=10, choices=PriceUnit, blank=True)
    price_basis = models.CharField(
        _("what one patient needs"), max_length=300, blank=True, help_text=_("Such as 26 vials a year, or both eyes.")
    )
    price_per_patient = models.DecimalField(
        _("comparable price a patient"), max_digits=14, decimal_places=2, null=True, blank=True
    )

    objects = FundingQuerySet.as_manager()
    rules = all_of(
        in_order("date", "ended"),
        money("currency"),
        years_within_bounds("price_year"),
        not_negative("price", "price_per_patient"),
        *(needed(name, lambda f: f.price is not None, OF_PRICE, example) for name, example in PRICED),
        needed(
            "price_basis",
            lambda f: f.price_per_patient is not None,
            _("A comparable price says what it was worked out from"),
            "26 vials a year",
        ),
    )

    class Meta:
        verbose_name = _("funding decision")
        verbose_name_plural = _("funding decisions")
        ordering = ["therapy__brand", "country__position", "pk"]
        constraints = [
            lower_slug("countries_funding"),
            *dates_in_order("countries_funding", [("date", "ended")]),
            models.CheckConstraint(
                condition=models.Q(price=None)
                | (~models.Q(currency="") & ~models.Q(price_kind="") & models.Q(price_year__isnull=False)),
                name="countries_funding_price_complete",
                violation_error_message=_("A price needs its currency, year and kind."),
            ),
            models.CheckConstraint(
                condition=models.Q(price_per_patient=None)
                | (models.Q(price__isnull=False) & ~models.Q(price_basis="")),
                name="countries_funding_comparable_price",
                violation_error_message=_("A comparable price says what it was worked out from."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.therapy} in {self.country}: {self.get_decision_display()}"

    def twins(self) -> list["Funding"]:
        """The same payer's decision of the same day."""
        found = Funding.objects.beside(self).filter(
            therapy=self.therapy_id, country=self.country_id, payer__iexact=self.payer, date=self.date
        )
        return list(found)

    def get_absolute_url(self) -> str:
        """Its place on the therapy's page."""
        return standing(self.therapy.get_absolute_url(), self.slug)
