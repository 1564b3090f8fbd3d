"""The list of countries."""

from collections import Counter
from functools import cached_property
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from countries.access import access_on
from countries.authorisation import AccessMap
from countries.models import Country, Statement, Therapy
from countries.querysets import CountryQuerySet
from gtlead.filters import Facet, StrictFilterSet, make_facet
from gtlead.search import make_query
from themes.models import Term

from .choices import published_themes


class CountryFilter(StrictFilterSet):
    """The list of countries: words, region, theme with statements, modality authorised there today."""

    q = django_filters.CharFilter(label=_("Words"), method="filter_words", max_length=200)
    region = django_filters.MultipleChoiceFilter(label=_("Region"), choices=Country.Region.choices)
    theme = django_filters.MultipleChoiceFilter(label=_("Theme"), choices=published_themes, method="filter_themes")
    modality = django_filters.MultipleChoiceFilter(
        label=_("Modality authorised there"), choices=Therapy.Modality.choices, method="filter_modalities"
    )
    sort = django_filters.ChoiceFilter(
        label=_("Order"),
        choices=[("name", _("by name")), ("-therapies", _("most therapies authorised first"))],
        empty_label=_("as everywhere in the atlas"),
        method="order",
    )

    class Meta:
        model = Country
        fields: list[str] = []

    def filter_words(self, countries: CountryQuerySet, name: str, value: str) -> QuerySet[Country]:
        """Words in the names, the lead or the summary."""
        query = make_query(value, Term.objects.published().synonym_groups())
        return countries.filter(pk__in=[c.pk for c in countries if query.matches(*c.searched_texts())])

    def filter_themes(self, countries: CountryQuerySet, name: str, values: list[str]) -> QuerySet[Country]:
        """Countries with public statements on any of the themes."""
        return countries.with_statements_on(values)

    def filter_modalities(self, countries: CountryQuerySet, name: str, values: list[str]) -> QuerySet[Country]:
        """Countries where a therapy of any of the modalities is authorised."""
        return countries.filter(pk__in=[pk for pk, found in self.modalities.items() if found & set(values)])

    def order(self, countries: CountryQuerySet, name: str, value: str) -> QuerySet[Country]:
        """By name, or by the number of therapies authorised today."""
        if value == "name":
            return countries.order_by("name", "pk")
        return countries.in_order_of({pk: -len(self.access.authorised_in(pk)) for pk in self.country_ids})

    @cached_property
    def access(self) -> AccessMap:
        """What is authorised where today."""
        return access_on()

    @cached_property
    def country_ids(self) -> list[int]:
        """All public countries."""
        return list(Country.objects.published().values_list("pk", flat=True))

    @cached_property
    def modalities(self) -> dict[int, set[str]]:
        """The modalities authorised in each country today."""
        by_therapy = dict(Therapy.objects.published().values_list("pk", "modality"))
        return {pk: {by_therapy[therapy] for therapy in self.access.authorised_in(pk)} for pk in self.country_ids}

    def facets(self) -> list[Facet]:
        """The options of each filter with the number of countries that choosing one alone would leave."""
        region = Counter(country.region for country in self.without("region"))
        theme = Statement.objects.published().of(*self.without("theme")).countries_by_theme()
        modality = Counter(m for country in self.without("modality") for m in self.modalities[country.pk])
        counts: dict[str, dict[str, Any]] = {"region": region, "theme": theme, "modality": modality}
        return [make_facet(self, name, found) for name, found in counts.items()]
