"""Where a therapy is authorised on a given day: computed from authorisations and memberships, never typed in.

Pure functions over anything with the models' attributes. A date that its source gives as a month or a year
counts as granted from the last day of that period on; before that the standing is unclear, not guessed. An
authorisation whose date no source gave stands from the day it was checked, and is unclear before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from gtlead.dates import first_day, in_words, last_day

ENDED_STATUSES = ("withdrawn", "revoked", "expired")


class Kind(StrEnum):
    """How a therapy stands in a country on a day; earlier members outweigh later ones."""

    AUTHORISED = "authorised"
    CONDITIONAL = "conditional"
    UNCLEAR = "unclear"
    ENDED = "ended"
    NEVER = "never"


@dataclass(frozen=True)
class Standing:
    """The standing on a day: since when, until when (partial dates, may be empty), by which authorisation."""

    kind: Kind
    since: str = ""
    until: str = ""
    authorisation: Any = None
    by_conversion: bool = False

    @property
    def words(self) -> str:
        """The standing as a reader sees it."""
        since = in_words(self.since) if self.since else _("a date not known")
        if self.kind is Kind.AUTHORISED:
            return _("authorised since %(date)s") % {"date": since}
        if self.kind is Kind.CONDITIONAL:
            return _("conditional since %(date)s") % {"date": since}
        if self.kind is Kind.ENDED:
            return self.ended_words
        if self.kind is Kind.NEVER:
            return _("not authorised")
        if self.by_conversion:
            return _("not known: converted from the EU licence, which has ended")
        return _("not known for this day")

    @property
    def ended_words(self) -> str:
        """`withdrawn in March 2023`, or without a date if none was found."""
        status = self.authorisation.get_status_display()
        if not self.until:
            return _("%(status)s, date not known") % {"status": status}
        return _("%(status)s in %(date)s") % {"status": status, "date": in_words(self.until[:7])}

    @property
    def is_authorised(self) -> bool:
        """Authorised in full or under conditions."""
        return self.kind in (Kind.AUTHORISED, Kind.CONDITIONAL)


NEVER = Standing(Kind.NEVER)


def standing_on(day: date, memberships: Iterable[Any], authorisations: Iterable[Any]) -> Standing:
    """How one therapy (its authorisations) stands in one country (its memberships) on `day`."""
    found = [
        standing
        for membership in memberships
        for authorisation in authorisations
        if authorisation.jurisdiction_id == membership.jurisdiction_id
        if (standing := under_membership(day, membership, authorisation)) is not None
    ]
    national = [standing for standing in found if not standing.by_conversion]
    order = list(Kind)
    return min(national or found, key=lambda s: (order.index(s.kind), s.since), default=NEVER)


def under_membership(day: date, membership: Any, authorisation: Any) -> Standing | None:
    """What one authorisation means through one membership; None if it has no effect on that day."""
    until: date | None = membership.valid_until
    granted = first_day(authorisation.date) if authorisation.date else date.min
    if (membership.valid_from and day < membership.valid_from) or granted > day or (until and granted > until):
        return None
    if until is None or day <= until:
        return itself(day, authorisation)
    if not membership.converted or not itself(until, authorisation).is_authorised:
        return None
    return converted(day, until, authorisation)


def itself(day: date, authorisation: Any) -> Standing:
    """How an authorisation that was granted on or before `day` stands in its own jurisdiction."""
    since, ended = authorisation.date, authorisation.ended
    if day < (last_day(since) if since else authorisation.checked_on):
        return Standing(Kind.UNCLEAR, since, ended, authorisation)
    if ended and first_day(ended) <= day:
        kind = Kind.ENDED if last_day(ended) <= day else Kind.UNCLEAR
        return Standing(kind, since, ended, authorisation)
    if authorisation.status in ENDED_STATUSES and not ended:
        kind = Kind.ENDED if day >= authorisation.checked_on else Kind.UNCLEAR
        return Standing(kind, since, "", authorisation)
    if is_conditional(day, authorisation):
        return Standing(Kind.CONDITIONAL, since, "", authorisation)
    return Standing(Kind.AUTHORISED, since, "", authorisation)


def is_conditional(day: date, authorisation: Any) -> bool:
    """Whether conditions still attached on `day`."""
    if authorisation.status == "conditional":
        return True
    return bool(
        authorisation.was_conditional and authorisation.converted and day < first_day(authorisation.converted)
    )


def converted(day: date, until: date, authorisation: Any) -> Standing:
    """After a membership that ended with conversion: a national licence, whose fate may not be known."""
    ended_since = authorisation.status in ENDED_STATUSES
    kind = itself(until, authorisation).kind
    if ended_since and (not authorisation.ended or first_day(authorisation.ended) <= day):
        kind = Kind.UNCLEAR
    return Standing(kind, authorisation.date, "", authorisation, by_conversion=True)


def first_authorised(memberships: Sequence[Any], authorisations: Iterable[Any]) -> str:
    """The partial date on which a therapy first became available to a country's patients by authorisation, or ""."""
    dates = []
    for membership in memberships:
        for authorisation in authorisations:
            if authorisation.jurisdiction_id != membership.jurisdiction_id or not authorisation.date:
                continue
            if membership.valid_until and first_day(authorisation.date) > membership.valid_until:
                continue
            joined = membership.valid_from.isoformat() if membership.valid_from else ""
            dates.append(max(authorisation.date, joined))
    return min(dates, default="")


class AccessMap:
    """The standing of every therapy in every country on one day, from three queries' worth of rows."""

    def __init__(self, day: date, memberships: Iterable[Any], authorisations: Iterable[Any]) -> None:
        self.day = day
        self.memberships: dict[int, list[Any]] = {}
        self.authorisations: dict[int, list[Any]] = {}
        for membership in memberships:
            self.memberships.setdefault(membership.country_id, []).append(membership)
        for authorisation in authorisations:
            self.authorisations.setdefault(authorisation.therapy_id, []).append(authorisation)

    def standing(self, therapy_id: int, country_id: int) -> Standing:
        """One cell of the access matrix."""
        return standing_on(
            self.day, self.memberships.get(country_id, ()), self.authorisations.get(therapy_id, ())
        )

    def authorised_in(self, country_id: int) -> set[int]:
        """Ids of the therapies authorised in the country on the day."""
        return {therapy for therapy in self.authorisations if self.standing(therapy, country_id).is_authorised}

    def ever_in(self, country_id: int) -> set[int]:
        """Ids of the therapies that were authorised in the country on the day or before."""
        return {
            therapy for therapy in self.authorisations if self.standing(therapy, country_id).kind is not Kind.NEVER
        }


