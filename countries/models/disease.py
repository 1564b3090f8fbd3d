"""Diseases: what readers look for, whether or not a therapy exists."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from countries.querysets import DiseaseQuerySet
from gtlead.records.constraints import lower_slug
from gtlead.records.rules import all_of, no_page_at, shaped
from gtlead.sources.models import Fact

ICD10 = r"[A-Z][0-9]{2}(\.[0-9A-Z]{1,4})?"
SEVERAL = _("Several are parted by “; ”, the most usual first.")


class Disease(Fact):
    """A disease by all the names under which it is looked for; therapies point to it."""

    class Area(models.TextChoices):
        """The field of medicine."""

        BLOOD_CANCER = "blood-cancer", _("blood cancer")
        SOLID_TUMOUR = "solid-tumour", _("solid tumours")
        HAEMATOLOGY = "haematology", _("haematology")
        IMMUNOLOGY = "immunology", _("immunology")
        INFECTION = "infection", _("infection")
        METABOLIC = "metabolic", _("metabolic disease")
        NEUROLOGY = "neurology", _("neurology")
        NEUROMUSCULAR = "neuromuscular", _("neuromuscular disease")
        OPHTHALMOLOGY = "ophthalmology", _("eye disease")
        OTOLOGY = "otology", _("hearing")
        DERMATOLOGY = "dermatology", _("skin disease")
        CARDIOVASCULAR = "cardiovascular", _("heart and vessels")
        RESPIRATORY = "respiratory", _("lungs and airways")
        MUSCULOSKELETAL = "musculoskeletal", _("bones and joints")
        KIDNEY = "kidney", _("kidneys")
        DIGESTIVE = "digestive", _("liver and bowel")
        MENTAL_HEALTH = "mental-health", _("mental health")

    name = models.CharField(_("name in plain words"), max_length=160)
    medical_name = models.CharField(
        _("medical name"), max_length=200, blank=True, help_text=_("Only where it differs from the plain name.")
    )
    other_names = models.TextField(
        _("other names"),
        blank=True,
        help_text=_("Lay and former names, short forms, other spellings; one a line."),
    )
    name_de = models.CharField(_("name in German"), max_length=200, blank=True, help_text=SEVERAL)
    name_ja = models.CharField(_("name in Japanese"), max_length=200, blank=True, help_text=SEVERAL)
    name_ko = models.CharField(_("name in Korean"), max_length=200, blank=True, help_text=SEVERAL)
    name_zh = models.CharField(_("name in Simplified Chinese"), max_length=200, blank=True, help_text=SEVERAL)
    target = models.CharField(_("gene or cell target"), max_length=200, blank=True)
    orpha = models.CharField(_("ORPHA code"), max_length=20, blank=True, help_text=_("Such as 586."))
    icd10 = models.CharField(_("ICD-10 code"), max_length=40, blank=True, help_text=_("Such as E84."))
    mondo = models.CharField(_("MONDO code"), max_length=20, blank=True, help_text=_("Such as 0009061."))
    omim = models.CharField(
        _("OMIM numbers"), max_length=80, blank=True, help_text=_("Such as 219700; several are parted by “, ”.")
    )
    area = models.CharField(_("area"), max_length=20, choices=Area)
    summary = models.TextField(_("plain summary"), help_text=_("Two plain sentences, no advice."))

    objects = DiseaseQuerySet.as_manager()
    rules = all_of(
        no_page_at("disease"),
        shaped(
            orpha=("[0-9]{1,6}", _("the digits of an ORPHA code"), "586"),
            icd10=(rf"{ICD10}(, {ICD10})*", _("codes of ICD-10, divided by commas"), "E84, G12.0"),
            mondo=("[0-9]{7}", _("the seven digits of a MONDO code"), "0009061"),
        ),
    )

    class Meta:
        verbose_name = _("disease")
        verbose_name_plural = _("diseases")
        constraints = [lower_slug("countries_disease")]
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def twins(self) -> list["Disease"]:
        """A disease of the same name."""
        return list(Disease.objects.beside(self).filter(name__iexact=self.name))

    def get_absolute_url(self) -> str:
        """The disease's page."""
        return reverse("disease", args=[self.slug])

    @property
    def local_names(self) -> list[tuple[str, str]]:
        """The names in other languages, each after its language tag; of one language the most usual first."""
        fields = (("de", self.name_de), ("ja", self.name_ja), ("ko", self.name_ko), ("zh-Hans", self.name_zh))
        return [(language, name) for language, names in fields for name in names.split("; ") if name]

    @property
    def names(self) -> list[str]:
        """Every name, the plain one first."""
        english = [self.name, self.medical_name, *self.other_names.splitlines()]
        return [name for name in (*english, *(name for _lang, name in self.local_names)) if name]

    @property
    def codes(self) -> list[str]:
        """Its codes as they are written: `ORPHA 586`, `E84`, `ICD-10 E84`, `MONDO 0009061`, `OMIM 219700`."""
        icd10 = [code for code in self.icd10.split(", ") if code]
        written = [f"ORPHA {self.orpha}"] if self.orpha else []
        written += [*icd10, *(f"ICD-10 {code}" for code in icd10)]
        written += [f"MONDO {self.mondo}"] if self.mondo else []
        return written + [f"OMIM {number}" for number in self.omim.split(", ") if number]

    @property
    def is_described(self) -> bool:
        """Whether anything but name and summary is known."""
        return any((self.other_names, self.local_names, self.target, self.orpha, self.icd10, self.mondo, self.omim))

    def citing_label(self) -> str:
        """The disease and what it is."""
        return f"{self.name}: {self.summary}"
