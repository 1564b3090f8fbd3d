"""Where a therapy is authorised on a given day: computed from authorisations and memberships, never typed in.

Pure functions over anything with the models' attributes. A date that its source gives as a month or a year
counts as granted from the last day of that period on; before that the standing is unclear, not guessed. An
authorisation whose date no source gave stands from the day it was checked, and is unclear before.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from countries.domain.looking import LookThroughs, absence_in_words
from countries.domain.pathways import CONDITIONAL_PATHWAYS
from countries.domain.shapes import Authorisation, LookThrough, Membership
from countries.domain.supply import Supply, supply_on
from gtlead.records.dates import first_day, in_words, last_day

if TYPE_CHECKING:
    from countries.domain.lag import Lag

ENDED_STATUSES = ("withdrawn", "revoked", "expired")
# The laws under which an authorisation rests on conditions, one class whatever each law calls it.
CONVERSION = "conversion-of-eu-licence"


class StandingKind(StrEnum):
    """How a therapy stands in a country on a day; earlier members outweigh later ones."""

    AUTHORISED = "authorised"
    CONDITIONAL = "conditional"
    UNCLEAR = "unclear"
    ENDED = "ended"
    NEVER = "never"


ORDER = {kind: rank for rank, kind in enumerate(StandingKind)}

# What a reader may ask for; "never" is the absence of all of them.
KIND_CHOICES = (
    (StandingKind.AUTHORISED.value, _l("authorised without conditions")),
    (StandingKind.CONDITIONAL.value, _l("conditionally authorised")),
    (StandingKind.ENDED.value, _l("withdrawn, revoked or expired")),
    (StandingKind.UNCLEAR.value, _l("not known for the day")),
)


@dataclass(frozen=True)
class Standing:
    """The standing on a day: since when, until when (partial dates, may be empty), by which authorisation.

    `by_conversion` marks what rests on a jurisdiction that the country has left; a national record outweighs it.
    `origin` is the authorisation there that a national licence was converted from. Where there is no authorisation,
    `look_throughs` are the registers in which none was found.
    """

    kind: StandingKind
    since: str = ""
    until: str = ""
    authorisation: Authorisation | None = None
    by_conversion: bool = False
    origin: Authorisation | None = None
    look_throughs: tuple[LookThrough, ...] = ()

    @property
    def licence(self) -> Authorisation:
        """The authorisation of a standing that has one: any but "never"."""
        if self.authorisation is None:
            raise LookupError("No authorisation.")
        return self.authorisation

    @property
    def words(self) -> str:
        """The standing as a reader sees it."""
        since = in_words(self.since) if self.since else _("a date not known")
        if self.kind is StandingKind.AUTHORISED:
            words = _("authorised since %(date)s") % {"date": since}
            return words if self.is_condition_known else _("%(standing)s, conditions not known") % {"standing": words}
        if self.kind is StandingKind.CONDITIONAL:
            words = _("conditional since %(date)s") % {"date": since}
            return f"{words} ({self.law})" if self.law else words
        if self.kind is StandingKind.ENDED:
            return self.ended_words
        if self.kind is StandingKind.NEVER:
            return absence_in_words(self.look_throughs)
        if self.by_conversion and self.licence.status in ENDED_STATUSES:
            return _("not known: converted from the EU licence, which has ended")
        return _("not known for this day")

    @property
    def ended_words(self) -> str:
        """`withdrawn in March 2023`, or without a date if none was found."""
        if self.licence.status not in ENDED_STATUSES:
            return _("valid until %(date)s") % {"date": in_words(self.until)}
        status = self.licence.get_status_display()
        if not self.until:
            return _("%(status)s, date not known") % {"status": status}
        return _("%(status)s in %(date)s") % {"status": status, "date": in_words(self.until[:7])}

    @property
    def is_authorised(self) -> bool:
        """Authorised in full or under conditions."""
        return self.kind in (StandingKind.AUTHORISED, StandingKind.CONDITIONAL)

    @property
    def law(self) -> str:
        """What the law calls the conditions that the authorisation rests on; empty where its route is not known."""
        is_conditional_by_law = self.kind is StandingKind.CONDITIONAL and self.licence.pathway in CONDITIONAL_PATHWAYS
        return str(self.licence.get_pathway_display()) if is_conditional_by_law else ""

    @property
    def is_condition_known(self) -> bool:
        """Whether the route, and so whether conditions attach, is known."""
        return self.kind is not StandingKind.AUTHORISED or bool(self.licence.pathway or self.licence.converted)

    def supply_on(self, day: date) -> Supply | None:
        """Whether it can be had; None where it is not authorised."""
        return supply_on(day, self.licence) if self.is_authorised else None

    @property
    def authorisations(self) -> list[Authorisation]:
        """The records that the standing rests on, the origin of a converted licence first."""
        return [record for record in (self.origin, self.authorisation) if record is not None]


NEVER = Standing(StandingKind.NEVER)


def standing_on(day: date, memberships: Iterable[Membership], authorisations: Iterable[Authorisation]) -> Standing:
    """How one therapy (its authorisations) stands in one country (its memberships) on `day`."""
    found = [
        standing
        for membership in memberships
        for authorisation in authorisations
        if authorisation.jurisdiction_id == membership.jurisdiction_id
        if (standing := under_membership(day, membership, authorisation)) is not None
    ]
    national = [standing for standing in found if not standing.by_conversion]
    best = min(national or found, key=lambda s: (ORDER[s.kind], s.since), default=NEVER)
    return with_origin(best, [s for s in found if s.by_conversion and s.kind is not StandingKind.ENDED])


def with_origin(standing: Standing, before: Sequence[Standing]) -> Standing:
    """A converted licence counts from the day on which the one it was converted from was granted."""
    if standing.authorisation is None or standing.authorisation.pathway != CONVERSION or not before:
        return standing
    origin = min(before, key=lambda s: s.since)
    return replace(standing, since=origin.since, origin=origin.authorisation)


def under_membership(day: date, membership: Membership, authorisation: Authorisation) -> Standing | None:
    """What one authorisation means through one membership; None if it has no effect on that day."""
    until: date | None = membership.valid_until
    granted = first_day(authorisation.date) if authorisation.date else date.min
    if (membership.valid_from and day < membership.valid_from) or granted > day or (until and granted > until):
        return None
    if until is None or day <= until:
        return itself(day, authorisation)
    at_the_end = itself(until, authorisation)
    if not at_the_end.is_authorised:
        return replace(at_the_end, by_conversion=True)
    if not membership.converted:
        return Standing(StandingKind.ENDED, authorisation.date, until.isoformat(), authorisation, by_conversion=True)
    return converted(day, at_the_end)


def itself(day: date, authorisation: Authorisation) -> Standing:
    """How an authorisation that was granted on or before `day` stands in its own jurisdiction."""
    since, ended = authorisation.date, authorisation.ended
    if day < (last_day(since) if since else authorisation.checked_on):
        return Standing(StandingKind.UNCLEAR, since, ended, authorisation)
    if ended and first_day(ended) <= day:
        kind = StandingKind.ENDED if last_day(ended) <= day else StandingKind.UNCLEAR
        return Standing(kind, since, ended, authorisation)
    if authorisation.status in ENDED_STATUSES and not ended:
        kind = StandingKind.ENDED if day >= authorisation.checked_on else StandingKind.UNCLEAR
        return Standing(kind, since, "", authorisation)
    if is_conditional(day, authorisation):
        return Standing(StandingKind.CONDITIONAL, since, "", authorisation)
    return Standing(StandingKind.AUTHORISED, since, "", authorisation)


def is_conditional(day: date, authorisation: Authorisation) -> bool:
    """Whether conditions attached on `day`: they last to the end of the period in which they were lifted.

    One that ended and was never made unconditional stayed conditional throughout. Where it is in force
    without conditions today and nobody recorded since when, it counts as such from the start.
    """
    if authorisation.status == "conditional":
        return True
    began_so = authorisation.was_conditional or authorisation.pathway in CONDITIONAL_PATHWAYS
    if authorisation.converted:
        return began_so and day < last_day(authorisation.converted)
    return began_so and authorisation.status in ENDED_STATUSES


def converted(day: date, at_the_end: Standing) -> Standing:
    """After a membership that ended with conversion: a national licence, whose fate may not be known."""
    authorisation = at_the_end.licence
    ended_since = authorisation.status in ENDED_STATUSES
    kind = at_the_end.kind
    if ended_since and (not authorisation.ended or first_day(authorisation.ended) <= day):
        kind = StandingKind.UNCLEAR
    return Standing(kind, authorisation.date, "", authorisation, by_conversion=True)


def available_from(membership: Membership, authorisation: Authorisation) -> str:
    """The partial date from which a dated authorisation reached a country through a membership, or ""."""
    if authorisation.jurisdiction_id != membership.jurisdiction_id or not authorisation.date:
        return ""
    joined, left = membership.valid_from, membership.valid_until
    if left and first_day(authorisation.date) > left:
        return ""
    if joined is None or last_day(authorisation.date) >= joined:
        return authorisation.date
    if authorisation.ended and last_day(authorisation.ended) < joined:
        return ""
    return joined.isoformat()


def first_authorised(
    memberships: Sequence[Membership], authorisations: Iterable[Authorisation], by: date | None = None
) -> str:
    """The partial date on which a therapy was first authorised for a country's patients (by a day), or ""."""
    dates = [
        found
        for authorisation in authorisations
        for membership in memberships
        if (found := available_from(membership, authorisation)) and (by is None or last_day(found) <= by)
    ]
    return min(dates, key=lambda found: (last_day(found), found), default="")


class AccessMap:
    """The standing of every therapy in every country on one day; only what is authorised takes any time.

    A map of some countries needs to be told what it cannot see: `anywhere` has for each therapy with a standing in any
    country its first date by the day, or "".
    """

    def __init__(
        self,
        day: date,
        memberships: Iterable[Membership],
        authorisations: Iterable[Authorisation],
        look_throughs: Iterable[LookThrough] = (),
        anywhere: Mapping[int, str] | None = None,
    ) -> None:
        self.day, self.anywhere = day, anywhere
        memberships = list(memberships)
        self.looked = LookThroughs(memberships, look_throughs)
        self.memberships: dict[int, list[Membership]] = {}
        self.authorisations: dict[int, list[Authorisation]] = {}
        self._countries: dict[int, set[int]] = {}
        self._standings: dict[int, dict[int, Standing]] = {}
        for membership in memberships:
            self.memberships.setdefault(membership.country_id, []).append(membership)
            self._countries.setdefault(membership.jurisdiction_id, set()).add(membership.country_id)
        for authorisation in authorisations:
            self.authorisations.setdefault(authorisation.therapy_id, []).append(authorisation)

    def standings(self, therapy_id: int) -> dict[int, Standing]:
        """By country, where the therapy is or was authorised or that is unclear; countries without are left out."""
        if therapy_id not in self._standings:
            self._standings[therapy_id] = dict(self._reckon(therapy_id))
        return self._standings[therapy_id]

    def _reckon(self, therapy_id: int) -> Iterable[tuple[int, Standing]]:
        authorisations = self.authorisations.get(therapy_id, ())
        reached = {c for a in authorisations for c in self._countries.get(a.jurisdiction_id, ())}
        for country_id in reached:
            standing = standing_on(self.day, self.memberships[country_id], authorisations)
            if standing.kind is not StandingKind.NEVER:
                yield country_id, standing

    def standing(self, therapy_id: int, country_id: int) -> Standing:
        """One cell of the access matrix."""
        known = self.standings(therapy_id).get(country_id)
        return known or Standing(StandingKind.NEVER, look_throughs=self.looked.of_authorisation(therapy_id, country_id))

    def first_in(self, therapy_id: int, country_id: int) -> str:
        """The partial date on which the therapy was first authorised in the country, by the day, or ""."""
        return first_authorised(self.memberships.get(country_id, ()), self.authorisations.get(therapy_id, ()), self.day)

    def firsts(self, country_id: int) -> Mapping[int, str]:
        """The same of all therapies that were authorised there by the day."""
        dates = ((therapy, self.first_in(therapy, country_id)) for therapy in self.authorisations)
        return {therapy: here for therapy, here in dates if here}

    def lags(self, country_id: int) -> Mapping[int, "Lag"]:
        """The lags there that were reckoned before; countries/domain/lag.py reckons the others."""
        return {}

    def first_anywhere(self, therapy_id: int) -> str:
        """The partial date of the first authorisation in any jurisdiction of the atlas by the day, or ""."""
        if self.anywhere is not None:
            return self.anywhere.get(therapy_id, "")
        dates = [a.date for a in self.authorisations.get(therapy_id, ()) if a.date and last_day(a.date) <= self.day]
        return min(dates, key=lambda found: (last_day(found), found), default="")

    def authorised_anywhere(self) -> list[int]:
        """Ids of the therapies that are or were authorised somewhere by the day, or where that is unclear."""
        if self.anywhere is not None:
            return list(self.anywhere)
        return [therapy for therapy in self.authorisations if self.standings(therapy)]

    def funded_in(self, therapy_id: int) -> Set[int] | None:
        """Ids of the countries whose payer pays for a therapy; None where its decisions have to say."""
        return None

    def is_known_in(self, country_id: int) -> bool:
        """Whether anybody looked what is authorised in the country: else that nothing is found there says nothing."""
        valid = {membership.jurisdiction_id for membership in self.memberships.get(country_id, ())}
        found = any(a.jurisdiction_id in valid for granted in self.authorisations.values() for a in granted)
        return found or self.looked.has_register_of(country_id)

    def decided_in(self, therapy_id: int) -> Set[int] | None:
        """Ids of the countries where a payer's decision is known; None where the therapy's decisions have to say."""
        return None

    def reached(self, country_id: int) -> Set[int]:
        """Ids of the therapies with a standing in the country."""
        return {therapy for therapy in self.authorisations if country_id in self.standings(therapy)}

    def number_in(self, country_id: int) -> int | None:
        """How many therapies are authorised in the country on the day; None where nobody looked."""
        number = len(self.authorised_in(country_id))
        return number if number or self.is_known_in(country_id) else None

    def places_of(self, therapy_id: int) -> Set[int]:
        """Ids of the countries where the therapy is authorised on the day."""
        return {country for country, standing in self.standings(therapy_id).items() if standing.is_authorised}

    def authorised_in(self, country_id: int) -> Set[int]:
        """Ids of the therapies authorised in the country on the day."""
        return {therapy for therapy in self.authorisations if self.standing(therapy, country_id).is_authorised}
