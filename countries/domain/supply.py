"""Whether an authorised therapy can be had on a day: the licence alone does not say. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from countries.domain.shapes import Supplied
from gtlead.records.dates import first_day, in_words, last_day


class SupplyKind(StrEnum):
    """What there is to say of the market on a day."""

    MARKETED = "marketed"
    NOT_YET = "not-yet"
    ENDED = "ended"
    NEVER = "never-launched"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Supply:
    """The supply on a day; the dates are partial and may be empty."""

    kind: SupplyKind
    since: str = ""
    until: str = ""

    @property
    def is_over(self) -> bool:
        """Whether a therapy that is authorised cannot be had any more, or never could."""
        return self.kind in (SupplyKind.ENDED, SupplyKind.NEVER)

    @property
    def words(self) -> str:
        """`marketed since May 2023`, `supply ended in May 2026`, or that nobody looked."""
        if self.kind is SupplyKind.MARKETED:
            return _("marketed since %(date)s") % {"date": in_words(self.since)} if self.since else _("marketed")
        if self.kind is SupplyKind.ENDED:
            return _("supply ended %(date)s") % {"date": in_words(self.until)} if self.until else _("supply ended")
        return {
            SupplyKind.NOT_YET: _("not yet marketed"),
            SupplyKind.NEVER: _("never launched"),
            SupplyKind.UNKNOWN: _("supply not looked up"),
        }[self.kind]


def supply_on(day: date, authorisation: Supplied) -> Supply:
    """The supply under an authorisation: what a source says of a start or an end holds from the end of its period."""
    since, until = authorisation.supply_from, authorisation.supply_until
    if until and last_day(until) <= day:
        return Supply(SupplyKind.ENDED, since, until)
    if authorisation.supply == SupplyKind.NEVER:
        return Supply(SupplyKind.NEVER)
    if since:
        if day < first_day(since):
            return Supply(SupplyKind.NOT_YET)
        return Supply(SupplyKind.MARKETED if day >= last_day(since) else SupplyKind.UNKNOWN, since)
    if day < authorisation.checked_on and not until:
        return Supply(SupplyKind.UNKNOWN)
    if authorisation.supply == SupplyKind.ENDED and until:
        return Supply(SupplyKind.MARKETED, since)
    return Supply(SupplyKind(authorisation.supply) if authorisation.supply else SupplyKind.UNKNOWN, since)
