"""What the reference data say of past days: who paid, what could be had, on which conditions, and who looked."""

import csv
import io

import pytest

pytestmark = pytest.mark.django_db


def rows_on(client, day):
    """The matrix as CSV on a day, by brand."""
    response = client.get(f"/therapies/matrix.csv?on={day}")
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return {row["brand"]: row for row in csv.DictReader(io.StringIO(body.decode("utf-8-sig")))}


EXPECTED = {
    "2020-01-01": {
        ("Kymriah", "United Kingdom: funding"): "paid from a time-limited fund",
        ("Yescarta", "United Kingdom: funding"): "paid from a time-limited fund",
        ("Kymriah", "Germany: funding"): "funded",
        ("Yescarta", "Germany: funding"): "funded",
        ("Luxturna", "Germany: funding"): "funded",
        ("Collategene", "Japan: funding"): "funded",
        ("Zalmoxis", "Germany: funding"): "funding ended 9 October 2019",
    },
    "2021-05-01": {
        ("Zolgensma", "United Kingdom: funding"): "funded under conditions",
        ("Zolgensma", "Germany: funding"): "funded",
        ("Zynteglo", "Germany: funding"): "funding withdrawn",
        ("Tecartus", "United States"): "conditional since 24 July 2020 (accelerated approval)",
    },
    "2024-01-01": {
        ("Kymriah", "United Kingdom: funding"): "paid from a time-limited fund; not funded",
        ("Hemgenix", "Germany: funding"): "funded under conditions",
        ("Elevidys", "United States"): "conditional since 22 June 2023 (accelerated approval)",
        ("Elevidys", "Germany"): "not found in the EMA table of human medicines, 20 July 2026",
        ("Elevidys", "Australia"): "not found in the TGA repository of product information, 5 September 2026",
        ("Zolgensma", "United States: funding"): "funded under conditions",
    },
    "2026-11-28": {
        ("Roctavian", "United States: supply"): "supply ended May 2026",
        ("Beqvez", "United States: supply"): "supply ended February 2025",
        ("Collategene", "Japan: funding"): "funding ended June 2024",
        ("Elevidys", "United States"): "authorised since 22 June 2023",
        ("Fucaso", "China"): "authorised since 30 June 2023, conditions not known",
        ("Aucatzyl", "Germany: funding"): "not found in the G-BA register of benefit assessments, 5 September 2026",
    },
}


@pytest.mark.parametrize("day", EXPECTED)
def test_matrix_reads_right_on_a_day(client, reference_data, day):
    rows = rows_on(client, day)
    assert {(brand, column): rows[brand][column] for brand, column in EXPECTED[day]} == EXPECTED[day]


def test_no_cell_says_absent_without_a_witness(client, reference_data):
    for row in rows_on(client, "2026-11-28").values():
        for country in ("United States", "China", "United Kingdom", "Germany", "Japan", "South Korea", "Australia"):
            assert row[country]
            if row[country].startswith("not found in"):
                assert row[f"{country}: sources"]
            assert "not authorised" not in row[country]
