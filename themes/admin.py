"""Themes, topics, ethics questions and the glossary in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from gtlead.admin import PROVENANCE_FIELDS, STATE_FIELDS, LinkInline, RecordAdmin, RecordInline

from .models import Argument, Question, Term, Theme, Topic


class TopicInline(RecordInline, admin.TabularInline):
    """The rows of the theme's comparison."""

    model = Topic
    fields = ["position", "name", "question", "slug", "state", "seen_version"]


class ArgumentInline(LinkInline):
    """The arguments of a question, each with a page of its own."""

    model = Argument
    fields = ["stance", "title", "value", "state", "checked_on"]


@admin.register(Theme)
class ThemeAdmin(RecordAdmin):
    """A section of every profile."""

    list_display = ["name", "position", "question", "state"]
    search_fields = ["name", "question"]
    fieldsets = [(None, {"fields": ["name", "question", "introduction", "position"]}), STATE_FIELDS]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [TopicInline]


@admin.register(Topic)
class TopicAdmin(RecordAdmin):
    """A row of the comparison."""

    list_display = ["name", "theme", "position", "question", "state"]
    list_filter = ["theme"]
    list_select_related = ["theme"]
    search_fields = ["name", "question", "theme__name"]
    fieldsets = [(None, {"fields": ["theme", "name", "question", "position"]}), STATE_FIELDS]
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
            None,
            {
                "fields": ["title", "practice", "scope", "summary", "position"],
                "description": _("Neutral wording. It can be published when a published argument stands on each side."),
            },
        ),
        PROVENANCE_FIELDS,
        STATE_FIELDS,
    ]
    autocomplete_fields = ["sources"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [ArgumentInline]


@admin.register(Argument)
class ArgumentAdmin(RecordAdmin):
    """A sourced argument."""

    list_display = ["title", "question", "stance", "value", "state", "checked_on"]
    list_filter = ["stance", "value", "question"]
    list_select_related = ["question"]
    search_fields = ["title", "text", "question__title"]
    fieldsets = [
        (None, {"fields": ["question", "stance", "title", "text", "value", "counter", "position"]}),
        PROVENANCE_FIELDS,
        STATE_FIELDS,
    ]
    autocomplete_fields = ["question", "counter", "sources"]


@admin.register(Term)
class TermAdmin(RecordAdmin):
    """A term in plain words."""

    list_display = ["term", "definition", "state", "checked_on"]
    search_fields = ["term", "synonyms", "definition"]
    fieldsets = [(None, {"fields": ["term", "definition", "synonyms"]}), PROVENANCE_FIELDS, STATE_FIELDS]
    autocomplete_fields = ["sources"]
    prepopulated_fields = {"slug": ["term"]}
