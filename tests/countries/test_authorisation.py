"""Where a therapy is authorised on a day: small cases by hand, and properties that hold for all of them."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countries.domain.authorisation import NEVER, AccessMap, StandingKind, first_authorised, standing_on
from gtlead.records.dates import first_day, last_day

EU, UK = 1, 2
LEFT = date(2020, 12, 31)
CHECKED = date(2026, 11, 1)


def membership(jurisdiction=UK, *, valid_from=None, valid_until=None, converted=False, country=1):
    return SimpleNamespace(
        country_id=country,
        jurisdiction_id=jurisdiction,
        valid_from=valid_from,
        valid_until=valid_until,
        converted=converted,
    )


def authorisation(date="2020-03-01", status="authorised", jurisdiction=UK, **values):
    labels = {"withdrawn": "withdrawn", "revoked": "revoked", "expired": "expired"}
    defaults = {
        "therapy_id": 1,
        "jurisdiction_id": jurisdiction,
        "date": date,
        "status": status,
        "ended": "",
        "was_conditional": False,
        "converted": "",
        "pathway": "standard",
        "checked_on": CHECKED,
        "get_status_display": lambda: labels.get(status, status),
    }
    return SimpleNamespace(**(defaults | values))


BRITAIN = (membership(EU, valid_until=LEFT, converted=True), membership(UK, valid_from=date(2021, 1, 1)))


@pytest.mark.parametrize(
    ("granted", "day", "kind"),
    [
        ("2020-03-01", date(2020, 2, 29), StandingKind.NEVER),
        ("2020-03-01", date(2020, 3, 1), StandingKind.AUTHORISED),
        ("2020-03", date(2020, 2, 29), StandingKind.NEVER),
        ("2020-03", date(2020, 3, 30), StandingKind.UNCLEAR),
        ("2020-03", date(2020, 3, 31), StandingKind.AUTHORISED),
        ("2020", date(2020, 12, 30), StandingKind.UNCLEAR),
        ("2020", date(2020, 12, 31), StandingKind.AUTHORISED),
        ("", CHECKED - timedelta(days=1), StandingKind.UNCLEAR),
        ("", CHECKED, StandingKind.AUTHORISED),
    ],
)
def test_grant_counts_from_the_end_of_the_period_its_source_gives(granted, day, kind):
    assert standing_on(day, [membership()], [authorisation(granted)]).kind is kind


@pytest.mark.parametrize(
    ("ended", "day", "kind"),
    [
        ("2022-05-10", date(2022, 5, 9), StandingKind.AUTHORISED),
        ("2022-05-10", date(2022, 5, 10), StandingKind.ENDED),
        ("2022-05", date(2022, 5, 10), StandingKind.UNCLEAR),
        ("2022-05", date(2022, 5, 31), StandingKind.ENDED),
        ("", CHECKED - timedelta(days=1), StandingKind.UNCLEAR),
        ("", CHECKED, StandingKind.ENDED),
    ],
)
def test_end_counts_from_the_end_of_the_period_its_source_gives(ended, day, kind):
    assert standing_on(day, [membership()], [authorisation(status="withdrawn", ended=ended)]).kind is kind


@pytest.mark.parametrize(
    ("values", "day", "kind"),
    [
        ({"status": "conditional"}, date(2026, 1, 1), StandingKind.CONDITIONAL),
        ({"was_conditional": True, "converted": "2022-05"}, date(2022, 5, 30), StandingKind.CONDITIONAL),
        ({"was_conditional": True, "converted": "2022-05"}, date(2022, 5, 31), StandingKind.AUTHORISED),
        ({"was_conditional": True}, date(2021, 1, 1), StandingKind.AUTHORISED),
        ({"status": "withdrawn", "ended": "2022", "was_conditional": True}, date(2021, 1, 1), StandingKind.CONDITIONAL),
        (
            {"status": "expired", "ended": "2022", "pathway": "conditional-and-time-limited"},
            date(2021, 1, 1),
            StandingKind.CONDITIONAL,
        ),
    ],
)
def test_conditions_last_until_they_are_lifted_or_the_end(values, day, kind):
    assert standing_on(day, [membership()], [authorisation(**values)]).kind is kind


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2018, 1, 1), StandingKind.NEVER),
        (date(2019, 1, 1), StandingKind.AUTHORISED),
        (LEFT, StandingKind.AUTHORISED),
        (date(2021, 1, 1), StandingKind.AUTHORISED),
    ],
)
def test_eu_authorisation_covers_britain_and_is_converted_when_it_leaves(day, kind):
    assert standing_on(day, BRITAIN, [authorisation("2018-08-23", jurisdiction=EU)]).kind is kind


def test_eu_authorisation_granted_after_britain_left_means_nothing_there():
    assert standing_on(date(2024, 1, 1), BRITAIN, [authorisation("2021-06-01", jurisdiction=EU)]) == NEVER


def test_converted_licence_counts_since_the_eu_authorisation():
    eu = authorisation("2018-08-23", jurisdiction=EU)
    uk = authorisation("2021-01-01", pathway="conversion-of-eu-licence")
    standing = standing_on(date(2024, 1, 1), BRITAIN, [eu, uk])
    assert (standing.kind, standing.since, standing.authorisations) == (StandingKind.AUTHORISED, "2018-08-23", [eu, uk])


def test_national_record_outweighs_the_conversion():
    eu = authorisation("2018-08-23", jurisdiction=EU)
    uk = authorisation("2021-01-01", "withdrawn", ended="2022-02-01")
    assert standing_on(date(2024, 1, 1), BRITAIN, [eu, uk]).kind is StandingKind.ENDED


def test_converted_licence_is_unclear_once_the_eu_one_has_ended():
    eu = authorisation("2018-08-23", "withdrawn", jurisdiction=EU, ended="2023-03-01")
    standing = standing_on(date(2024, 1, 1), BRITAIN, [eu])
    assert standing.kind is StandingKind.UNCLEAR
    assert standing.words == "not known: converted from the EU licence, which has ended"


def test_what_ended_before_the_country_left_stays_ended_there():
    eu = authorisation("2016-08-18", "withdrawn", jurisdiction=EU, ended="2019-10-09")
    standing = standing_on(date(2024, 1, 1), BRITAIN, [eu])
    assert (standing.kind, standing.words) == (StandingKind.ENDED, "withdrawn in October 2019")


def test_membership_that_ends_without_conversion_ends_the_authorisation():
    left = membership(EU, valid_until=LEFT)
    standing = standing_on(date(2024, 1, 1), [left], [authorisation("2018-08-23", jurisdiction=EU)])
    assert (standing.kind, standing.words) == (StandingKind.ENDED, "valid until 31 December 2020")


def test_stronger_of_two_authorisations_counts():
    ended = authorisation("2018-01-01", "withdrawn", ended="2019-01-01")
    again = authorisation("2022-01-01", "conditional")
    standing = standing_on(date(2024, 1, 1), [membership()], [ended, again])
    assert (standing.kind, standing.since) == (StandingKind.CONDITIONAL, "2022-01-01")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "authorised since 1 March 2020"),
        ({"date": "2020"}, "authorised since 2020"),
        ({"status": "conditional"}, "conditional since 1 March 2020"),
        ({"status": "withdrawn", "ended": "2023"}, "withdrawn in 2023"),
        ({"status": "revoked"}, "revoked, date not known"),
        ({"date": ""}, "authorised since a date not known"),
    ],
)
def test_standing_in_words(values, words):
    standing = standing_on(CHECKED, [membership()], [authorisation(**values)])
    assert standing.words == words


def test_never_in_words():
    assert (NEVER.words, NEVER.authorisations) == ("not looked up", [])


@pytest.mark.parametrize(
    ("authorisations", "first"),
    [
        ([], ""),
        ([authorisation("")], ""),
        ([authorisation("2019-05-17", jurisdiction=EU), authorisation("2019", jurisdiction=EU)], "2019-05-17"),
        ([authorisation("2018-08-23", jurisdiction=EU), authorisation("2021-01-01")], "2018-08-23"),
        ([authorisation("2021-06-01", jurisdiction=EU)], ""),
        ([authorisation("2019-06-01")], "2021-01-01"),
        ([authorisation("2021")], "2021"),
        ([authorisation("2019-06-01", "withdrawn", ended="2020-05")], ""),
    ],
)
def test_first_authorised_follows_membership(authorisations, first):
    assert first_authorised(BRITAIN, authorisations) == first


def test_first_authorised_by_a_day_leaves_out_what_came_later():
    both = [authorisation("2020-03"), authorisation("2019")]
    assert first_authorised([membership()], both, date(2019, 12, 30)) == ""
    assert first_authorised([membership()], both, date(2019, 12, 31)) == "2019"


def test_access_map_agrees_with_its_parts():
    access = AccessMap(date(2024, 1, 1), BRITAIN, [authorisation("2018-08-23", jurisdiction=EU)])
    assert access.authorised_in(1) == {1}
    assert access.standing(1, 2) == NEVER
    assert access.standing(7, 1) == NEVER
    assert (access.first_in(1, 1), access.first_in(1, 2)) == ("2018-08-23", "")


days = st.dates(date(1995, 1, 1), date(2030, 12, 31))
partials = st.builds(lambda day, length: day.isoformat()[:length], days, st.sampled_from([4, 7, 10]))


@st.composite
def histories(draw):
    granted = draw(partials | st.just(""))
    status = draw(st.sampled_from(["authorised", "conditional", "withdrawn", "revoked", "expired"]))
    ended = draw(partials | st.just("")) if status in ("withdrawn", "revoked", "expired") else ""
    if ended and granted and first_day(ended) < last_day(granted):
        ended = ""
    return authorisation(
        granted,
        status,
        jurisdiction=draw(st.sampled_from([EU, UK])),
        ended=ended,
        was_conditional=draw(st.booleans()),
        converted=draw(partials | st.just("")),
        checked_on=draw(days),
    )


@given(days, st.lists(histories(), max_size=4))
def test_every_day_has_a_standing_that_can_be_read(day, authorisations):
    standing = standing_on(day, BRITAIN, authorisations)
    assert standing.words
    assert (standing.authorisation is None) == (standing.kind is StandingKind.NEVER)


@given(days, histories())
def test_nothing_is_authorised_before_it_can_have_been_granted(day, one):
    standing = standing_on(day, [membership(one.jurisdiction_id)], [one])
    if one.date and day < first_day(one.date):
        assert standing is NEVER
    elif one.date and day < last_day(one.date):
        assert standing.kind is StandingKind.UNCLEAR
    else:
        assert standing.kind is not StandingKind.NEVER


@given(days, days, histories())
def test_what_was_authorised_once_is_never_again_never(day, later, one):
    earlier, later = sorted((day, later))
    places = [membership(one.jurisdiction_id)]
    if standing_on(earlier, places, [one]).kind is not StandingKind.NEVER:
        assert standing_on(later, places, [one]).kind is not StandingKind.NEVER


@given(days, st.lists(histories(), max_size=4))
def test_order_of_the_records_does_not_matter(day, authorisations):
    there = standing_on(day, BRITAIN, authorisations)
    back = standing_on(day, BRITAIN, authorisations[::-1])
    assert (there.kind, there.since) == (back.kind, back.since)


@given(days, st.lists(histories(), max_size=4))
def test_country_with_a_first_date_by_a_day_has_a_standing_on_it(day, authorisations):
    if first_authorised(BRITAIN, authorisations, day):
        assert standing_on(day, BRITAIN, authorisations).kind is not StandingKind.NEVER


@pytest.mark.parametrize(
    ("granted", "kind"), [("2020-12-31", StandingKind.AUTHORISED), ("2021-01-01", StandingKind.NEVER)]
)
def test_what_was_granted_on_the_last_day_of_a_membership_still_counts(granted, kind):
    licence = authorisation(granted, jurisdiction=EU)
    assert standing_on(date(2021, 1, 2), BRITAIN, [licence]).kind == kind
