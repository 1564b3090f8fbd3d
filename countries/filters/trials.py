"""The list of trials: words, phase, status, modality, country, disease, therapy."""

from collections.abc import Sequence

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from countries.filters.choices import published_countries
from countries.models import Disease, Therapy, Trial
from gtlead.lists.filters import Facet, StrictFilterSet, make_facet

FACETS = ("phase", "status", "modality", "country")


def joined_diseases() -> list[tuple[str, str]]:
    """The diseases that a trial may be about."""
    return [(disease.slug, disease.name) for disease in Disease.objects.published()]


def joined_therapies() -> list[tuple[str, str]]:
    """The therapies that a trial may be of."""
    return [(therapy.slug, therapy.brand) for therapy in Therapy.objects.published()]


class TrialFilter(StrictFilterSet):
    """Trials narrowed by what the registry says of them."""

    q = django_filters.CharFilter(label=_("Words, or a number"), method="with_words", max_length=200)
    phase = django_filters.MultipleChoiceFilter(label=_("Phase"), choices=Trial.Phase.choices)
    status = django_filters.MultipleChoiceFilter(label=_("Status"), choices=Trial.Status.choices)
    modality = django_filters.MultipleChoiceFilter(label=_("Modality"), choices=Therapy.Modality.choices)
    country = django_filters.MultipleChoiceFilter(
        label=_("Has a site in"), field_name="countries__slug", choices=published_countries, distinct=True
    )
    disease = django_filters.MultipleChoiceFilter(
        label=_("Disease"), field_name="diseases__slug", choices=joined_diseases, distinct=True
    )
    therapy = django_filters.MultipleChoiceFilter(
        label=_("Therapy"), field_name="therapies__slug", choices=joined_therapies, distinct=True
    )

    class Meta:
        model = Trial
        fields: list[str] = []

    def with_words(self, queryset: QuerySet[Trial], _name: str, words: str) -> QuerySet[Trial]:
        """Those in which each of the words stands somewhere."""
        for word in words.split()[:10]:
            where = Q()
            for column in ("number", "title", "conditions", "sponsor"):
                where |= Q(**{f"{column}__icontains": word})
            queryset = queryset.filter(where)
        return queryset

    def facets(self) -> Sequence[Facet]:
        """The options of each filter with the number of trials that choosing one alone would leave."""
        return [make_facet(self, name, self.counts(name)) for name in FACETS]
