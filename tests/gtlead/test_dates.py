"""Partial dates: as precise as their source, and sorting as text sorts them by time."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from gtlead.records.dates import first_day, in_words, last_day, validate_partial_date

partial_dates = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)).flatmap(
    lambda day: st.sampled_from([day.isoformat()[:4], day.isoformat()[:7], day.isoformat()])
)


@pytest.mark.parametrize(
    ("partial", "first", "last"),
    [
        ("2017", date(2017, 1, 1), date(2017, 12, 31)),
        ("2017-05", date(2017, 5, 1), date(2017, 5, 31)),
        ("2017-12", date(2017, 12, 1), date(2017, 12, 31)),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29)),
        ("1900-02", date(1900, 2, 1), date(1900, 2, 28)),
        ("2017-05-17", date(2017, 5, 17), date(2017, 5, 17)),
    ],
)
def test_period_of_a_partial_date(partial, first, last):
    assert (first_day(partial), last_day(partial)) == (first, last)


@given(partial_dates)
def test_period_is_what_the_text_says(partial):
    first, last = first_day(partial), last_day(partial)
    assert first <= last
    assert first.isoformat().startswith(partial)
    assert last.isoformat().startswith(partial)
    assert first == date.min or not (first - date.resolution).isoformat().startswith(partial)
    assert not (last + date.resolution).isoformat().startswith(partial)


@given(partial_dates, partial_dates)
def test_text_order_is_order_of_first_days(one, other):
    assert [first_day(d) for d in sorted([one, other])] == sorted([first_day(one), first_day(other)])


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "17",
            "201",
            "20170517",
            "2017-5",
            "2017-05-7",
            "2017-13",
            "2017-00",
            "2017-02-30",
            "2017-05-17 ",
        ),
        *("May 2017", "0000", "2017/05", "-2017", "２０１７-13", "2017-05-17T00:00"),
    ],
)
def test_no_date(text):
    with pytest.raises(ValueError, match=r"\S"):
        first_day(text)
    with pytest.raises(ValueError, match=r"\S"):
        last_day(text)
    with pytest.raises(ValidationError, match="as precisely as the source does"):
        validate_partial_date(text)


def test_only_plain_digits_are_digits():
    with pytest.raises(ValidationError):
        validate_partial_date("２０１７")


@given(partial_dates)
def test_validator_lets_every_date_pass(partial):
    validate_partial_date(partial)


@pytest.mark.parametrize(
    ("partial", "words"), [("2017", "2017"), ("2017-05", "May 2017"), ("2017-05-07", "7 May 2017")]
)
def test_date_in_words(partial, words):
    assert in_words(partial) == words
