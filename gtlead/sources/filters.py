"""What the list of sources can be narrowed by."""

from collections import Counter
from collections.abc import Sequence

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _l

from gtlead.lists.filters import Facet, StrictFilterSet, make_facet
from gtlead.records.search import make_query
from gtlead.sources.models import Source


class SourceFilter(StrictFilterSet):
    """The bibliography: words, kind, standing, language."""

    q = django_filters.CharFilter(label=_l("Words"), method="filter_words", max_length=200)
    kind = django_filters.MultipleChoiceFilter(label=_l("Kind"), choices=Source.Kind.choices)
    standing = django_filters.MultipleChoiceFilter(label=_l("Standing"), choices=Source.Standing.choices)

    class Meta:
        model = Source
        fields: list[str] = []

    def filter_words(self, sources: QuerySet[Source], name: str, value: str) -> QuerySet[Source]:
        """Words in title, publisher or address."""
        query = make_query(value)
        rows = sources.values_list("pk", "title", "publisher", "url")
        return sources.filter(pk__in=[pk for pk, *texts in rows if query.matches(*texts)])

    def facets(self) -> Sequence["Facet"]:
        """Kind and standing."""
        return [
            make_facet(self, name, Counter(self.without(name).values_list(name, flat=True)))
            for name in ("kind", "standing")
        ]
