"""Therapies with their authorisations and funding decisions."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from countries.models import Authorisation, Funding, LabelEntry, LookThrough, Therapy
from gtlead.review.inline_admin import RecordInline
from gtlead.review.record_admin import PROVENANCE_FIELDS, STATE_FIELDS, RecordAdmin


class AuthorisationInline(RecordInline, admin.StackedInline):  # type: ignore[type-arg]
    """Where a therapy is authorised; route, indication and holder are on the authorisation's own page."""

    model = Authorisation
    fields = [
        ("jurisdiction", "date", "status", "ended"),
        ("sources", "checked_on"),
        ("state", "slug"),
        "seen_version",
    ]
    autocomplete_fields = ["jurisdiction", "sources"]
    slug_from = ("therapy", "jurisdiction")


class LabelInline(RecordInline, admin.StackedInline):  # type: ignore[type-arg]
    """What a licence is for, and what its label warns of."""

    model = LabelEntry
    fields = [
        ("kind", "date", "ended", "outcome"),
        "text",
        ("age", "line"),
        ("sources", "checked_on"),
        ("state", "slug"),
        "seen_version",
    ]
    autocomplete_fields = ["sources"]
    slug_from = ("authorisation", "kind")


class FundingInline(RecordInline, admin.StackedInline):  # type: ignore[type-arg]
    """Who pays for a therapy, and how much; the way of payment is on the decision's own page."""

    model = Funding
    fields = [
        ("country", "decision", "payer", "date", "ended"),
        "indication",
        ("price", "currency", "price_year", "price_kind", "price_unit"),
        "text",
        ("sources", "checked_on"),
        ("state", "slug"),
        "seen_version",
    ]
    autocomplete_fields = ["country", "sources"]
    slug_from = ("therapy", "country")


@admin.register(Therapy)
class TherapyAdmin(RecordAdmin):
    """A product with its authorisations and funding decisions."""

    list_display = ["brand", "inn", "modality", "disease_area", "developer", "state", "checked_on"]
    list_filter = ["modality", "disease_area", "borderline"]
    search_fields = ["brand", "inn", "other_names", "disease", "developer", "target"]
    fieldsets = [
        (
            _("Names"),
            {
                "fields": [("brand", "inn"), "other_names", "developer"],
                "description": _("Other names make the therapy found by search; readers see them on its page."),
            },
        ),
        (
            _("In plain words"),
            {
                "fields": ["summary", "first", "picture"],
                "description": _("What it is and does, for somebody without training in biology. No advice."),
            },
        ),
        (
            _("What it is"),
            {
                "fields": [
                    ("modality", "delivery"),
                    ("vector", "target"),
                    "mechanism",
                    "borderline",
                    "borderline_reason",
                ]
            },
        ),
        (_("What it is for"), {"fields": ["disease", "diseases", "disease_synonyms", "disease_area"]}),
        PROVENANCE_FIELDS,
        STATE_FIELDS,
    ]
    autocomplete_fields = ["diseases", "picture", "sources"]
    prepopulated_fields = {"slug": ["brand"]}
    inlines = [AuthorisationInline, FundingInline]


@admin.register(Authorisation)
class AuthorisationAdmin(RecordAdmin):
    """One therapy in one jurisdiction."""

    list_display = ["therapy", "jurisdiction", "date", "status", "ended", "pathway", "state", "checked_on"]
    list_filter = ["jurisdiction", "status", "pathway", "was_conditional", "therapy__modality"]
    list_select_related = ["therapy", "jurisdiction"]
    search_fields = ["slug", "therapy__brand", "therapy__inn", "holder"]
    fieldsets = [
        (
            _("The decision"),
            {
                "fields": [
                    ("therapy", "jurisdiction"),
                    ("date", "status", "ended"),
                    ("was_conditional", "converted"),
                ],
                "description": _("Dates may be a year, a month or a day: 2019, 2019-06 or 2019-06-01."),
            },
        ),
        (_("Route"), {"fields": ["pathway", "designations"]}),
        (_("Details"), {"fields": ["indication", "holder", "register_url", "register_number", "note"]}),
        (
            _("Supply"),
            {
                "fields": [("supply", "supply_from", "supply_until")],
                "description": _("A licence does not say whether it can be had. Leave it empty if nobody looked."),
            },
        ),
        PROVENANCE_FIELDS,
        STATE_FIELDS,
    ]
    autocomplete_fields = ["therapy", "jurisdiction", "sources"]
    slug_from = ("therapy", "jurisdiction")
    inlines = [LabelInline]


@admin.register(LabelEntry)
class LabelEntryAdmin(RecordAdmin):
    """One use, warning or programme of a licence."""

    list_display = ["authorisation", "kind", "text", "date", "ended", "state", "checked_on"]
    list_filter = ["kind", "authorisation__jurisdiction"]
    list_select_related = ["authorisation__therapy", "authorisation__jurisdiction"]
    search_fields = ["slug", "text", "authorisation__therapy__brand"]
    fieldsets = [
        (
            _("What the label says"),
            {
                "fields": ["authorisation", ("kind", "date"), "text", ("age", "line"), ("ended", "outcome")],
                "description": _("A use that was widened or narrowed ends, and the new one is an entry of its own."),
            },
        ),
        PROVENANCE_FIELDS,
        STATE_FIELDS,
    ]
    autocomplete_fields = ["authorisation", "sources"]
    slug_from = ("authorisation", "kind")


@admin.register(Funding)
class FundingAdmin(RecordAdmin):
    """One therapy in one country."""

    list_display = ["therapy", "country", "decision", "payer", "price", "currency", "state", "checked_on"]
    list_filter = ["country", "decision", "payment_model", "price_kind", "therapy__modality"]
    list_select_related = ["therapy", "country"]
    search_fields = ["slug", "therapy__brand", "therapy__inn", "payer"]
    fieldsets = [
        (
            _("The decision"),
            {
                "fields": [
                    ("therapy", "country"),
                    ("decision", "date", "ended"),
                    "indication",
                    "payer",
                    "text",
                    "restrictions",
                ],
                "description": _("What the public payer decided for one use, in a sentence that stands for itself."),
            },
        ),
        (
            _("Price"),
            {
                "fields": [
                    ("price", "currency", "price_year", "price_kind"),
                    ("price_unit", "price_basis", "price_per_patient"),
                    "payment_model",
                ],
                "description": _("A price needs its currency, year and kind. Nothing is converted."),
            },
        ),
        PROVENANCE_FIELDS,
        STATE_FIELDS,
    ]
    autocomplete_fields = ["therapy", "country", "sources"]
    slug_from = ("therapy", "country")


@admin.register(LookThrough)
class LookThroughAdmin(RecordAdmin):
    """A register in which therapies were looked for."""

    list_display = ["register", "as_of", "jurisdiction", "country", "looked_by", "state", "checked_on"]
    list_filter = ["jurisdiction", "country"]
    list_select_related = ["jurisdiction", "country"]
    search_fields = ["slug", "register"]
    fieldsets = [
        (
            _("What was looked through"),
            {
                "fields": [
                    "register",
                    ("jurisdiction", "country"),
                    ("as_of", "looked_by"),
                    "therapies",
                    "is_pending",
                    "note",
                ],
                "description": _("A therapy named here without a record there reads: not found in this register."),
            },
        ),
        PROVENANCE_FIELDS,
        STATE_FIELDS,
    ]
    autocomplete_fields = ["jurisdiction", "country", "therapies", "sources"]
    prepopulated_fields = {"slug": ["register", "as_of"]}
