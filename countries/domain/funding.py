"""Who pays for a therapy in a country on a given day. Pure.

A decision holds from its date until it ended; one dated to a month or a year begins and ends with the last day of
that period, one without a date begins on the day it was checked. Several can hold at once, for different uses: the
state is the best of them. A withdrawal ends those before it, of its own indication if it names one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from countries.domain.looking import absence_in_words
from countries.domain.shapes import Decided, Decision, LookThrough
from gtlead.records.dates import first_day, in_words, last_day

PAID = ("funded", "funded-with-conditions", "time-limited-fund")
ORDER = (*PAID, "individual", "under-assessment", "refused", "not-funded", "withdrawn", "not-known")


@dataclass(frozen=True)
class FundingStanding:
    """The decisions that hold on a day, the most generous first, and those that ended by then, the latest first.

    `is_unclear` if some cannot be dated; `look_throughs` are the payers' registers in which nothing was found.
    """

    decisions: tuple[Decision, ...] = ()
    is_unclear: bool = False
    past: tuple[Decision, ...] = ()
    look_throughs: tuple[LookThrough, ...] = ()

    @property
    def is_funded(self) -> bool:
        """Whether the public payer pays for at least one use."""
        return any(decision.decision in PAID for decision in self.decisions)

    @property
    def state(self) -> str:
        """The best decision that holds for any use; `ended` where all have ended, empty where nothing is known."""
        known = [decision.decision for decision in self.decisions if decision.decision != "not-known"]
        return known[0] if known else "ended" if self.past else ""

    @property
    def words(self) -> str:
        """The decisions in words, each once; else that funding ended, or how its absence is known."""
        labels = dict.fromkeys(str(d.get_decision_display()) for d in self.decisions if d.decision != "not-known")
        if labels:
            return "; ".join(labels)
        if self.past:
            return _("funding ended %(date)s") % {"date": in_words(self.past[0].ended)}
        if self.is_unclear or (self.decisions and not self.look_throughs):
            return _("not known")
        return absence_in_words(self.look_throughs)

    @property
    def is_known(self) -> bool:
        """Whether a decision is known for the day; a record may say that none is."""
        return bool(self.state)


NOTHING = FundingStanding()


def holds_from(decision: Decided) -> date:
    """The day from which a decision certainly holds."""
    return last_day(decision.date) if decision.date else decision.checked_on


def may_hold_from(decision: Decided) -> date:
    """The earliest day on which it may have held."""
    return first_day(decision.date) if decision.date else date.min


def has_ended(day: date, decision: Decided) -> bool:
    """Whether a decision has certainly ended by a day."""
    return bool(decision.ended) and last_day(decision.ended) <= day


def is_withdrawn(decision: Decided, withdrawals: Iterable[Decided]) -> bool:
    """Whether a later withdrawal took a decision back; an undated decision outlives them."""
    return bool(decision.date) and any(
        holds_from(decision) < holds_from(w) and w.indication in ("", decision.indication) for w in withdrawals
    )


def in_force[Made: Decided](day: date, decisions: Iterable[Made]) -> tuple[list[Made], list[Made]]:
    """Of one country's decisions on one therapy those that hold on a day, and those that paid and ended by then."""
    begun = [decision for decision in decisions if holds_from(decision) <= day]
    withdrawals = [d for d in begun if d.decision == "withdrawn" and d.date]
    standing = [d for d in begun if not has_ended(day, d) and (d in withdrawals or not is_withdrawn(d, withdrawals))]
    past = [d for d in begun if has_ended(day, d) and d.decision in (*PAID, "individual")]
    standing.sort(key=lambda d: ORDER.index(d.decision))
    past.sort(key=lambda d: last_day(d.ended), reverse=True)
    return standing, past


def funding_on(day: date, decisions: Iterable[Decision], look_throughs: Iterable[LookThrough] = ()) -> FundingStanding:
    """What one country's payer had decided on one therapy by `day`."""
    listed = list(decisions)
    unclear = any(
        may_hold_from(d) <= day < holds_from(d) or (d.ended and first_day(d.ended) <= day < last_day(d.ended))
        for d in listed
    )
    standing, past = in_force(day, listed)
    return FundingStanding(tuple(standing), unclear, tuple(past), tuple(look_throughs))
