"""What is said of a country: statements, positions, milestones, institutions, numbers."""

from django.contrib import admin
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from countries.models import Indicator, Institution, Milestone, Observation, Position, Statement
from gtlead.records.linked_admin import Linked
from gtlead.review.record_admin import PROVENANCE_FIELDS, STATE_FIELDS, RecordAdmin

EXCERPT_FIELDS = (
    _("Excerpt"),
    {
        "fields": ["excerpt", "excerpt_lang", "excerpt_english"],
        "description": _("A short literal quotation in the original language, and our English rendering."),
    },
)


@admin.register(Statement)
class StatementAdmin(RecordAdmin):
    """A sentence or short passage about a country on a topic."""

    list_display = ["brief", "country", "topic", "in_comparison", "state", "checked_on"]
    list_filter = ["country", "topic__theme", "is_key", "answer", "evidence", "verdict"]
    list_select_related = ["country", "topic__theme"]
    search_fields = ["slug", "text", "value", "country__name", "topic__name"]
    fieldsets = [
        (
            _("Where it stands"),
            {
                "fields": [("country", "topic"), ("is_key", "position")],
                "description": _(
                    "The topic decides the section of the profile. Of each country and topic, one statement is "
                    "shown in the comparison; the others stand in the profile only."
                ),
            },
        ),
        (
            _("What it says"),
            {
                "fields": [
                    ("answer", "evidence"),
                    "value",
                    "text",
                    ("as_of", "valid_from", "valid_until"),
                    "note",
                ],
                "description": _(
                    "Missing is a value: choose how it is missing rather than leaving a gap. "
                    "Dates may be a year, a month or a day: 2019, 2019-06 or 2019-06-01."
                ),
            },
        ),
        PROVENANCE_FIELDS,
        (
            _("Rule"),
            {
                "fields": [("legal_class", "legal_kind")],
                "description": _("Only for statements about law or official advice; the text says what the rule is."),
            },
        ),
        EXCERPT_FIELDS,
        (
            _("Claim of the article"),
            {
                "fields": [("claim", "verdict")],
                "description": _("Only where the statement answers a claim of the article the atlas grew out of."),
                "classes": ["collapse"],
            },
        ),
        STATE_FIELDS,
    ]
    autocomplete_fields = ["country", "topic", "sources"]
    slug_from = ("country", "topic")

    @admin.display(description=_("statement"), ordering="text")
    def brief(self, statement: Statement) -> str:
        """Its short answer, or the beginning of its text."""
        return statement.value or Truncator(statement.text).chars(110)

    @admin.display(description=_("in comparison"))
    def in_comparison(self, statement: Statement) -> str:
        """Whether it fills the comparison's cell."""
        return str(_("yes") if statement.is_key else _("no"))


@admin.register(Position)
class PositionAdmin(RecordAdmin):
    """A country on a question of ethics."""

    list_display = ["country", "question", "legal_class", "legal_kind", "as_of", "state", "checked_on"]
    list_filter = ["country", "legal_class", "legal_kind", "question"]
    list_select_related = ["country", "question"]
    search_fields = ["slug", "text", "country__name", "question__title"]
    fieldsets = [
        (
            _("The position"),
            {
                "fields": [("country", "question"), ("legal_class", "legal_kind"), "text", "as_of", "note"],
                "description": _(
                    "What law, official advice or an opinion survey says about the practice of the question. "
                    "The three kinds are never mixed: one position for each."
                ),
            },
        ),
        EXCERPT_FIELDS,
        PROVENANCE_FIELDS,
        STATE_FIELDS,
    ]
    autocomplete_fields = ["country", "question", "sources"]
    slug_from = ("country", "question", "legal_kind")


@admin.register(Milestone)
class MilestoneAdmin(RecordAdmin):
    """A dated event."""

    list_display = ["title", "date", "theme", "state", "checked_on"]
    list_filter = ["theme", "countries"]
    list_select_related = ["theme"]
    search_fields = ["slug", "title", "detail"]
    fieldsets = [
        (
            _("The event"),
            {
                "fields": ["date", "title", "detail", ("theme", "countries")],
                "description": _("The title stands alone on the timeline. The date is as precise as its source."),
            },
        ),
        PROVENANCE_FIELDS,
        STATE_FIELDS,
    ]
    autocomplete_fields = ["theme", "countries", "sources"]
    slug_from = ("date", "title")


@admin.register(Institution)
class InstitutionAdmin(RecordAdmin):
    """A research, clinical, company or public body."""

    list_display = ["name", "country", "kind", "city", "state", "checked_on"]
    list_filter = ["country", "kind"]
    list_select_related = ["country"]
    search_fields = ["name", "local_name", "role"]
    fieldsets = [
        (
            _("The institution"),
            {
                "fields": [("name", "local_name"), ("country", "city"), "kind", "role", "url"],
                "description": _("The role says what it does in gene therapy, in one line. Listing is no endorsement."),
            },
        ),
        PROVENANCE_FIELDS,
        STATE_FIELDS,
    ]
    autocomplete_fields = ["country", "sources"]
    slug_from = ("country", "name")


@admin.register(Indicator)
class IndicatorAdmin(RecordAdmin):
    """Something counted."""

    list_display = ["name", "theme", "position", "state"]
    list_filter = ["theme"]
    list_select_related = ["theme"]
    search_fields = ["name", "definition"]
    fieldsets = [
        (
            _("What is counted"),
            {
                "fields": ["name", ("theme", "position"), "unit_note", "definition", ("lowest", "highest")],
                "description": _("The definition says what is in and what is out. Numbers are entered below it."),
            },
        ),
        STATE_FIELDS,
    ]
    autocomplete_fields = ["theme"]
    prepopulated_fields = {"slug": ["name"]}
    linked = [Linked(Observation, "indicator", ("country", "year", "value", "unit", "state", "checked_on"))]


@admin.register(Observation)
class ObservationAdmin(RecordAdmin):
    """One number."""

    list_display = ["indicator", "country", "year", "value", "unit", "state", "checked_on"]
    list_filter = ["indicator", "country"]
    list_select_related = ["indicator", "country"]
    search_fields = ["slug", "definition", "country__name", "indicator__name"]
    fieldsets = [
        (
            _("The number"),
            {
                "fields": [("indicator", "country"), ("year", "value", "unit"), "definition", "note"],
                "description": _("What was counted, in the words of the source: definitions differ between countries."),
            },
        ),
        PROVENANCE_FIELDS,
        STATE_FIELDS,
    ]
    autocomplete_fields = ["indicator", "country", "sources"]
    slug_from = ("country", "indicator", "year")
