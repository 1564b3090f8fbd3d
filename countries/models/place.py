"""Countries, and the jurisdictions whose authorisations are valid in them."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from countries.querysets import CountryQuerySet, MembershipQuerySet
from gtlead.pictures.models import Pictured
from gtlead.records.constraints import lower_slug
from gtlead.records.models import Record
from gtlead.records.rules import addresses, all_of, at_most_words, in_order, languages, no_page_at, shaped
from gtlead.sources.models import Fact


class Country(Pictured, Fact):
    """A country of the selection: its cover opens with this record."""

    class Region(models.TextChoices):
        """Where it lies."""

        NORTH_AMERICA = "north-america", _("North America")
        EUROPE = "europe", _("Europe")
        EAST_ASIA = "east-asia", _("East Asia")
        OCEANIA = "oceania", _("Oceania")
        LATIN_AMERICA = "latin-america", _("Latin America and the Caribbean")
        SOUTHERN_ASIA = "southern-asia", _("Southern Asia")
        SOUTH_EASTERN_ASIA = "south-eastern-asia", _("South-eastern Asia")
        CENTRAL_ASIA = "central-asia", _("Central Asia")
        WESTERN_ASIA = "western-asia", _("Western Asia")
        NORTHERN_AFRICA = "northern-africa", _("Northern Africa")
        SUB_SAHARAN_AFRICA = "sub-saharan-africa", _("Sub-Saharan Africa")

    class Hue(models.TextChoices):
        """The hues of countries that none is kept for; each goes with the name (countries/charts/palette.py)."""

        SLATE = "slate", _("slate blue")
        PLUM = "plum", _("plum")
        CHESTNUT = "chestnut", _("chestnut")
        PETROL = "petrol", _("petrol")
        MOSS = "moss", _("moss green")

    name = models.CharField(_("name"), max_length=60, unique=True, help_text=_("Our display name."))
    official_name = models.CharField(_("official name"), max_length=120)
    other_names = models.TextField(
        _("other names"), blank=True, help_text=_("Short, former and local names, as readers type them; one a line.")
    )
    iso2 = models.CharField(_("ISO alpha-2 code"), max_length=2, unique=True)
    iso3 = models.CharField(_("ISO alpha-3 code"), max_length=3, unique=True)
    region = models.CharField(_("region"), max_length=20, choices=Region)
    leads_in = models.CharField(
        _("leads in"), max_length=300, help_text=_("One sentence: what measurable thing it leads in, since when.")
    )
    summary = models.TextField(_("summary"), help_text=_("At most 120 plain words."))
    scope_note = models.TextField(_("scope"), blank=True, help_text=_("What the name covers in our data."))
    next_review = models.DateField(_("next review"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    hue = models.CharField(
        _("hue"),
        max_length=10,
        choices=Hue,
        blank=True,
        help_text=_("Empty for the countries that have one of their own."),
    )
    longitude = models.DecimalField(
        _("longitude on the map"),
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("Both empty: the middle of its largest land, by its ISO code."),
    )
    latitude = models.DecimalField(
        _("latitude on the map"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(-60), MaxValueValidator(84)],
    )

    objects = CountryQuerySet.as_manager()
    placed_among = ()
    rules = all_of(
        no_page_at("country"),
        at_most_words("summary", 120),
        shaped(
            iso2=("[0-9A-Z]{2}", _("two capital letters, after ISO 3166"), "JP"),
            iso3=("[0-9A-Z]{3}", _("three capital letters, after ISO 3166"), "JPN"),
        ),
    )

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        constraints = [
            lower_slug("countries_country"),
            models.CheckConstraint(
                condition=models.Q(longitude=None, latitude=None)
                | models.Q(longitude__isnull=False, latitude__isnull=False),
                name="countries_country_point",
                violation_error_message=_("Longitude and latitude go together."),
            ),
        ]
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def hue_class(self) -> str:
        """The class that gives what belongs to it its hue."""
        return f"hue-{self.hue}" if self.hue else f"country-{self.slug}"

    def get_absolute_url(self) -> str:
        """The cover, which leads to the rest."""
        return reverse("country", args=[self.slug])

    def url_of(self, page: str, *more: str) -> str:
        """One of its other pages: `theme` with its slug, `institutions`, `timeline`."""
        return reverse(f"country-{page}", args=[self.slug, *more])

    def searched_texts(self) -> tuple[str, ...]:
        """Where the list of countries looks for words."""
        return self.name, self.official_name, self.other_names, self.iso2, self.iso3, self.leads_in, self.summary


class Jurisdiction(Record):
    """An area within which one authority's marketing authorisation is valid."""

    code = models.CharField(_("code"), max_length=2, unique=True)
    name = models.CharField(_("name"), max_length=80)
    regulator = models.CharField(_("regulator"), max_length=120)
    regulator_local = models.CharField(_("regulator in the local language"), max_length=120, blank=True)
    regulator_lang = models.CharField(_("its language"), max_length=10, blank=True)
    regulator_url = models.URLField(_("regulator's site"), max_length=300)
    countries: "models.ManyToManyField[Country, Membership]" = models.ManyToManyField(
        Country, through="Membership", related_name="jurisdictions", verbose_name=_("countries")
    )

    rules = all_of(
        languages("regulator_lang"),
        addresses("regulator_url"),
        shaped(code=("[0-9A-Z]{2}", _("two capital letters"), "EU")),
    )

    class Meta:
        verbose_name = _("jurisdiction")
        verbose_name_plural = _("jurisdictions")
        constraints = [lower_slug("countries_jurisdiction")]
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Membership(Fact):
    """The days on which a jurisdiction's authorisations are valid in a country."""

    country = models.ForeignKey(Country, models.CASCADE, related_name="memberships", verbose_name=_("country"))
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, verbose_name=_("jurisdiction"))
    valid_from = models.DateField(_("from"), null=True, blank=True, help_text=_("Empty: as far as our data goes back."))
    valid_until = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day. Empty: still valid."))
    converted = models.BooleanField(
        _("converted at the end"),
        default=False,
        help_text=_("Authorisations in force on the last day became national ones."),
    )
    note = models.TextField(_("note"), blank=True)

    objects = MembershipQuerySet.as_manager()
    rules = all_of(
        in_order("valid_from", "valid_until"),
    )

    class Meta:
        verbose_name = _("validity in a country")
        verbose_name_plural = _("validity in countries")
        ordering = ["valid_from", "pk"]
        constraints = [
            lower_slug("countries_membership"),
            models.UniqueConstraint(fields=["country", "jurisdiction"], name="countries_membership_once"),
            models.CheckConstraint(
                condition=models.Q(valid_from=None)
                | models.Q(valid_until=None)
                | models.Q(valid_from__lte=models.F("valid_until")),
                name="countries_membership_period",
                violation_error_message=_("The last day lies before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.jurisdiction} in {self.country}"

    def get_absolute_url(self) -> str:
        """Its place on the country's cover."""
        return f"{self.country.get_absolute_url()}#{self.slug}"
