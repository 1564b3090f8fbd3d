"""The list of countries."""

from collections import Counter
from collections.abc import Callable, Collection
from functools import cached_property

import django_filters
from django.utils.translation import gettext_lazy as _

from countries.access import known_on
from countries.filters.choices import published_themes
from countries.models import Country, Therapy
from countries.rows import CountryRow, rows_with_counts
from gtlead.lists.filters import Facet, StrictFilterSet, make_facet
from gtlead.lists.words import FoundByWords, found_by
from gtlead.records.clock import today

SORTS: dict[str, Callable[[CountryRow], tuple[object, ...]]] = {
    "": lambda row: (row.country.position, row.country.pk),
    "name": lambda row: (row.country.name, row.country.pk),
    "-therapies": lambda row: (-(row.authorised or 0), row.country.position, row.country.pk),
}

# What a row may be narrowed by, with the values that would keep it.
FACETS: dict[str, Callable[[CountryRow], Collection[str]]] = {
    "region": lambda row: [row.country.region],
    "theme": lambda row: row.statements_by_theme.keys(),
    "modality": lambda row: row.modality_values,
}


class CountryFilter(StrictFilterSet):
    """The list of countries: words, region, theme with statements, modality authorised there today.

    What is authorised is reckoned, not stored, so the rows are narrowed in memory, as those of therapies are.
    """

    q = django_filters.CharFilter(label=_("Words"), max_length=200)
    region = django_filters.MultipleChoiceFilter(label=_("Region"), choices=Country.Region.choices)
    theme = django_filters.MultipleChoiceFilter(label=_("Theme"), choices=published_themes)
    modality = django_filters.MultipleChoiceFilter(
        label=_("Modality authorised there"), choices=Therapy.Modality.choices
    )
    sort = django_filters.ChoiceFilter(
        label=_("Order"),
        choices=[("name", _("by name")), ("-therapies", _("most therapies authorised first"))],
        empty_label=_("as on every page"),
    )

    class Meta:
        model = Country
        fields: list[str] = []

    @cached_property
    def rows(self) -> list[CountryRow]:
        """All public countries."""
        return rows_with_counts(self.queryset, known_on(today()))

    @cached_property
    def hits(self) -> list[CountryRow]:
        """The rows that match all that was asked, in the order asked for."""
        return sorted(self.matching(), key=SORTS[self.form.cleaned_data["sort"]])

    def matching(self, *, but: str = "") -> list[CountryRow]:
        """The rows that match all that was asked, but one filter."""
        asked = {name: set(self.form.cleaned_data[name]) for name in FACETS if name != but}
        return [
            row
            for row in self.words.rows
            if all(not values or values.intersection(FACETS[name](row)) for name, values in asked.items())
        ]

    @cached_property
    def words(self) -> FoundByWords[CountryRow]:
        """The rows with the words asked for in the names, the lead or the summary."""
        return found_by(self.form.cleaned_data["q"], self.rows, lambda row: row.country.searched_texts())

    def facets(self) -> list[Facet]:
        """The options of each filter with the number of countries that choosing one alone would leave."""
        return [
            make_facet(self, name, Counter(value for row in self.matching(but=name) for value in values_of(row)))
            for name, values_of in FACETS.items()
        ]
