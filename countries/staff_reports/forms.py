"""What the reports that know of countries and themes may be asked."""

from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from countries.models import Country
from gtlead.sources.lasting import kinds_of_fact
from gtlead.sources.models import Fact
from gtlead.staff_reports.forms import PeriodForm, ReportForm, kinds_of, person
from themes.models import Theme
from themes.querysets.records import ThemeQuerySet


def any_of[Kind: Model](model: type[Kind], label: str | Promise) -> "forms.ModelMultipleChoiceField[Kind]":
    """Some records by their slugs; none means all."""
    return forms.ModelMultipleChoiceField(
        model._default_manager.all(),
        label=label,
        required=False,
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
    )


class CountriesForm(ReportForm):
    """Some of the countries."""

    country = any_of(Country, _l("Country"))

    @property
    def countries(self) -> QuerySet[Country]:
        """Those asked for."""
        return self.cleaned_data["country"] or Country.objects.all()


class CompletenessForm(CountriesForm):
    """Some themes in some countries."""

    theme = any_of(Theme, _l("Theme"))
    field_order = ["theme", "country"]

    @property
    def themes(self) -> ThemeQuerySet[Theme]:
        """Those asked for."""
        return self.cleaned_data["theme"] or Theme.objects.all()


class OverdueForm(CountriesForm):
    """Facts of some kinds, and of those that name a country only the facts of some countries."""

    kind = forms.MultipleChoiceField(
        label=_l("Kind"), required=False, choices=lambda: kinds_of(Fact), widget=forms.CheckboxSelectMultiple
    )
    field_order = ["kind", "country"]

    def clean(self) -> dict[str, object]:
        """Who asks for a country of a kind that names none, has asked for nothing."""
        cleaned = super().clean() or {}
        models = kinds_of_fact()
        nowhere = [kind for kind in cleaned.get("kind", ()) if not country_path(models[kind])]
        if cleaned.get("country") and nowhere:
            text = _("These kinds name no country: %(kinds)s.") % {"kinds": ", ".join(nowhere)}
            self.add_error("country", text)
        return cleaned

    @property
    def conditions(self) -> dict[type[Fact], Q]:
        """The kinds asked for, each with the condition that its facts are about the countries asked for."""
        kinds, countries = self.cleaned_data["kind"], self.cleaned_data["country"]
        asked = [model for kind, model in kinds_of_fact().items() if not kinds or kind in kinds]
        if not countries:
            return {model: Q() for model in asked}
        return {model: about(model, countries) for model in asked if country_path(model)}


def report_choices() -> list[tuple[str, object]]:
    """All reports."""
    from countries.staff_reports.catalogue import REPORTS  # noqa: PLC0415 - the reports name their forms

    return [(report.name, report.title) for report in REPORTS.values()]


class DownloadsForm(PeriodForm):
    """Who took what in a period: of some reports, by one person."""

    report = forms.MultipleChoiceField(
        label=_l("Report"), required=False, choices=report_choices, widget=forms.CheckboxSelectMultiple
    )
    user = person(_l("User"))


def country_path(model: type[Fact]) -> str:
    """By what a fact of this kind names its countries; empty if it names none."""
    if model is Country:
        return "pk"
    names = {field.name for field in (*model._meta.fields, *model._meta.many_to_many)}
    return next((name for name in ("country", "countries") if name in names), "")


def about(model: type[Fact], countries: QuerySet[Country]) -> Q:
    """That a fact of this kind is about one of the countries; one row for each fact, however many it names."""
    facts = model.objects.order_by().filter(**{f"{country_path(model)}__in": countries.values("pk")})
    return Q(pk__in=facts.values("pk"))
