"""Diseases by all their names."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from countries.models import Disease
from gtlead.review.record_admin import PROVENANCE_FIELDS, STATE_FIELDS, RecordAdmin


@admin.register(Disease)
class DiseaseAdmin(RecordAdmin):
    """A disease that readers look for; the therapies say themselves which diseases they treat."""

    list_display = ["name", "medical_name", "area", "target", "state", "checked_on"]
    list_filter = ["area"]
    search_fields = ["name", "medical_name", "other_names", "name_de", "name_ja", "name_ko", "name_zh", "target"]
    fieldsets = [
        (
            _("Names"),
            {
                "fields": [("name", "medical_name"), "other_names", ("name_de", "name_ja"), ("name_ko", "name_zh")],
                "description": _("Every name makes the disease found by search. A name that was not read stays empty."),
            },
        ),
        (_("What it is"), {"fields": ["summary", ("area", "target")]}),
        (_("Codes"), {"fields": [("orpha", "icd10", "mondo", "omim")], "description": _("Only codes that were read.")}),
        PROVENANCE_FIELDS,
        STATE_FIELDS,
    ]
    autocomplete_fields = ["sources"]
    prepopulated_fields = {"slug": ["name"]}
