"""What happened when: milestones, and authorisations from their grant to their end. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date as day
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from countries.domain.authorisation import CONVERSION
from countries.domain.shapes import Authorisation, Country, Jurisdiction, Membership, Milestone, Therapy
from gtlead.records.dates import first_day, last_day

YEAR = 4  # characters of a date
# Authorisations are decisions of regulators, so that is where a reader looks for them.
THEME_OF_AUTHORISATIONS = "regulation"


class EventKind(StrEnum):
    """What sort of event."""

    MILESTONE = "milestone"
    GRANTED = "authorised"
    CONVERTED = "converted"
    ENDED = "ended"


EVENT_KIND_CHOICES = (
    (EventKind.MILESTONE.value, _l("milestone")),
    (EventKind.GRANTED.value, _l("authorisation granted")),
    (EventKind.CONVERTED.value, _l("conditions lifted")),
    (EventKind.ENDED.value, _l("authorisation ended")),
)


class Happened(NamedTuple):
    """As much of a milestone as it is found again by."""

    pk: int


class Named(NamedTuple):
    """As much of a therapy as it is found by."""

    pk: int
    brand: str
    inn: str
    other_names: str


class Reach(NamedTuple):
    """As much of a membership as says in which country an authorisation was valid when."""

    jurisdiction_id: int
    country: Country
    valid_from: day | None
    valid_until: day | None


class Granted(NamedTuple):
    """As much of an authorisation as its events can be counted and found by."""

    therapy: Named
    jurisdiction: Jurisdiction
    status_label: str
    status: str
    pk: int
    was_conditional: bool
    date: str
    converted: str
    ended: str
    pathway: str
    indication: str

    @property
    def jurisdiction_id(self) -> int:
        """The key of the jurisdiction."""
        return self.jurisdiction.pk

    def get_status_display(self) -> str:
        """The status in words."""
        return self.status_label


class Places:
    """The countries in which the authorisations of a jurisdiction, of which these are the memberships, are valid."""

    def __init__(self, memberships: Sequence[Membership]) -> None:
        self.memberships = memberships
        is_lasting = all(one.valid_from is None and one.valid_until is None for one in memberships)
        self.always = tuple(one.country for one in memberships) if is_lasting else None

    def on(self, date: str) -> tuple[Country, ...]:
        """Those of a partial date."""
        return tuple(self._reached(date)) if self.always is None else self.always

    def _reached(self, date: str) -> Iterator[Country]:
        for membership in self.memberships:
            starts, ends = membership.valid_from, membership.valid_until
            if (starts is None or starts <= last_day(date)) and (ends is None or first_day(date) <= ends):
                yield membership.country


class Event(NamedTuple):
    """A line of the timeline; `fact` is its record, a milestone or the `authorisation`, with its sources."""

    kind: EventKind
    date: str
    title: str
    detail: str
    theme: str
    countries: tuple[Country, ...]
    fact: Milestone | Authorisation
    authorisation: Authorisation | None = None

    @property
    def therapy(self) -> Therapy | None:
        """What was authorised."""
        return self.authorisation.therapy if self.authorisation else None

    @property
    def year(self) -> int:
        """The year, which every date knows."""
        return int(self.date[:YEAR])

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return (
            self.fact.slug if self.kind in (EventKind.MILESTONE, EventKind.GRANTED) else f"{self.fact.slug}-{self.kind}"
        )

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return str(dict(EVENT_KIND_CHOICES)[self.kind.value])

    @property
    def country_slugs(self) -> list[str]:
        """Where it happened or took effect."""
        return [country.slug for country in self.countries]


def make_events(
    milestones: Iterable[Milestone], authorisations: Iterable[Authorisation], memberships: Iterable[Membership]
) -> list[Event]:
    """All events by date; authorisations without a date cannot stand in a timeline."""
    return in_order([*map(of_milestone, milestones), *of_authorisations(authorisations, memberships)])


def of_authorisations(authorisations: Iterable[Authorisation], memberships: Iterable[Membership]) -> Iterator[Event]:
    """The events of all of them, in no order."""
    by_jurisdiction: dict[int, list[Membership]] = {}
    for membership in memberships:
        by_jurisdiction.setdefault(membership.jurisdiction_id, []).append(membership)
    places = {key: Places(listed) for key, listed in by_jurisdiction.items()}
    nowhere = Places(())
    for authorisation in authorisations:
        yield from of_authorisation(authorisation, places.get(authorisation.jurisdiction_id, nowhere))


def in_order(events: Iterable[Event]) -> list[Event]:
    """The events by date: of those that begin on one day the most precise first."""
    return sorted(events, key=lambda event: (first_day(event.date), last_day(event.date), event.title))


def pages_of_years(events: Sequence[Event], per_page: int) -> dict[int, int]:
    """On which page each year begins, in the order of the events."""
    found: dict[int, int] = {}
    for place, event in enumerate(events):
        found.setdefault(event.year, place // per_page + 1)
    return found


def firsts_of_years(dates: Mapping[str, str]) -> dict[int, str]:
    """What stands first of each year, of names in an order with their dates."""
    found: dict[int, str] = {}
    for name, date in dates.items():
        found.setdefault(first_day(date).year, name)
    return found


def of_milestone(milestone: Milestone) -> Event:
    """A milestone as it is."""
    return Event(
        kind=EventKind.MILESTONE,
        date=milestone.date,
        title=milestone.title,
        detail=milestone.detail,
        theme=milestone.theme.slug,
        countries=tuple(milestone.countries.all()),
        fact=milestone,
    )


def of_authorisation(authorisation: Authorisation, places: Places) -> Iterator[Event]:
    """Grant, lifting of conditions and end, as far as they are dated, where they took effect."""
    for kind, date in (
        (EventKind.GRANTED, authorisation.date),
        (EventKind.CONVERTED, authorisation.converted),
        (EventKind.ENDED, authorisation.ended),
    ):
        if date:
            yield Event(
                kind=kind,
                date=date,
                title=title_of(kind, authorisation),
                detail=authorisation.indication if kind is EventKind.GRANTED else "",
                theme=THEME_OF_AUTHORISATIONS,
                countries=places.on(date),
                fact=authorisation,
                authorisation=authorisation,
            )


def title_of(kind: EventKind, authorisation: Authorisation) -> str:
    """How it is announced."""
    names = {"therapy": authorisation.therapy.brand, "place": authorisation.jurisdiction.name}
    if kind is EventKind.GRANTED:
        return granted_title(authorisation) % names
    if kind is EventKind.CONVERTED:
        return _("%(therapy)s: conditions lifted in %(place)s") % names
    return _("%(therapy)s: %(status)s in %(place)s") % (names | {"status": authorisation.get_status_display()})


def granted_title(authorisation: Authorisation) -> str:
    """How a grant is announced."""
    if authorisation.pathway == CONVERSION:
        return _("%(therapy)s: EU licence converted in %(place)s")
    if authorisation.status == "conditional" or authorisation.was_conditional:
        return _("%(therapy)s: conditionally authorised in %(place)s")
    return _("%(therapy)s: authorised in %(place)s")
