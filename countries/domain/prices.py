"""A published price beside what it comes to in another currency. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from countries.domain.money import converted
from countries.domain.shapes import Decision


@dataclass(frozen=True)
class Price:
    """The price of a decision that has one; `wanted` is an ISO 4217 code."""

    decision: Decision
    wanted: str

    @property
    def amount(self) -> Decimal | None:
        """What the price comes to for its unit, in the wanted currency; None without a rate."""
        return self._in_wanted(self.decision.price)

    @property
    def a_patient(self) -> Decimal | None:
        """The same for the comparable price a patient; None where there is none."""
        return self._in_wanted(self.decision.price_per_patient)

    @property
    def is_of_a_patient(self) -> bool:
        """Whether the price is the comparable one already."""
        return self.decision.price == self.decision.price_per_patient

    @property
    def is_own(self) -> bool:
        """Whether the price was published in the wanted currency."""
        return self.decision.currency == self.wanted

    def _in_wanted(self, amount: Decimal | None) -> Decimal | None:
        decision = self.decision
        if amount is None or decision.price_year is None:
            return None
        return converted(amount, decision.currency, self.wanted, decision.price_year)
