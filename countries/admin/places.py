"""Countries and jurisdictions, and which authorisations are valid where."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.db.models import Max
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from countries.domain.known_countries import known
from countries.models import Country, Institution, Jurisdiction, Membership, Observation, Position, Statement
from gtlead.records.linked_admin import Linked
from gtlead.review.inline_admin import RecordInline
from gtlead.review.record_admin import PROVENANCE_FIELDS, STATE_FIELDS, RecordAdmin
from gtlead.review.record_form import PageForm, RowForms


def validity_fields(place: str) -> tuple[str | tuple[str, ...], ...]:
    """The fields of a row, which names the place that the page does not."""
    period = (place, "valid_from", "valid_until", "converted")
    return period, "note", ("sources", "checked_on"), ("state", "slug"), "seen_version"


class JurisdictionsOfCountry(RecordInline, admin.StackedInline):  # type: ignore[type-arg]
    """Whose authorisations are valid here, and when."""

    model = Membership
    verbose_name = _("jurisdiction")
    verbose_name_plural = _("Jurisdictions whose authorisations are valid here")
    fields = validity_fields("jurisdiction")
    autocomplete_fields = ["jurisdiction", "sources"]
    slug_from = ("country", "jurisdiction")


class CountriesOfJurisdiction(RecordInline, admin.StackedInline):  # type: ignore[type-arg]
    """Where this authority's authorisations are valid, and when."""

    model = Membership
    verbose_name = _("country")
    verbose_name_plural = _("Countries in which its authorisations are valid")
    fields = validity_fields("country")
    autocomplete_fields = ["country", "sources"]
    slug_from = ("country", "jurisdiction")


class CountryForm(PageForm):
    """Of a new country its name or its code is enough: what is known by it is filled in where nothing was typed."""

    filled: tuple[str, ...] = ()
    KNOWN = ("name", "iso2", "iso3", "region", "other_names")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            for name in self.KNOWN:
                self.fields[name].required = False
            self.fields["iso2"].help_text = _("The name or a code is enough: the rest is filled in when you save.")

    def clean(self) -> dict[str, object]:
        """The rules, once what is known is filled in."""
        if not self.instance.pk:
            self.fill_in(self.cleaned_data)
        return super().clean()

    def fill_in(self, cleaned: dict[str, Any]) -> None:
        """Nothing that was typed is overwritten; what is needed and not known is asked for."""
        given = {name: cleaned.get(name) or "" for name in ("name", "iso2", "iso3")}
        found = known(**given)
        cleaned |= {name: given[name].upper() for name in ("iso2", "iso3") if given[name]}
        for name in self.KNOWN:
            if name in self.errors or cleaned.get(name):
                continue
            if value := found.get(name):
                cleaned[name] = value
                self.filled = (*self.filled, name)
            elif name != "other_names":
                self.add_error(name, self.fields[name].error_messages["required"])


@admin.register(Country)
class CountryAdmin(RecordAdmin):
    """The head of a profile; its statements are listed below and open on pages of their own."""

    form = CountryForm
    slug_from = ("name",)

    list_display = ["name", "region", "next_review", "state", "checked_on"]
    list_filter = ["region"]
    search_fields = ["name", "official_name", "iso2", "iso3"]
    fieldsets = [
        (
            _("Name and place"),
            {
                "fields": [
                    ("name", "official_name"),
                    "other_names",
                    ("iso2", "iso3"),
                    ("region", "position"),
                    ("hue", "longitude", "latitude"),
                ],
                "description": _("The position is the country's place in every list; it is the same on all pages."),
            },
        ),
        (
            _("In plain words"),
            {
                "fields": ["leads_in", "summary", "scope_note", "picture"],
                "description": _("What a patient advocate should read first: at most 120 words, short sentences."),
            },
        ),
        PROVENANCE_FIELDS,
        (
            _("Planning"),
            {
                "fields": ["next_review"],
                "description": _("For ourselves: when to go through the whole profile."),
            },
        ),
        STATE_FIELDS,
    ]
    autocomplete_fields = ["picture", "sources"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [JurisdictionsOfCountry]
    linked = [
        Linked(
            Statement,
            "country",
            ("brief", "topic", "in_comparison", "state", "checked_on"),
            group="topic.theme",
        ),
        Linked(Position, "country", ("question", "legal_class", "legal_kind", "state", "checked_on")),
        Linked(Observation, "country", ("indicator", "year", "value", "unit", "state", "checked_on")),
        Linked(Institution, "country", ("name", "kind", "city", "state", "checked_on")),
    ]

    def save_related(self, request: HttpRequest, form: PageForm, formsets: Sequence[RowForms], change: bool) -> None:
        """With a word on what nobody typed."""
        super().save_related(request, form, formsets, change)
        if isinstance(form, CountryForm) and form.filled:
            labels = ", ".join(str(form.fields[name].label) for name in form.filled)
            text = _("Filled in by its code, after Unicode CLDR and UN M49: %(fields)s. Look it through.")
            self.message_user(request, text % {"fields": labels}, messages.INFO)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, object]:
        """A new country comes last, in the hue that the fewest have."""
        countries = Country.objects.all()
        used = Counter(countries.values_list("hue", flat=True))
        last = countries.aggregate(last=Max("position"))["last"] or 0
        proposed = {"position": last + 1, "hue": min(Country.Hue.values, key=lambda hue: used[hue])}
        return {**proposed, **super().get_changeform_initial_data(request)}


@admin.register(Jurisdiction)
class JurisdictionAdmin(RecordAdmin):
    """An area of one authority."""

    list_display = ["name", "code", "regulator", "state"]
    search_fields = ["code", "name", "regulator"]
    fieldsets = [
        (
            _("The authority"),
            {
                "fields": [
                    ("name", "code"),
                    "regulator",
                    ("regulator_local", "regulator_lang"),
                    "regulator_url",
                ],
                "description": _("The area in which one authority's decision is valid: a country, or the Union."),
            },
        ),
        STATE_FIELDS,
    ]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [CountriesOfJurisdiction]


@admin.register(Membership)
class MembershipAdmin(RecordAdmin):
    """One jurisdiction in one country: all that is said to be authorised there rests on it."""

    list_display = ["country", "jurisdiction", "valid_from", "valid_until", "converted", "state", "checked_on"]
    list_filter = ["country", "jurisdiction"]
    list_select_related = ["country", "jurisdiction"]
    search_fields = ["slug", "note", "country__name", "jurisdiction__name"]
    fieldsets = [
        (
            _("The validity"),
            {
                "fields": [("country", "jurisdiction"), ("valid_from", "valid_until"), "converted", "note"],
                "description": _(
                    "On which days the authorisations of the jurisdiction are valid in the country. Without this, "
                    "no therapy counts as authorised there."
                ),
            },
        ),
        PROVENANCE_FIELDS,
        STATE_FIELDS,
    ]
    autocomplete_fields = ["country", "jurisdiction", "sources"]
    slug_from = ("country", "jurisdiction")
