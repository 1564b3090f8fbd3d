"""What lists ask of very many therapies at once, from spans: how each stands where, not on which record. Pure."""

from collections.abc import Callable, Iterable, Mapping, Set
from datetime import date
from functools import cached_property

from countries.domain.authorisation import AccessMap, Standing, StandingKind
from countries.domain.funding import PAID
from countries.domain.looking import LookThroughs
from countries.domain.spans import NOT_KNOWN, Of

# Of a licence: therapy, country, how it stands, since when, until when (partial dates), from which day.
type LicenceSpan = tuple[int, int, str, str, str, date]

BARE: dict[str, Standing] = {kind: Standing(kind) for kind in StandingKind}


class KnownAccess(AccessMap):
    """The standings of all therapies in all countries on one day, without the records that they rest on.

    `spans` of a kind are (therapy, country or None for anywhere, state, partial date) of those that hold on the day.
    They, the `look_throughs`, and the countries `ever` reached by a licence on whatever day, are read when asked for.
    """

    def __init__(
        self,
        day: date,
        spans: Callable[[Of], Iterable[tuple[int, int | None, str, str]]],
        look_throughs: Callable[[], LookThroughs],
        ever: Callable[[], Set[int]] = frozenset,
    ) -> None:
        self.day, self.anywhere = day, None
        self.memberships, self.authorisations = {}, {}
        self._read, self._read_looked, self._read_ever = spans, look_throughs, ever

    @cached_property
    def _licences(self) -> tuple[dict[int, dict[int, Standing]], dict[int, dict[int, Standing]]]:
        """How each stands, by therapy and country, and by country and therapy."""
        by_therapy: dict[int, dict[int, Standing]] = {}
        by_country: dict[int, dict[int, Standing]] = {}
        for therapy, country, state, _since in self._read(Of.LICENCE):
            if country is not None:
                by_therapy.setdefault(therapy, {})[country] = BARE[state]
                by_country.setdefault(country, {})[therapy] = BARE[state]
        return by_therapy, by_country

    @cached_property
    def _payers(self) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
        """The countries that pay for each therapy, and those whose decision is known."""
        funded: dict[int, set[int]] = {}
        decided: dict[int, set[int]] = {}
        for therapy, country, state, _since in self._read(Of.PAYER):
            if country is not None and state != NOT_KNOWN:
                decided.setdefault(therapy, set()).add(country)
                if state in PAID:
                    funded.setdefault(therapy, set()).add(country)
        return funded, decided

    @cached_property
    def _firsts(self) -> dict[int | None, dict[int, str]]:
        """The first date of each therapy, by country, and anywhere."""
        found: dict[int | None, dict[int, str]] = {}
        for therapy, country, _state, since in self._read(Of.FIRST):
            found.setdefault(country, {})[therapy] = since
        return found

    def standings(self, therapy_id: int) -> dict[int, Standing]:
        """By country, where it is or was authorised or that is unclear."""
        return self._licences[0].get(therapy_id, {})

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
        return self._firsts.get(country_id, {})

    def first_anywhere(self, therapy_id: int) -> str:
        """The same in any jurisdiction."""
        return self._firsts.get(None, {}).get(therapy_id, "")

    def authorised_anywhere(self) -> list[int]:
        """Ids of the therapies with a standing somewhere."""
        return list(self._licences[0])

    def funded_in(self, therapy_id: int) -> Set[int]:
        """Ids of the countries whose payer pays for it."""
        return self._payers[0].get(therapy_id, set())

    @cached_property
    def ever(self) -> Set[int]:
        """Ids of the countries where anything is, was or came to be authorised."""
        return self._read_ever()

    def is_known_in(self, country_id: int) -> bool:
        """Whether anybody looked what is authorised in the country."""
        return country_id in self.ever or self.looked.has_register_of(country_id)

    def decided_in(self, therapy_id: int) -> Set[int]:
        """Ids of the countries where a payer's decision on it is known."""
        return self._payers[1].get(therapy_id, set())

    def reached(self, country_id: int) -> Set[int]:
        """Ids of the therapies with a standing in the country."""
        return self._licences[1].get(country_id, {}).keys()

    def authorised_in(self, country_id: int) -> set[int]:
        """Ids of the therapies authorised in the country."""
        return {
            therapy for therapy, standing in self._licences[1].get(country_id, {}).items() if standing.is_authorised
        }
