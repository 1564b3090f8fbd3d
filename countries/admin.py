"""The evidence in the admin: countries, therapies, statements, positions, milestones, numbers."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from gtlead.admin import PROVENANCE_FIELDS, STATE_FIELDS, FollowsItsPage, LinkInline, RecordAdmin, RecordInline

from .models import (
    Authorisation,
    Country,
    Funding,
    Indicator,
    Institution,
    Jurisdiction,
    Membership,
    Milestone,
    Observation,
    Position,
    Statement,
    Therapy,
)

EXCERPT_FIELDS = (
    _("Excerpt"),
    {
        "fields": ["excerpt", "excerpt_lang", "excerpt_english"],
        "description": _("A short literal quotation in the original language, and our English rendering."),
    },
)


class StatementInline(LinkInline):
    """The statements of a country; each opens on its own page."""

    model = Statement
    fields = ["topic", "is_key", "value", "state", "checked_on"]


class MembershipInline(FollowsItsPage, admin.TabularInline):
    """Whose authorisations are valid here, and when."""

    model = Membership
    extra = 0
    fields = ["jurisdiction", "valid_from", "valid_until", "converted", "note"]


class AuthorisationInline(RecordInline, admin.StackedInline):
    """Where a therapy is authorised."""

    model = Authorisation
    fields = [
        ("jurisdiction", "date", "status", "ended"),
        ("pathway", "designations"),
        ("was_conditional", "converted"),
        "indication",
        ("holder", "register_url"),
        "note",
        ("sources", "checked_on"),
        ("slug", "state"),
        "seen_version",
    ]
    autocomplete_fields = ["jurisdiction", "sources"]


class FundingInline(RecordInline, admin.StackedInline):
    """Who pays for a therapy, and how much."""

    model = Funding
    fields = [
        ("country", "decision", "payer", "date"),
        ("price", "currency", "price_year", "price_kind"),
        "payment_model",
        "text",
        ("sources", "checked_on"),
        ("slug", "state"),
        "seen_version",
    ]
    autocomplete_fields = ["country", "sources"]


@admin.register(Country)
class CountryAdmin(RecordAdmin):
    """The head of a profile; its statements are listed below and open on pages of their own."""

    list_display = ["name", "region", "next_review", "state", "checked_on"]
    list_filter = ["region"]
    search_fields = ["name", "official_name", "iso2", "iso3"]
    fieldsets = [
        (_("Name and place"), {"fields": ["name", "official_name", ("iso2", "iso3"), "region", "position"]}),
        (
            _("In plain words"),
            {
                "fields": ["leads_in", "summary", "scope_note"],
                "description": _("What a patient advocate should read first: at most 120 words, short sentences."),
            },
        ),
        PROVENANCE_FIELDS,
        (_("Planning"), {"fields": ["next_review"]}),
        STATE_FIELDS,
    ]
    autocomplete_fields = ["sources"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [MembershipInline, StatementInline]


@admin.register(Jurisdiction)
class JurisdictionAdmin(RecordAdmin):
    """An area of one authority."""

    list_display = ["code", "name", "regulator", "state"]
    search_fields = ["code", "name", "regulator"]
    fieldsets = [
        (None, {"fields": ["code", "name", "regulator", ("regulator_local", "regulator_lang"), "regulator_url"]}),
        STATE_FIELDS,
    ]
    inlines = [MembershipInline]


@admin.register(Therapy)
class TherapyAdmin(RecordAdmin):
    """A product with its authorisations and funding decisions."""

    list_display = ["brand", "inn", "modality", "disease_area", "developer", "state", "checked_on"]
    list_filter = ["modality", "disease_area", "borderline"]
    search_fields = ["brand", "inn", "other_names", "disease", "developer", "target"]
    fieldsets = [
        (_("Names"), {"fields": ["brand", "inn", "other_names", "developer"]}),
        (_("In plain words"), {"fields": ["summary", "first"]}),
        (
            _("What it is"),
            {"fields": [("modality", "delivery"), "vector", "target", "mechanism", "borderline", "borderline_reason"]},
        ),
        (_("What it is for"), {"fields": ["disease", "disease_synonyms", "disease_area"]}),
        PROVENANCE_FIELDS,
        STATE_FIELDS,
    ]
    autocomplete_fields = ["sources"]
    prepopulated_fields = {"slug": ["brand"]}
    inlines = [AuthorisationInline, FundingInline]


@admin.register(Authorisation)
class AuthorisationAdmin(RecordAdmin):
    """One therapy in one jurisdiction."""

    list_display = ["therapy", "jurisdiction", "date", "status", "ended", "pathway", "state", "checked_on"]
    list_filter = ["jurisdiction", "status", "pathway"]
    list_select_related = ["therapy", "jurisdiction"]
    search_fields = ["therapy__brand", "therapy__inn", "holder"]
    fieldsets = [
        (None, {"fields": ["therapy", "jurisdiction", ("date", "status", "ended"), ("was_conditional", "converted")]}),
        (_("Route"), {"fields": ["pathway", "designations"]}),
        (_("Details"), {"fields": ["indication", "holder", "register_url", "note"]}),
        PROVENANCE_FIELDS,
        STATE_FIELDS,
    ]
    autocomplete_fields = ["therapy", "jurisdiction", "sources"]


@admin.register(Funding)
class FundingAdmin(RecordAdmin):
    """One therapy in one country."""

    list_display = ["therapy", "country", "decision", "payer", "price", "currency", "state", "checked_on"]
    list_filter = ["country", "decision", "payment_model"]
    list_select_related = ["therapy", "country"]
    search_fields = ["therapy__brand", "therapy__inn", "payer"]
    fieldsets = [
        (None, {"fields": ["therapy", "country", ("decision", "date"), "payer", "text"]}),
        (
            _("Price"),
            {
                "fields": [("price", "currency", "price_year", "price_kind"), "payment_model"],
                "description": _("A price needs its currency, year and kind. Nothing is converted."),
            },
        ),
        PROVENANCE_FIELDS,
        STATE_FIELDS,
    ]
    autocomplete_fields = ["therapy", "country", "sources"]


@admin.register(Statement)
class StatementAdmin(RecordAdmin):
    """A sentence or short passage about a country on a topic."""

    list_display = ["text", "country", "topic", "is_key", "answer", "as_of", "state", "checked_on"]
    list_filter = ["country", "topic__theme", "is_key", "answer", "evidence", "verdict"]
    list_select_related = ["country", "topic"]
    search_fields = ["slug", "text", "value", "country__name", "topic__name"]
    fieldsets = [
        (
            _("Where it stands"),
            {
                "fields": ["country", "topic", "is_key", "position"],
                "description": _("One statement a country and topic is shown in the comparison."),
            },
        ),
        (
            _("What it says"),
            {
                "fields": ["answer", "value", "text", ("as_of", "valid_from", "valid_until"), "evidence", "note"],
                "description": _("Missing is a value: choose how it is missing rather than leaving a gap."),
            },
        ),
        PROVENANCE_FIELDS,
        (_("Rule"), {"fields": [("legal_class", "legal_kind")]}),
        EXCERPT_FIELDS,
        (_("Claim of the article"), {"fields": ["claim", "verdict"], "classes": ["collapse"]}),
        STATE_FIELDS,
    ]
    autocomplete_fields = ["country", "topic", "sources"]


@admin.register(Position)
class PositionAdmin(RecordAdmin):
    """A country on a question of ethics."""

    list_display = ["country", "question", "legal_class", "legal_kind", "as_of", "state", "checked_on"]
    list_filter = ["country", "legal_class", "legal_kind", "question"]
    list_select_related = ["country", "question"]
    search_fields = ["slug", "text", "country__name", "question__title"]
    fieldsets = [
        (None, {"fields": ["country", "question", ("legal_class", "legal_kind"), "text", "as_of", "note"]}),
        EXCERPT_FIELDS,
        PROVENANCE_FIELDS,
        STATE_FIELDS,
    ]
    autocomplete_fields = ["country", "question", "sources"]


@admin.register(Milestone)
class MilestoneAdmin(RecordAdmin):
    """A dated event."""

    list_display = ["date", "title", "theme", "state", "checked_on"]
    list_filter = ["theme", "countries"]
    list_select_related = ["theme"]
    search_fields = ["title", "detail"]
    fieldsets = [
        (None, {"fields": ["date", "title", "detail", "theme", "countries"]}),
        PROVENANCE_FIELDS,
        STATE_FIELDS,
    ]
    autocomplete_fields = ["theme", "countries", "sources"]


@admin.register(Institution)
class InstitutionAdmin(RecordAdmin):
    """A research, clinical, company or public body."""

    list_display = ["name", "country", "kind", "city", "state", "checked_on"]
    list_filter = ["country", "kind"]
    list_select_related = ["country"]
    search_fields = ["name", "local_name", "role"]
    fieldsets = [
        (None, {"fields": ["name", "local_name", "country", "city", "kind", "role", "url"]}),
        PROVENANCE_FIELDS,
        STATE_FIELDS,
    ]
    autocomplete_fields = ["country", "sources"]


@admin.register(Indicator)
class IndicatorAdmin(RecordAdmin):
    """Something counted."""

    list_display = ["name", "theme", "position", "state"]
    list_filter = ["theme"]
    list_select_related = ["theme"]
    search_fields = ["name", "definition"]
    fieldsets = [(None, {"fields": ["name", "theme", "unit_note", "definition", "position"]}), STATE_FIELDS]
    autocomplete_fields = ["theme"]


@admin.register(Observation)
class ObservationAdmin(RecordAdmin):
    """One number."""

    list_display = ["indicator", "country", "year", "value", "unit", "state", "checked_on"]
    list_filter = ["indicator", "country"]
    list_select_related = ["indicator", "country"]
    search_fields = ["slug", "definition", "country__name", "indicator__name"]
    fieldsets = [
        (None, {"fields": ["indicator", "country", "year", "value", "unit", "definition", "note"]}),
        PROVENANCE_FIELDS,
        STATE_FIELDS,
    ]
    autocomplete_fields = ["indicator", "country", "sources"]
