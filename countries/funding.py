"""Who pays for a therapy in a country on a given day. Pure.

A decision dated to a month or a year holds from the end of that period; one without a date from the day it was
checked. Several decisions can hold at once, for different uses; a withdrawal ends those before it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from gtlead.dates import first_day, last_day

PAID = ("funded", "funded-with-conditions")
ORDER = (*PAID, "under-assessment", "not-funded", "withdrawn", "not-known")


@dataclass(frozen=True)
class FundingStanding:
    """The decisions that hold on a day, the most generous first; `is_unclear` if some cannot be dated."""

    decisions: tuple[Any, ...] = ()
    is_unclear: bool = False

    @property
    def is_funded(self) -> bool:
        """Whether the public payer pays for at least one use."""
        return any(decision.decision in PAID for decision in self.decisions)

    @property
    def words(self) -> str:
        """The decisions in words, each once; `not known` where nothing is recorded."""
        labels = dict.fromkeys(str(decision.get_decision_display()) for decision in self.decisions)
        return "; ".join(labels) or _("not known")

    @property
    def is_known(self) -> bool:
        """Whether a decision is known for the day; a record may say that none is."""
        return any(decision.decision != "not-known" for decision in self.decisions)


NOTHING = FundingStanding()


def holds_from(decision: Any) -> date:
    """The day from which a decision certainly holds."""
    return last_day(decision.date) if decision.date else decision.checked_on


def may_hold_from(decision: Any) -> date:
    """The earliest day on which it may have held."""
    return first_day(decision.date) if decision.date else date.min


def funding_on(day: date, decisions: Iterable[Any]) -> FundingStanding:
    """What one country's payer had decided on one therapy by `day`."""
    listed = list(decisions)
    holding = [decision for decision in listed if holds_from(decision) <= day]
    unclear = any(may_hold_from(decision) <= day < holds_from(decision) for decision in listed)
    withdrawn = max((holds_from(d) for d in holding if d.decision == "withdrawn" and d.date), default=date.min)
    in_force = [d for d in holding if d.decision == "withdrawn" or not d.date or holds_from(d) >= withdrawn]
    return FundingStanding(tuple(sorted(in_force, key=lambda d: ORDER.index(d.decision))), unclear)
