"""Access lag: months by hand, and properties."""

from datetime import date
from statistics import median
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countries.domain.authorisation import AccessMap
from countries.domain.lag import Lag, LagMap, LagOutcome, lag_between, months_between, plain, quartiles, summarise
from gtlead.records.dates import last_day
from tests.countries.test_authorisation import authorisation, membership, partials


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2020, 1, 15), date(2020, 1, 15), 0),
        (date(2020, 1, 15), date(2020, 2, 14), 0),
        (date(2020, 1, 15), date(2020, 2, 15), 1),
        (date(2020, 1, 31), date(2020, 2, 29), 1),
        (date(2020, 2, 29), date(2021, 2, 28), 12),
        (date(2017, 8, 30), date(2018, 8, 23), 11),
        (date(2018, 8, 23), date(2017, 8, 30), -11),
    ],
)
def test_months_are_complete_calendar_months(start, end, months):
    assert months_between(start, end) == months


@pytest.mark.parametrize(
    ("first", "here", "words"),
    [
        ("2017-08-30", "2017-08-30", "first"),
        ("2017-08-30", "2017-09-10", "under a month"),
        ("2017-08-30", "2017-09-30", "1 month"),
        ("2017-08-30", "2018-08-30", "12 months"),
        ("2020-07", "2020-12-14", "about 4 months (4 to 5)"),
        ("2017-08-30", "2018", "about 16 months (4 to 16)"),
    ],
)
def test_lag_in_words_says_when_a_date_is_imprecise(first, here, words):
    assert lag_between(first, here).words == words


@given(partials, partials)
def test_lag_lies_between_its_shortest_and_longest(one, other):
    first, here = sorted((one, other), key=last_day)
    lag = lag_between(first, here)
    assert 0 <= lag.shortest <= lag.months <= lag.longest
    if len(first) == len(here) == 10:
        assert lag.is_exact


@given(st.dates(date(1990, 1, 1)), st.dates(date(1990, 1, 1)), st.dates(date(1990, 1, 1)))
def test_months_grow_with_time(a, b, c):
    a, b, c = sorted((a, b, c))
    assert months_between(a, b) <= months_between(a, c)


@given(st.lists(st.integers(0, 300), min_size=1))
def test_quartiles_are_in_order_around_the_median(months):
    lower, middle, upper = quartiles(months)
    assert min(months) <= lower <= middle <= upper <= max(months)
    assert middle == pytest.approx(median(months))


def test_quartiles_of_nothing_are_nothing():
    assert quartiles([]) == (None, None, None)


@pytest.mark.parametrize(("value", "text"), [(None, ""), (7.0, "7"), (7.5, "7.5"), (2.25, "2.2")])
def test_plain_number(value, text):
    assert plain(value) == text


def test_summary_counts_the_never_authorised_apart():
    lags = [
        lag_between("2017-01-01", "2017-01-01"),
        lag_between("2017-01-01", "2018-01-01"),
        lag_between("2017", "2019-01-01"),
        Lag(LagOutcome.NEVER, "2017-01-01"),
        Lag(LagOutcome.UNCLEAR, "2017-01-01"),
    ]
    summary = summarise(lags)
    assert (summary.counted, summary.firsts, summary.inexact, summary.never, summary.unclear) == (3, 1, 1, 1, 1)
    assert (summary.lower, summary.median, summary.upper, summary.total) == (6, 12, 12, 5)
    assert summary.words == "12 months (quartiles 6 and 12)"


def test_summary_of_nothing_says_so():
    assert summarise([Lag(LagOutcome.NEVER)]).words == "no therapy to count"


HOME, AWAY = membership(1, country=1), membership(2, country=2)


def look_through(
    therapy=1, *, jurisdiction=None, country=None, as_of="2026-11-20", register="the register", pending=False
):
    return SimpleNamespace(
        is_pending=pending,
        jurisdiction_id=jurisdiction,
        country_id=country,
        as_of=as_of,
        register=register,
        therapies=SimpleNamespace(all=lambda: [SimpleNamespace(pk=therapy)]),
    )


def lags_on(day, *authorisations, looked=()):
    return LagMap(AccessMap(day, [HOME, AWAY], authorisations, looked))


def test_lag_is_counted_from_the_first_authorisation_anywhere():
    lags = lags_on(
        date(2026, 1, 1), authorisation("2018-03-10", jurisdiction=1), authorisation("2019-05-09", jurisdiction=2)
    )
    assert (lags.lag(1, 1).words, lags.lag(1, 2).words) == ("first", "13 months")


def test_lag_where_not_found_or_without_date():
    lags = lags_on(date(2026, 11, 23), authorisation("", jurisdiction=1), looked=[look_through(jurisdiction=2)])
    assert (lags.lag(1, 1).outcome, lags.lag(1, 2).outcome) == (LagOutcome.UNCLEAR, LagOutcome.NEVER)
    assert lags.lag(1, 1).words == "not known: no usable date"
    assert lags.lag(1, 2).words == "not found in the register"


def test_lag_where_nobody_looked_is_not_said_to_be_absent():
    lags = lags_on(date(2026, 11, 23), authorisation("2018-03-10", jurisdiction=1))
    assert lags.lag(1, 2).words == "not looked up"
    assert (lags.summary(2).never, lags.summary(2).unlooked, lags.summary(2).total) == (0, 1, 1)


def test_median_without_home_firsts_stands_beside_the_one_with_them():
    summary = summarise([lag_between("2018-01-01", "2018-01-01"), lag_between("2018-01-01", "2019-01-01")])
    assert (summary.median, summary.median_behind, summary.behind) == (6, 12, 1)


def test_ended_authorisation_still_counts():
    ended = authorisation("2018-03-10", "withdrawn", jurisdiction=1, ended="2019-01-01")
    assert lags_on(date(2026, 1, 1), ended).lag(1, 1).is_first


def test_lag_on_a_past_day_knows_nothing_later():
    lags = lags_on(
        date(2019, 1, 1), authorisation("2018-03-10", jurisdiction=1), authorisation("2019-05-09", jurisdiction=2)
    )
    assert (lags.summary(1).counted, lags.summary(2).unlooked) == (1, 1)
    assert lags_on(date(2017, 1, 1), authorisation("2018-03-10", jurisdiction=1)).summary(1).total == 0
