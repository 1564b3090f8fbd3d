"""Registers, what was read in them, what their lines are to us; trials."""

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from countries.models import Entry, Reading, Register, Trial
from countries.registers.adapters import adapters
from countries.registers.recording import release
from gtlead.records.models import ModelField
from gtlead.records.read_only_admin import ReadOnlyAdmin
from gtlead.review.record_admin import STATE_FIELDS, RecordAdmin


@admin.register(Register)
class RegisterAdmin(RecordAdmin):
    """A public file that is read, or a table that an editor brings."""

    list_display = ["name", "authority", "jurisdiction", "form", "every_days", "state"]
    list_filter = ["jurisdiction", "form"]
    list_select_related = ["jurisdiction"]
    search_fields = ["slug", "name", "authority"]
    fieldsets = [
        (_("Register"), {"fields": ["name", ("authority", "jurisdiction"), "covers", "terms", "source"]}),
        (
            _("How it is read"),
            {"fields": ["form", "address", "page", ("every_days", "least_entries"), "not_ours"]},
        ),
        STATE_FIELDS,
    ]
    autocomplete_fields = ["jurisdiction", "source"]
    prepopulated_fields = {"slug": ["name"]}

    def formfield_for_dbfield(self, db_field: ModelField, request: HttpRequest, **kwargs: object) -> forms.Field | None:
        """The form is one that some adapter reads."""
        if db_field.name == "form":
            choices = [(name, name) for name in adapters()]
            return forms.ChoiceField(label=db_field.verbose_name, choices=choices, help_text=db_field.help_text)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Reading)
class ReadingAdmin(ReadOnlyAdmin):
    """What came of each look at a register; a held one is released by somebody who has looked at its reason."""

    list_display = ["register", "as_of", "read_at", "outcome", "entries", "reason"]
    list_filter = ["outcome", "register"]
    list_select_related = ["register"]
    date_hierarchy = "as_of"
    actions = ["release_held"]  # type: ignore[assignment]

    def has_release_permission(self, request: HttpRequest) -> bool:
        """Those who may change registers."""
        return request.user.has_perm("countries.change_register")

    @admin.action(description=_("Release what is held: the file is right"), permissions=["release"])
    def release_held(self, request: HttpRequest, queryset: QuerySet[Reading]) -> None:
        """Let what the file says be proposed after all."""
        held = list(queryset.filter(outcome=Reading.Outcome.HELD))
        for reading in held:
            release(reading, why=gettext("looked at by %(who)s") % {"who": request.user})
        done = ngettext("%(n)s reading released.", "%(n)s readings released.", len(held)) % {"n": len(held)}
        self.message_user(request, done, messages.SUCCESS if held else messages.WARNING)


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A line of a register that concerns us; what the register says is read only, what it is to us is decided here."""

    list_display = ["key", "name", "register", "standing", "is_gone", "reason"]
    list_filter = ["standing", "is_gone", "register"]
    list_select_related = ["register"]
    search_fields = ["key", "name"]
    fields = [
        ("register", "key", "name"), "facts", "url", ("first_reading", "last_reading", "is_gone"), "standing",
        "reason", "authorisation", "trial",
    ]  # fmt: skip
    readonly_fields = ["register", "key", "name", "facts", "url", "first_reading", "last_reading", "is_gone"]
    autocomplete_fields = ["authorisation", "trial"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They come from registers."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """They stay, so that nothing is proposed twice."""
        return False


@admin.register(Trial)
class TrialAdmin(RecordAdmin):
    """A trial of a gene therapy; one that is none is excluded with a reason, not deleted."""

    list_display = ["number", "title", "phase", "status", "modality", "started", "is_excluded", "state"]
    list_filter = ["phase", "status", "modality", "is_excluded", "countries"]
    search_fields = ["number", "title", "conditions", "sponsor"]
    fieldsets = [
        (
            _("Trial"),
            {"fields": ["register", ("number", "url"), "title", ("phase", "status", "modality"), "conditions",
                        "sponsor", ("started", "updated", "as_of")]},
        ),
        (_("What it belongs to"), {"fields": ["countries", "diseases", "therapies"]}),
        (_("Why it is here"), {"fields": ["inclusion", "is_excluded", "exclusion"]}),
        STATE_FIELDS,
    ]  # fmt: skip
    autocomplete_fields = ["register", "countries", "diseases", "therapies"]
    prepopulated_fields = {"slug": ["number"]}
