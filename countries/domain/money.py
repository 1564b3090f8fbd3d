"""Prices in another currency, by the mean of a year's reference rates of the European Central Bank. Pure."""

import csv
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

RATES = Path(__file__).parent / "exchange-rates.csv"  # where it comes from: exchange-rates.md beside it
EURO = "EUR"
FIGURES = 3  # a mean of a year is no more exact than that


@cache
def rates() -> dict[tuple[int, str], Decimal]:
    """Units of a currency for one euro, by year and ISO 4217 code."""
    with RATES.open(encoding="utf-8") as file:
        return {(int(row["year"]), row["currency"]): Decimal(row["per_euro"]) for row in csv.DictReader(file)}


def currencies() -> list[str]:
    """The ISO 4217 codes of the currencies that the last year has a rate for, the euro first."""
    last = max(year for year, _currency in rates())
    return [EURO, *sorted(currency for year, currency in rates() if year == last)]


def rate(currency: str, year: int) -> Decimal | None:
    """Units of the currency for one euro in the mean of the year; None where none was published."""
    return Decimal(1) if currency == EURO else rates().get((year, currency))


def converted(amount: Decimal, currency: str, wanted: str, year: int) -> Decimal | None:
    """The amount in the wanted currency by the mean rate of the year, to three figures; None where a rate is missing.

    In its own currency it stays as it is.
    """
    given, asked = rate(currency, year), rate(wanted, year)
    if currency == wanted or amount == 0:
        return amount
    if given is None or asked is None:
        return None
    exact = amount / given * asked
    return exact.quantize(Decimal(1).scaleb(max(exact.adjusted() - FIGURES + 1, -2)), ROUND_HALF_UP)
