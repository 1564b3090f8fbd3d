"""Conversions by the yearly means, which are those of the ECB's own file."""

import csv
import io
import os
import zipfile
from collections import defaultdict
from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countries.domain.money import RATES, converted, currencies

FIGURES = 6


def means_of_the_file():
    """The lines of our file, worked out from the ECB's."""
    found = defaultdict(list)
    archive = zipfile.ZipFile(io.BytesIO(files("currency_converter").joinpath("eurofxref-hist.zip").read_bytes()))
    for row in csv.DictReader(io.TextIOWrapper(archive.open(archive.namelist()[0]), encoding="utf-8")):
        for currency, text in row.items():
            if currency and currency != "Date" and text not in {"", "N/A"}:
                found[int(row["Date"][:4]), currency].append(float(text))
    for (year, currency), days in sorted(found.items()):
        yield str(year), currency, f"{sum(days) / len(days):.{FIGURES}g}", str(len(days))


def test_rates_are_the_means_of_the_file_of_the_ecb():
    lines = [("year", "currency", "per_euro", "days"), *means_of_the_file()]
    if "WRITE_RATES" in os.environ:
        RATES.write_text("".join(",".join(line) + "\n" for line in lines), encoding="utf-8")
    with RATES.open(encoding="utf-8") as file:
        assert [tuple(row) for row in csv.reader(file)] == lines


def test_price_is_converted_by_the_mean_of_its_year_to_three_figures():
    assert converted(Decimal(1_081_270), "USD", "EUR", 2023) == 1_000_000
    assert converted(Decimal(299_000), "EUR", "USD", 2023) == 323_000
    assert converted(Decimal(100), "JPY", "EUR", 2023) == Decimal("0.66")
    assert converted(Decimal("372000.55"), "GBP", "GBP", 1990) == Decimal("372000.55")
    assert converted(Decimal(1), "USD", "XXX", 2022) is None
    assert converted(Decimal(1), "USD", "EUR", 1990) is None


@given(st.integers(10**4, 10**10), st.sampled_from(currencies()), st.sampled_from(currencies()))
def test_there_and_back_is_the_same_but_for_rounding(amount, one, other):
    there = converted(Decimal(amount), one, other, 2024)
    assert abs(converted(there, other, one, 2024) - amount) <= amount * Decimal("0.011")


@pytest.mark.parametrize("currency", ["USD", "GBP", "JPY", "CNY", "KRW", "AUD", "EUR"])
def test_every_country_of_the_atlas_has_a_rate(currency):
    assert currency in currencies()
