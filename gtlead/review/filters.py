"""The list of what waits: who wrote it, of which kind it is, where it stands, why."""

from collections import Counter
from collections.abc import Sequence

import django_filters
from django.apps import apps
from django.contrib.auth import get_user_model
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from gtlead.lists.filters import Facet, StrictFilterSet, make_facet
from gtlead.records.models import Record
from gtlead.review.models import Proposal


def kinds() -> list[tuple[str, str]]:
    """Every kind of record, as addresses name it and in words."""
    models = [model for model in apps.get_models() if issubclass(model, Record)]
    return [(str(m._meta.model_name), capfirst(str(m._meta.verbose_name))) for m in models]


def authors() -> list[tuple[str, str]]:
    """Everybody who wrote in something that waits."""
    people = get_user_model()._default_manager.filter(proposals__in=Proposal.objects.open()).distinct()
    return [(name, name) for name in people.order_by("username").values_list("username", flat=True)]


def origins() -> list[tuple[str, str]]:
    """What brought something that waits, such as the reading of a register."""
    found = Proposal.objects.open().exclude(origin="").order_by("origin").values_list("origin", flat=True).distinct()
    return [(origin, origin) for origin in found]


class ProposalFilter(StrictFilterSet):
    """What waits, narrowed."""

    q = django_filters.CharFilter(
        label=_("Words of the reason"), field_name="reason", lookup_expr="icontains", max_length=200
    )
    state = django_filters.MultipleChoiceFilter(
        label=_("Stands"), choices=[(s.value, capfirst(str(s.label))) for s in Proposal.OPEN]
    )
    kind = django_filters.MultipleChoiceFilter(label=_("Kind"), field_name="content_type__model", choices=kinds)
    what = django_filters.MultipleChoiceFilter(label=_("What"), field_name="kind", choices=Proposal.Kind.choices)
    author = django_filters.MultipleChoiceFilter(
        label=_("Written by"), field_name="authors__username", choices=authors, distinct=True
    )

    brought = django_filters.MultipleChoiceFilter(label=_("Brought by"), field_name="origin", choices=origins)

    class Meta:
        model = Proposal
        fields: list[str] = []

    def facets(self) -> Sequence[Facet]:
        """All but the words."""
        return [make_facet(self, name, self.counts(name)) for name in ("state", "kind", "what", "author", "brought")]

    def counts(self, name: str) -> Counter[str]:
        """How many of the rows have each value."""
        rows = self.without(name).order_by()
        return Counter(rows.values_list(self.filters[name].field_name, flat=True))
