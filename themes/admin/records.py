"""Themes, topics, ethics questions and the glossary in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from gtlead.records.linked_admin import Linked
from gtlead.review.inline_admin import RecordInline
from gtlead.review.record_admin import PROVENANCE_FIELDS, STATE_FIELDS, RecordAdmin
from themes.models import Argument, Question, Term, Theme, Topic


class TopicInline(RecordInline, admin.TabularInline):  # type: ignore[type-arg]
    """The rows of the theme's comparison."""

    model = Topic
    fields = ["position", "name", "question", "slug", "state", "seen_version"]
    slug_from = ("name",)


@admin.register(Theme)
class ThemeAdmin(RecordAdmin):
    """A section of every profile."""

    list_display = ["name", "position", "question", "state"]
    search_fields = ["name", "question"]
    fieldsets = [
        (
            _("The theme"),
            {
                "fields": [("name", "position"), "question", "introduction", "picture"],
                "description": _(
                    "A section of every profile and a page across all countries. Its topics, below, are the rows of "
                    "the comparison."
                ),
            },
        ),
        STATE_FIELDS,
    ]
    autocomplete_fields = ["picture"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [TopicInline]


@admin.register(Topic)
class TopicAdmin(RecordAdmin):
    """A row of the comparison."""

    list_display = ["name", "theme", "position", "question", "state"]
    list_filter = ["theme"]
    list_select_related = ["theme"]
    search_fields = ["name", "question", "theme__name"]
    fieldsets = [
        (
            _("The topic"),
            {
                "fields": [("theme", "position"), "name", "question"],
                "description": _("A question put to every country alike, so that the answers can be compared."),
            },
        ),
        STATE_FIELDS,
    ]
    autocomplete_fields = ["theme"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Question)
class QuestionAdmin(RecordAdmin):
    """A question of ethics with its arguments."""

    list_display = ["title", "scope", "position", "state", "checked_on"]
    list_filter = ["scope"]
    search_fields = ["title", "practice"]
    fieldsets = [
        (
            _("The question"),
            {
                "fields": ["title", "practice", ("scope", "position"), "summary"],
                "description": _(
                    "Neutral wording. It can be published when a published argument stands on each side; "
                    "arguments are listed below the form."
                ),
            },
        ),
        (
            _("The readers"),
            {
                "fields": ["readers_said", "readers_changed"],
                "description": _(
                    "The outcome of the readers’ contributions, published with the question. In neutral words, "
                    "without naming anybody; contributions themselves are decided on in the moderation."
                ),
            },
        ),
        PROVENANCE_FIELDS,
        STATE_FIELDS,
    ]
    autocomplete_fields = ["sources"]
    prepopulated_fields = {"slug": ["title"]}
    linked = [Linked(Argument, "question", ("title", "stance", "value", "state", "checked_on"))]


@admin.register(Argument)
class ArgumentAdmin(RecordAdmin):
    """A sourced argument."""

    list_display = ["title", "question", "stance", "value", "state", "checked_on"]
    list_filter = ["stance", "value", "question"]
    list_select_related = ["question"]
    search_fields = ["title", "text", "question__title"]
    fieldsets = [
        (
            _("The argument"),
            {
                "fields": ["question", ("stance", "value"), "title", "text", ("counter", "position")],
                "description": _(
                    "Who argues so and why, in neutral words, as its holders would put it. "
                    "The strongest counter-argument belongs to the same question."
                ),
            },
        ),
        PROVENANCE_FIELDS,
        STATE_FIELDS,
    ]
    autocomplete_fields = ["question", "counter", "sources"]
    slug_from = ("question", "stance")


@admin.register(Term)
class TermAdmin(RecordAdmin):
    """A term in plain words."""

    list_display = ["term", "definition", "state", "checked_on"]
    search_fields = ["term", "synonyms", "definition"]
    fieldsets = [
        (
            _("The term"),
            {
                "fields": ["term", "definition", "synonyms"],
                "description": _("It stands in the glossary, and search finds it under all its synonyms."),
            },
        ),
        PROVENANCE_FIELDS,
        STATE_FIELDS,
    ]
    autocomplete_fields = ["sources"]
    prepopulated_fields = {"slug": ["term"]}
