"""Access lag: months from a therapy's first authorisation anywhere in the atlas to each country's. Pure.

Months are complete calendar months. A date that its source gives as a month or a year counts from the end of
that period, as everywhere in the atlas; the lag then carries the shortest and the longest it can be. What was
not found in a country's register, what nobody looked up there, and what has no usable date is counted apart and
never dropped.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from statistics import quantiles

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from countries.domain.authorisation import AccessMap
from gtlead.records.dates import first_day, last_day

WHOLE = len("2026-11-29")


class LagOutcome(StrEnum):
    """What there is to say of one therapy in one country."""

    COUNTED = "counted"
    UNCLEAR = "unclear"
    NEVER = "never"
    UNLOOKED = "unlooked"


@dataclass(frozen=True)
class Lag:
    """One therapy in one country; `first` and `here` are partial dates."""

    outcome: LagOutcome
    first: str = ""
    here: str = ""
    months: int | None = None
    shortest: int | None = None
    longest: int | None = None

    @cached_property
    def is_exact(self) -> bool:
        """Whether both dates are known to the day, or close enough to leave no doubt."""
        return self.months is not None and self.shortest == self.longest == self.months

    @cached_property
    def is_first(self) -> bool:
        """Whether nothing came earlier."""
        return self.outcome is LagOutcome.COUNTED and last_day(self.first) == last_day(self.here)

    @property
    def words(self) -> str:
        """`14 months`, `about 14 months (3 to 14)`, `first`, or why there is no number."""
        if self.outcome is LagOutcome.NEVER:
            return _("not found in the register")
        if self.outcome is LagOutcome.UNLOOKED:
            return _("not looked up")
        if self.months is None or self.shortest is None or self.longest is None:
            return _("not known: no usable date")
        if self.is_first:
            return _("first")
        if self.is_exact and self.months == 0:
            return _("under a month")
        if self.is_exact:
            return ngettext("%(months)s month", "%(months)s months", self.months) % {"months": self.months}
        return _("about %(months)s months (%(shortest)s to %(longest)s)") % {
            "months": self.months,
            "shortest": self.shortest,
            "longest": self.longest,
        }


@dataclass(frozen=True)
class LagSummary:
    """A country's lags: median and quartiles of those counted, the median without the firsts; the rest apart."""

    counted: int
    median: float | None
    lower: float | None
    upper: float | None
    firsts: int
    inexact: int
    never: int
    unclear: int
    unlooked: int = 0
    median_behind: float | None = None

    @property
    def total(self) -> int:
        """All therapies first authorised anywhere by the day."""
        return self.counted + self.never + self.unclear + self.unlooked

    @property
    def behind(self) -> int:
        """How many of those counted came here after another country."""
        return self.counted - self.firsts

    @property
    def words(self) -> str:
        """The median with its quartiles, in a line."""
        return f"{self.median_words} ({self.quartile_words})" if self.median is not None else self.median_words

    @property
    def median_words(self) -> str:
        """`9 months`."""
        if self.median is None:
            return _("no therapy to count")
        return _("%(median)s months") % {"median": plain(self.median)}

    @property
    def quartile_words(self) -> str:
        """`quartiles 0.8 and 23`; empty where nothing is counted."""
        if self.median is None:
            return ""
        return _("quartiles %(lower)s and %(upper)s") % {"lower": plain(self.lower), "upper": plain(self.upper)}


def plain(value: float | None) -> str:
    """A number of months without idle zeros, to a tenth."""
    return "" if value is None else f"{value:.1f}".removesuffix(".0")


def months_between(start: date, end: date) -> int:
    """Complete calendar months from `start` to `end`; the last day of a month completes it. Negative if earlier."""
    if end < start:
        return -months_between(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    is_complete = end.day >= start.day or end.day == monthrange(end.year, end.month)[1]
    return months if is_complete else months - 1


def lag_between(first: str, here: str) -> Lag:
    """The lag between two partial dates, of which `first` counts as the earlier."""
    if len(first) == len(here) == WHOLE:  # as nearly all are
        months = max(0, months_between(last_day(first), last_day(here)))
        return Lag(LagOutcome.COUNTED, first, here, months, months, months)
    return Lag(
        LagOutcome.COUNTED,
        first,
        here,
        months=max(0, months_between(last_day(first), last_day(here))),
        shortest=0 if first == here else max(0, months_between(last_day(first), first_day(here))),
        longest=0 if first == here else max(0, months_between(first_day(first), last_day(here))),
    )


def summarise(lags: Iterable[Lag], *, never: int = 0, unlooked: int = 0) -> LagSummary:
    """Median and quartiles (inclusive method) of the counted, and how many there are of each outcome.

    `never` and `unlooked` are counted besides those listed.
    """
    by_outcome: dict[LagOutcome, list[Lag]] = {outcome: [] for outcome in LagOutcome}
    for lag in lags:
        by_outcome[lag.outcome].append(lag)
    counted = by_outcome[LagOutcome.COUNTED]
    behind = [lag.months for lag in counted if not lag.is_first and lag.months is not None]
    lower, median, upper = quartiles([lag.months for lag in counted if lag.months is not None])
    return LagSummary(
        counted=len(counted),
        median=median,
        lower=lower,
        upper=upper,
        firsts=len(counted) - len(behind),
        inexact=sum(not lag.is_exact for lag in counted),
        never=never + len(by_outcome[LagOutcome.NEVER]),
        unclear=len(by_outcome[LagOutcome.UNCLEAR]),
        unlooked=unlooked + len(by_outcome[LagOutcome.UNLOOKED]),
        median_behind=quartiles(behind)[1],
    )


def quartiles(months: Sequence[int]) -> tuple[float | None, float | None, float | None]:
    """Lower quartile, median and upper quartile; one value is all three, none gives none."""
    if not months:
        return None, None, None
    if len(months) == 1:
        return months[0], months[0], months[0]
    lower, median, upper = quantiles(months, n=4, method="inclusive")
    return lower, median, upper


class LagMap:
    """The lags of every therapy in every country, by the day of the access map."""

    def __init__(self, access: AccessMap) -> None:
        self.access = access

    def first_anywhere(self, therapy_id: int) -> str:
        """The partial date of the first authorisation in any jurisdiction of the atlas by the day, or ""."""
        return self.access.first_anywhere(therapy_id)

    def lag(self, therapy_id: int, country_id: int) -> Lag:
        """One therapy in one country."""
        if reckoned := self.access.lags(country_id).get(therapy_id):
            return reckoned
        first = self.first_anywhere(therapy_id)
        here = self.access.first_in(therapy_id, country_id)
        if first and here:
            return lag_between(first, here)
        if country_id in self.access.standings(therapy_id):
            return Lag(LagOutcome.UNCLEAR, first)
        looked = self.access.looked.of_authorisation(therapy_id, country_id)
        return Lag(LagOutcome.NEVER if looked else LagOutcome.UNLOOKED, first)

    def summary(self, country_id: int, therapies: Set[int] | None = None) -> LagSummary:
        """The country's lags in a few numbers, of all therapies authorised anywhere by the day or of some of them."""
        counted = set(self.authorised_anywhere())
        counted &= counted if therapies is None else therapies
        there = counted & self.access.reached(country_id) | counted & self.access.firsts(country_id).keys()
        absent = counted - there
        never = len(absent & self.in_vain(country_id))
        reckoned = self.access.lags(country_id)
        lags = (reckoned.get(therapy) or self.lag(therapy, country_id) for therapy in there)
        return summarise(lags, never=never, unlooked=len(absent) - never)

    def not_known(self, therapies: Set[int], country_id: int) -> Set[int]:
        """Those of these therapies of which nobody knows whether they are authorised in the country."""
        known = self.access.firsts(country_id).keys() | (self.in_vain(country_id) - self.access.reached(country_id))
        return therapies - known

    def in_vain(self, country_id: int) -> Set[int]:
        """Those that were looked for in the country's registers and not found."""
        return self.access.looked.in_vain(country_id)

    def authorised_anywhere(self) -> list[int]:
        """Ids of the therapies that were authorised somewhere by the day."""
        return self.access.authorised_anywhere()
