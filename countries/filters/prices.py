"""The list of prices: words, country, kind of price, and the currency that they are shown in beside their own."""

from collections.abc import Sequence

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from countries.domain.money import EURO, currencies
from countries.filters.choices import published_countries
from countries.models import Funding
from countries.rows import Price
from gtlead.lists.filters import Facet, StrictFilterSet, make_facet

FACETS = ("country", "kind")


class PriceFilter(StrictFilterSet):
    """Published prices narrowed by what they are of."""

    q = django_filters.CharFilter(label=_("Brand, substance or disease"), method="with_words", max_length=200)
    country = django_filters.MultipleChoiceFilter(
        label=_("Country"), field_name="country__slug", choices=published_countries
    )
    kind = django_filters.MultipleChoiceFilter(
        label=_("Kind of price"), field_name="price_kind", choices=Funding.PriceKind.choices
    )
    currency = django_filters.ChoiceFilter(
        label=_("Converted to"),
        method="all_of_them",
        choices=[(code, code) for code in currencies()],
        empty_label=None,
    )

    class Meta:
        model = Funding
        fields: list[str] = []

    def with_words(self, queryset: QuerySet[Funding], _name: str, words: str) -> QuerySet[Funding]:
        """Those of therapies in whose names or disease each of the words stands."""
        for word in words.split()[:10]:
            where = Q()
            for column in ("brand", "inn", "other_names", "disease"):
                where |= Q(**{f"therapy__{column}__icontains": word})
            queryset = queryset.filter(where)
        return queryset

    def all_of_them(self, queryset: QuerySet[Funding], _name: str, _currency: str) -> QuerySet[Funding]:
        """A currency takes no price away."""
        return queryset

    @property
    def wanted(self) -> str:
        """The code of the currency to convert to."""
        return self.form.cleaned_data.get("currency") or EURO

    def rows_of(self, decisions: Sequence[Funding]) -> list[Price]:
        """The prices, each in its own currency and in the one asked for."""
        return [Price(decision, self.wanted) for decision in decisions]

    def facets(self) -> Sequence[Facet]:
        """The options of each filter with the number of prices that choosing one alone would leave."""
        return [make_facet(self, name, self.counts(name)) for name in FACETS]
