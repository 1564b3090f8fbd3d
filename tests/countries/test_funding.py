"""Who pays on a day, what can be had, and who looked: small cases by hand, and the definition over random histories."""

from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countries.domain.authorisation import AccessMap, StandingKind
from countries.domain.funding import ORDER, PAID, funding_on
from countries.domain.looking import LookThroughs, absence_in_words
from countries.domain.supply import SupplyKind, supply_on
from gtlead.records.dates import last_day
from tests.countries.test_authorisation import authorisation, membership, partials
from tests.countries.test_lag import look_through


def decision(kind, since, ended="", indication="", **values):
    labels = {"time-limited-fund": "paid from a time-limited fund", "funded": "funded", "refused": "refused"}
    defaults = {"checked_on": date(2026, 11, 1), "get_decision_display": lambda: labels.get(kind, kind)}
    return SimpleNamespace(decision=kind, date=since, ended=ended, indication=indication, **(defaults | values))


# Kymriah in England: children from a time-limited fund, then routinely; adults until the fund ended.
FUND = decision("time-limited-fund", "2018-12-21", "2024-05-15", "children")
ROUTINE = decision("funded", "2024-05-15", indication="children")
ADULTS = decision("time-limited-fund", "2019-03-13", "2023-11-29", "adults")
REFUSED = decision("refused", "2023-11-29", indication="adults")
HISTORY = [ROUTINE, REFUSED, ADULTS, FUND]


@pytest.mark.parametrize(
    ("day", "words", "state"),
    [
        ("2018-12-20", "not looked up", ""),
        ("2018-12-21", "paid from a time-limited fund", "time-limited-fund"),
        ("2024-01-01", "paid from a time-limited fund; refused", "time-limited-fund"),
        ("2024-05-15", "funded; refused", "funded"),
    ],
)
def test_state_on_a_day_is_the_best_that_stands_for_any_indication(day, words, state):
    standing = funding_on(date.fromisoformat(day), HISTORY)
    assert (standing.words, standing.state) == (words, state)


def test_ended_funding_says_when_it_ended_and_is_not_funded():
    standing = funding_on(date(2025, 1, 1), [decision("funded", "2019-09-04", "2024-06")])
    assert (standing.words, standing.is_funded, standing.state) == ("funding ended June 2024", False, "ended")


def test_end_known_to_the_month_is_unclear_within_it():
    history = [decision("funded", "2019-09-04", "2024-06")]
    assert funding_on(date(2024, 6, 10), history).is_unclear
    assert not funding_on(date(2024, 5, 31), history).is_unclear


def test_withdrawal_of_one_indication_leaves_the_others():
    both = [decision("funded", "2019-01-01", indication="children"), decision("funded", "2020-01-01", indication="a")]
    assert funding_on(date(2024, 1, 1), [*both, decision("withdrawn", "2023-01-01", indication="a")]).is_funded
    assert not funding_on(date(2024, 1, 1), [*both, decision("withdrawn", "2023-01-01")]).is_funded


def test_money_that_nobody_looked_up_differs_from_money_that_was_not_found():
    found_nothing = funding_on(date(2024, 1, 1), [], [look_through(country=1, register="the payer’s list")])
    assert found_nothing.words == "not found in the payer’s list, 20 November 2026"
    assert funding_on(date(2024, 1, 1), []).words == "not looked up"


DAYS = st.dates(date(2015, 1, 1), date(2026, 11, 1))
DECISIONS = st.builds(
    lambda kind, since, ended: decision(kind, since, ended if ended and last_day(ended) >= last_day(since) else ""),
    st.sampled_from([kind for kind in ORDER if kind != "withdrawn"]),
    partials,
    st.one_of(st.just(""), partials),
)


@given(DAYS, st.lists(DECISIONS, max_size=6))
def test_state_equals_its_definition_for_every_history(day, history):
    in_force = [d for d in history if last_day(d.date) <= day and not (d.ended and last_day(d.ended) <= day)]
    standing = funding_on(day, history)
    assert set(map(id, standing.decisions)) == set(map(id, in_force))
    assert standing.is_funded == any(d.decision in PAID for d in in_force)
    known = [d.decision for d in in_force if d.decision != "not-known"]
    assert standing.state in ({min(known, key=ORDER.index)} if known else {"", "ended"})


@pytest.mark.parametrize(
    ("values", "day", "kind"),
    [
        ({"supply": "ended", "supply_from": "2023-08", "supply_until": "2026-05-31"}, "2026-05-30", "marketed"),
        ({"supply": "ended", "supply_from": "2023-08", "supply_until": "2026-05-31"}, "2026-05-31", "ended"),
        ({"supply": "ended", "supply_from": "2023-08", "supply_until": "2026-05-31"}, "2023-07-31", "not-yet"),
        ({"supply": "marketed", "supply_from": "2023-08"}, "2023-08-15", "unknown"),
        ({"supply": "marketed", "supply_from": "2023-08"}, "2023-08-31", "marketed"),
        ({"supply": "never-launched"}, "2026-01-01", "never-launched"),
        ({"supply": ""}, "2026-11-20", "unknown"),
        ({"supply": "marketed"}, "2026-11-20", "marketed"),
        ({"supply": "marketed"}, "2025-01-01", "unknown"),
    ],
)
def test_supply_on_a_day(values, day, kind):
    record = authorisation(**({"supply_from": "", "supply_until": ""} | values))
    assert supply_on(date.fromisoformat(day), record).kind is SupplyKind(kind)


def test_supply_in_words_names_its_dates():
    record = authorisation(supply="ended", supply_from="2023-08", supply_until="2026-05-31")
    assert supply_on(date(2025, 1, 1), record).words == "marketed since August 2023"
    assert supply_on(date(2026, 11, 1), record).words == "supply ended 31 May 2026"
    assert supply_on(date(2026, 11, 1), record).is_over


def test_look_through_counts_only_where_its_register_was_valid():
    left = membership(1, country=1, valid_until=date(2020, 12, 31))
    stayed = membership(1, country=2)
    looked = LookThroughs([left, stayed], [look_through(jurisdiction=1, as_of="2026-07-20")])
    assert looked.of_authorisation(1, 1) == ()
    assert len(looked.of_authorisation(1, 2)) == 1
    assert looked.of_funding(1, 2) == ()


def test_register_read_before_a_country_joined_says_nothing_of_it():
    joins_later = membership(1, valid_from=date(2026, 9, 1))
    assert LookThroughs([joins_later], [look_through(jurisdiction=1, as_of="2026-07-20")]).of_authorisation(1, 1) == ()


def test_absence_names_the_latest_look_through():
    looks = [look_through(as_of="2025-01", register="old"), look_through(as_of="2026-07-20", register="new")]
    assert absence_in_words(looks) == "not found in new, 20 July 2026"
    looks.append(look_through(as_of="2025-08-27", register="the agency", pending=True))
    assert absence_in_words(looks) == "application under review at the agency, 27 August 2025; no decision on file"


def test_conditions_are_told_by_the_law_and_not_by_the_country():
    record = authorisation(
        "2023-06-22", "conditional", pathway="accelerated-approval", get_pathway_display=lambda: "accelerated approval"
    )
    standing = AccessMap(date(2024, 1, 1), [membership()], [record]).standing(1, 1)
    assert standing.kind is StandingKind.CONDITIONAL
    assert standing.words == "conditional since 22 June 2023 (accelerated approval)"


def test_accelerated_approval_stays_conditional_to_the_day_of_its_conversion():
    record = authorisation("2020-07-24", pathway="accelerated-approval", converted="2026-04-01")
    kinds = [
        AccessMap(day, [membership()], [record]).standing(1, 1).kind for day in (date(2026, 3, 31), date(2026, 4, 1))
    ]
    assert kinds == [StandingKind.CONDITIONAL, StandingKind.AUTHORISED]


def test_unknown_route_leaves_the_conditions_unknown():
    standing = AccessMap(date(2024, 1, 1), [membership()], [authorisation("2023-11-07", pathway="")]).standing(1, 1)
    assert standing.words == "authorised since 7 November 2023, conditions not known"


@pytest.mark.parametrize(
    ("since", "state"), [("2024-05-14", "withdrawn"), ("2024-05-15", "funded"), ("2024-05", "funded")]
)
def test_withdrawal_ends_what_came_before_it_and_not_what_came_the_same_day(since, state):
    withdrawal = decision("withdrawn", "2024-05-15")
    assert funding_on(date(2025, 1, 1), [decision("funded", since), withdrawal]).state == state
