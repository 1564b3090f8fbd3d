"""What the pure modules ask of records: anything with these attributes will do. Dates as text are partial. Pure."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Protocol


class Membership(Protocol):
    """Since when and until when the authorisations of a jurisdiction are valid in a country."""

    @property
    def country_id(self) -> int:
        """The country."""

    @property
    def jurisdiction_id(self) -> int:
        """The jurisdiction."""

    @property
    def valid_from(self) -> dt.date | None:
        """None: always."""

    @property
    def valid_until(self) -> dt.date | None:
        """The last day; None: still."""


class Many(Protocol):
    """A list of a record, fetched with it."""

    def all(self) -> Iterable[Any]:
        """The records in it."""


class LookThrough(Protocol):
    """A register read in vain, of a jurisdiction or of a country's payer."""

    @property
    def register(self) -> str:
        """What is read after “not found in”."""

    @property
    def as_of(self) -> str:
        """The day on which it stood so."""

    @property
    def is_pending(self) -> bool:
        """Whether an application was found there that waits for a decision."""

    @property
    def jurisdiction_id(self) -> int | None:
        """For a register of authorisations."""

    @property
    def country_id(self) -> int | None:
        """For a register of a payer's decisions."""

    @property
    def therapies(self) -> Many:
        """What was looked for."""


class Decision(Protocol):
    """What a country's payer decided on a therapy."""

    @property
    def pk(self) -> int:
        """Its key."""

    @property
    def price(self) -> Decimal | None:
        """The public price, if one is known."""

    @property
    def decision(self) -> str:
        """One of `funding.ORDER`."""

    @property
    def date(self) -> str:
        """Since when; empty where no source says."""

    @property
    def ended(self) -> str:
        """Until when; empty while it holds."""

    @property
    def checked_on(self) -> dt.date:
        """The day on which it was compared with its sources."""

    @property
    def indication(self) -> str:
        """The use that it is about; empty for all."""

    def get_decision_display(self) -> str:
        """The decision in words."""


class Supplied(Protocol):
    """What an authorisation says of the market."""

    @property
    def supply(self) -> str:
        """One of `SupplyKind`, or empty where nobody looked."""

    @property
    def supply_from(self) -> str:
        """Since when it can be had."""

    @property
    def supply_until(self) -> str:
        """Until when."""

    @property
    def checked_on(self) -> dt.date:
        """The day on which it was compared with its sources."""
