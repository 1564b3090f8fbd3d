"""The list of diseases: words, area, and whether a therapy of the atlas is for it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from functools import cached_property

import django_filters
from django.utils.translation import gettext_lazy as _

from countries.access import known_on
from countries.filters.choices import published_countries
from countries.models import Country, Disease, Therapy
from countries.querysets import with_therapies
from gtlead.lists.filters import Facet, StrictFilterSet, make_facet
from gtlead.lists.words import FoundByWords, found_by
from gtlead.records.clock import today

WITH, WITHOUT = "yes", "none"


class DiseaseFilter(StrictFilterSet):
    """Diseases by any of their names, by area, by the countries where a therapy for it is authorised."""

    q = django_filters.CharFilter(label=_("Disease, in any words"), max_length=200)
    therapy = django_filters.MultipleChoiceFilter(
        label=_("Gene therapy"),
        choices=[(WITH, _("one was authorised somewhere")), (WITHOUT, _("none in the atlas"))],
    )
    area = django_filters.MultipleChoiceFilter(label=_("Area"), choices=Disease.Area.choices)
    authorised_in = django_filters.MultipleChoiceFilter(
        label=_("A therapy for it is authorised in any of"), choices=published_countries
    )

    class Meta:
        model = Disease
        fields: list[str] = []

    @cached_property
    def values(self) -> dict[str, Callable[[Disease], Collection[str]]]:
        """What a disease may be narrowed by, with the values that would keep it."""
        access, slugs = known_on(today()), {country.pk: country.slug for country in Country.objects.published()}
        return {
            "therapy": lambda d: [WITH if d.pk in self.therapies else WITHOUT],
            "area": lambda d: [d.area],
            "authorised_in": lambda d: [
                slugs[place] for place in set().union(*map(access.places_of, self.therapies.get(d.pk, ())))
            ],
        }

    @cached_property
    def therapies(self) -> dict[int, list[int]]:
        """The public therapies for each disease that has any; all by their keys."""
        found: dict[int, list[int]] = {}
        for therapy, disease in Therapy.objects.published().pairs_with_diseases():
            found.setdefault(disease, []).append(therapy)
        return found

    @cached_property
    def hits(self) -> list[Disease]:
        """The diseases that match all that was asked, by name."""
        return self.matching()

    def matching(self, *, but: str = "") -> list[Disease]:
        """The diseases that match all that was asked, but one filter."""
        asked = {name: set(self.form.cleaned_data[name]) for name in self.values if name != but}
        return [
            disease
            for disease in self.words.rows
            if all(not values or values.intersection(self.values[name](disease)) for name, values in asked.items())
        ]

    @cached_property
    def words(self) -> FoundByWords[Disease]:
        """The diseases with the words asked for in a name, a code, the gene, the summary, or a therapy for it."""
        typed = self.form.cleaned_data["q"]
        return found_by(typed, self.detailed(self.queryset) if typed else self.queryset, searched_texts)

    def detailed(self, diseases: Iterable[Disease]) -> list[Disease]:
        """The same with their therapies."""
        return with_therapies(list(diseases))

    def facets(self) -> list[Facet]:
        """The options of each filter with the number of diseases that choosing one alone would leave."""
        return [
            make_facet(self, name, Counter(value for d in self.matching(but=name) for value in values_of(d)))
            for name, values_of in self.values.items()
        ]


def searched_texts(disease: Disease) -> list[str]:
    """Where the list of diseases looks for words."""
    brands = [therapy.brand for therapy in disease.therapies.all()]
    return [*disease.names, disease.target, *disease.codes, disease.summary, *brands]
