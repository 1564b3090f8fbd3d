"""What lists ask of very many therapies at once, from spans: how each stands where, not on which record. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import date
from functools import cached_property
from typing import NamedTuple

from countries.domain.authorisation import AccessMap, Standing, StandingKind
from countries.domain.funding import PAID
from countries.domain.lag import Lag, LagOutcome
from countries.domain.looking import LookThroughs
from countries.domain.spans import NOT_KNOWN, Of

# Of a licence: therapy, country, how it stands, since when, until when (partial dates), from which day.
type LicenceSpan = tuple[int, int, str, str, str, date]
# Its kind, therapy, country or None for anywhere, state, partial date, and of a first authorisation the months of lag.
type SpanOnDay = tuple[str, int, int | None, str, str, int | None, int | None, int | None]
type Turn = tuple[int, bool, str]  # a therapy, whether it began or ceased to be authorised, the partial date of that

BARE: dict[str, Standing] = {kind: Standing(kind) for kind in StandingKind}


class Known(NamedTuple):
    """What the spans of a day say: standings by therapy and by country, payers by therapy, firsts by country.

    `authorised` has the therapies of each country, `places` the countries of each therapy.
    """

    standings: dict[int, dict[int, Standing]]
    reached: dict[int, set[int]]
    authorised: dict[int, set[int]]
    places: dict[int, set[int]]
    funded: dict[int, set[int]]
    decided: dict[int, set[int]]
    firsts: dict[int | None, dict[int, str]]
    lags: dict[int, dict[int, Lag]]


def make_known(spans: Iterable[SpanOnDay]) -> Known:
    """From the spans that hold on the day."""
    known = Known(
        standings=defaultdict(dict), reached=defaultdict(set), authorised=defaultdict(set), places=defaultdict(set),
        funded=defaultdict(set), decided=defaultdict(set), firsts=defaultdict(dict), lags=defaultdict(dict),
    )  # fmt: skip
    months: dict[tuple[int, int], tuple[int | None, int | None, int | None]] = {}
    for kind, therapy, country, state, since, usual, shortest, longest in spans:
        if kind == Of.FIRST:
            known.firsts[country][therapy] = since
            if country is not None:
                months[country, therapy] = usual, shortest, longest
        elif country is not None and kind == Of.LICENCE:
            standing = BARE[state]
            known.standings[therapy][country] = standing
            known.reached[country].add(therapy)
            if standing.is_authorised:
                known.authorised[country].add(therapy)
                known.places[therapy].add(country)
        elif country is not None and state != NOT_KNOWN:
            known.decided[therapy].add(country)
            if state in PAID:
                known.funded[therapy].add(country)
    anywhere = known.firsts[None]
    for (country, therapy), lag in months.items():
        known.lags[country][therapy] = Lag(LagOutcome.COUNTED, anywhere[therapy], known.firsts[country][therapy], *lag)
    return known


class TurnsOfDay(NamedTuple):
    """What began or ceased to be authorised in a country on a day."""

    day: date
    country: int
    turned: list[Turn]


class Turns:
    """When therapies began and ceased to be authorised: all changes in the order of time, and those of each country."""

    def __init__(self, licences: Iterable[LicenceSpan]) -> None:
        """From the spans of their licences in the order of time."""
        self.changes: list[TurnsOfDay] = []
        self.by_country: dict[int, list[TurnsOfDay]] = {}
        self.there: dict[int, set[int]] = {}  # what is authorised in the end
        for therapy, country, state, since, ended, day in licences:
            listed, there = self.by_country.setdefault(country, []), self.there.setdefault(country, set())
            is_authorised = BARE[state].is_authorised
            if is_authorised == (therapy in there):
                continue
            there ^= {therapy}
            if not listed or listed[-1].day != day:
                listed.append(TurnsOfDay(day, country, []))
                self.changes.append(listed[-1])
            listed[-1].turned.append((therapy, is_authorised, since if is_authorised else ended))

    def of(self, country_id: int) -> Sequence[TurnsOfDay]:
        """The changes in one country."""
        return self.by_country.get(country_id, ())


class KnownAccess(AccessMap):
    """The standings of all therapies in all countries on one day, without the records that they rest on.

    What is `known` of the day, the `look_throughs`, and the countries `ever` reached by a licence on whatever day, are
    read when asked for.
    """

    def __init__(
        self,
        day: date,
        known: Callable[[], Known],
        look_throughs: Callable[[], LookThroughs],
        ever: Callable[[], Set[int]] = frozenset,
    ) -> None:
        self.day, self.anywhere = day, None
        self.memberships, self.authorisations = {}, {}
        self._read, self._read_looked, self._read_ever = known, look_throughs, ever

    @cached_property
    def _known(self) -> Known:
        return self._read()

    def standings(self, therapy_id: int) -> dict[int, Standing]:
        """By country, where it is or was authorised or that is unclear."""
        return self._known.standings.get(therapy_id, {})

    def standing(self, therapy_id: int, country_id: int) -> Standing:
        """How it stands there."""
        return self.standings(therapy_id).get(country_id, BARE[StandingKind.NEVER])

    @cached_property
    def looked(self) -> LookThroughs:  # type: ignore[override]
        """What was looked for in vain."""
        return self._read_looked()

    def first_in(self, therapy_id: int, country_id: int) -> str:
        """The partial date of its first authorisation in the country by the day, or ""."""
        return self.firsts(country_id).get(therapy_id, "")

    def firsts(self, country_id: int) -> Mapping[int, str]:
        """The same of all therapies that were authorised there by the day."""
        return self._known.firsts.get(country_id, {})

    def lags(self, country_id: int) -> Mapping[int, Lag]:
        """How long after the first of all that was."""
        return self._known.lags.get(country_id, {})

    def first_anywhere(self, therapy_id: int) -> str:
        """The same in any jurisdiction."""
        return self._known.firsts.get(None, {}).get(therapy_id, "")

    def authorised_anywhere(self) -> list[int]:
        """Ids of the therapies with a standing somewhere."""
        return list(self._known.standings)

    def funded_in(self, therapy_id: int) -> Set[int]:
        """Ids of the countries whose payer pays for it."""
        return self._known.funded.get(therapy_id, set())

    @cached_property
    def ever(self) -> Set[int]:
        """Ids of the countries where anything is, was or came to be authorised."""
        return self._read_ever()

    def is_known_in(self, country_id: int) -> bool:
        """Whether anybody looked what is authorised in the country."""
        return country_id in self.ever or self.looked.has_register_of(country_id)

    def decided_in(self, therapy_id: int) -> Set[int]:
        """Ids of the countries where a payer's decision on it is known."""
        return self._known.decided.get(therapy_id, set())

    def reached(self, country_id: int) -> Set[int]:
        """Ids of the therapies with a standing in the country."""
        return self._known.reached.get(country_id, set())

    def places_of(self, therapy_id: int) -> Set[int]:
        """Ids of the countries where the therapy is authorised."""
        return self._known.places.get(therapy_id, set())

    def authorised_in(self, country_id: int) -> Set[int]:
        """Ids of the therapies authorised in the country."""
        return self._known.authorised.get(country_id, set())
