"""The timeline: words, kind of event, country, theme, years."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import cast

import django_filters
from django.utils.translation import gettext_lazy as _

from countries.access import public_memberships
from countries.domain import shapes
from countries.domain.timeline import (
    EVENT_KIND_CHOICES,
    Event,
    EventKind,
    Granted,
    Happened,
    Named,
    Reach,
    in_order,
    make_events,
    of_authorisations,
)
from countries.filters.choices import published_countries, published_themes
from countries.filters.times import YearsFilterSet
from countries.models import Authorisation, Country, Jurisdiction, Membership, Milestone, Therapy
from countries.querysets import AuthorisationQuerySet, MilestoneQuerySet
from gtlead.lists.filters import Facet, make_facet
from gtlead.lists.words import FoundByWords, found_by

FACETS = ("kind", "country", "theme")


class TimelineFilter(YearsFilterSet):
    """Events of two kinds of record, so they are narrowed in memory, without sources; `detailed` gives those shown."""

    q = django_filters.CharFilter(label=_("Words"), max_length=200)
    kind = django_filters.MultipleChoiceFilter(label=_("Kind"), choices=EVENT_KIND_CHOICES)
    country = django_filters.MultipleChoiceFilter(label=_("Country"), choices=published_countries)
    theme = django_filters.MultipleChoiceFilter(label=_("Theme"), choices=published_themes)
    sort = django_filters.ChoiceFilter(
        label=_("Order"), choices=[("-date", _("newest first")), ("date", _("oldest first"))], empty_label=None
    )

    class Meta:
        model = Milestone
        fields: list[str] = []

    @cached_property
    def countries(self) -> list[Country]:
        """All public countries in the order of the atlas."""
        return list(Country.objects.published())

    @cached_property
    def events(self) -> list[Event]:
        """All public events."""
        return counted(self.queryset, Authorisation.objects.published(), self.countries)

    @property
    def total(self) -> int:
        """How many public events there are."""
        return len(self.events)

    def events_in(self, countries: Sequence[Country]) -> list[Event]:
        """The public events of these countries."""
        keys = {country.pk for country in countries}
        places = public_memberships().filter(country__in=keys).values("jurisdiction")
        licences = Authorisation.objects.published().filter(jurisdiction__in=places)
        events = counted(self.queryset.of(*countries), licences, self.countries)
        return [event for event in events if any(country.pk in keys for country in event.countries)]

    def detailed(self, events: Sequence[Event]) -> list[Event]:
        """The same events with the records that they rest on."""
        of_milestones = [event.fact.pk for event in events if event.kind is EventKind.MILESTONE]
        of_licences = {event.fact.pk for event in events if event.kind is not EventKind.MILESTONE}
        found = make_events(
            self.queryset.filter(pk__in=of_milestones).for_timeline(),
            Authorisation.objects.published().filter(pk__in=of_licences).for_list(),
            public_memberships(),
        )
        by_anchor = {(event.kind, event.fact.pk): event for event in found}
        return [by_anchor[event.kind, event.fact.pk] for event in events]

    @cached_property
    def hits(self) -> list[Event]:
        """The events that match all that was asked, in the order asked for."""
        return self.in_order()

    def in_order(self) -> list[Event]:
        """The same, without their sources."""
        found = self.matching()
        return found if self.form.cleaned_data["sort"] == "date" else found[::-1]

    def matching(self, *, but: str = "") -> list[Event]:
        """The events that match all that was asked, but one filter."""
        asked = {name: value for name, value in self.form.cleaned_data.items() if value and name != but}
        return (
            [event for event in self.events if self.matches(event, asked)] if asked.keys() - {"sort"} else self.events
        )

    def matches(self, event: Event, asked: Mapping[str, Iterable[str]]) -> bool:
        """Whether one event has everything that was asked."""
        return (
            all(
                not asked.get(name) or not set(asked[name]).isdisjoint(self.values_of(name, [event])) for name in FACETS
            )
            and (not asked.keys() & {"from", "to"} or self.is_within(event.year))
            and ("q" not in asked or id(event) in self.found_by_words)
        )

    @cached_property
    def words(self) -> FoundByWords[Event]:
        """The events that the words find, by what happened, where, and the names of the therapy."""
        return found_by(self.form.cleaned_data["q"], self.events, searched_texts)

    @cached_property
    def found_by_words(self) -> set[int]:
        """Which objects those are."""
        return {id(event) for event in self.words.rows}

    @staticmethod
    def values_of(name: str, events: Iterable[Event]) -> Iterable[str]:
        """The values of a filter that would keep these events, once for each."""
        if name == "country":
            return (country.slug for country in chain.from_iterable(event.countries for event in events))
        return map(attrgetter(name), events)

    def facets(self) -> list[Facet]:
        """The options of each filter with the number of events that choosing one alone would leave."""
        return [make_facet(self, name, Counter(self.values_of(name, self.matching(but=name)))) for name in FACETS]


def counted(
    milestones: MilestoneQuerySet[Milestone],
    licences: AuthorisationQuerySet[Authorisation],
    countries: Sequence[Country],
) -> list[Event]:
    """The events of these public records, made of a few of their columns: there are very many. Five queries.

    Milestones name their `countries` in the order given.
    """
    therapies = {key: Named(key, *names) for key, *names in Therapy.objects.published().names()}
    jurisdictions: dict[int, Jurisdiction] = {}
    labels = {value: str(label) for value, label in Authorisation.Status.choices}
    places = {country.pk: (place, country) for place, country in enumerate(countries)}
    happened: dict[int, list[tuple[int, Country]]] = {}
    for milestone, country in Milestone.objects.pairs_with_countries():
        happened.setdefault(milestone, []).extend([places[country]] if country in places else ())

    def granted() -> Iterator[Granted]:
        for therapy, place, name, status, key, began_so, *said in licences.in_time():
            where = jurisdictions.get(place) or jurisdictions.setdefault(place, Jurisdiction(pk=place, name=name))
            yield Granted(therapies[therapy], where, labels[status], status, key, began_so, *said)

    told = []
    for key, date, title, detail, theme in milestones.in_time():
        there = tuple(country for _place, country in sorted(happened[key]))
        told.append(
            Event(EventKind.MILESTONE, date, title, detail, theme, there, cast("shapes.Milestone", Happened(key)))
        )
    found = cast("Iterator[shapes.Authorisation]", granted())  # all that their events ask of them
    reach = (
        Reach(place, places[country][1], begins, ends)
        for place, country, begins, ends in Membership.objects.published().reach()
        if country in places
    )
    return in_order([*told, *of_authorisations(found, cast("Iterator[shapes.Membership]", reach))])


def searched_texts(event: Event) -> list[str]:
    """Where the timeline looks for words."""
    names = (event.therapy.brand, event.therapy.inn, event.therapy.other_names) if event.therapy else ()
    return [event.title, event.detail, *names, *(country.name for country in event.countries)]
