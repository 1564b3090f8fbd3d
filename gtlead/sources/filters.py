"""What the list of sources can be narrowed by."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _l

from gtlead.lists.filters import Facet, StrictFilterSet, make_facet
from gtlead.lists.words import FoundByWords, found_by
from gtlead.sources.models import Source


class SourceFilter(StrictFilterSet):
    """The bibliography: words, kind, standing, language."""

    q = django_filters.CharFilter(label=_l("Words"), method="filter_words", max_length=200)
    kind = django_filters.MultipleChoiceFilter(label=_l("Kind"), choices=Source.Kind.choices)
    standing = django_filters.MultipleChoiceFilter(label=_l("Standing"), choices=Source.Standing.choices)

    class Meta:
        model = Source
        fields: list[str] = []

    @cached_property
    def words(self) -> FoundByWords[tuple[str, ...]]:
        """Id, title, publisher and address of the sources that the words find."""
        rows = self.queryset.values_list("pk", "title", "publisher", "url")
        return found_by(self.form.cleaned_data["q"], rows, lambda row: row[1:])

    def filter_words(self, sources: QuerySet[Source], name: str, value: str) -> QuerySet[Source]:
        """Words in title, publisher or address."""
        return sources.filter(pk__in=[row[0] for row in self.words.rows])

    def facets(self) -> Sequence["Facet"]:
        """Kind and standing."""
        return [
            make_facet(self, name, Counter(self.without(name).values_list(name, flat=True)))
            for name in ("kind", "standing")
        ]
