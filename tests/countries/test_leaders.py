"""Who leads, in what, since when."""

from datetime import date
from types import SimpleNamespace

import pytest

from countries import models
from countries.domain.known_access import Turns
from countries.domain.leaders import can_turn, earliest, latest, led, most_authorised, ranked
from tests import builders
from tests.html import Document

ONE, TWO, THREE = (SimpleNamespace(pk=pk, name=f"Land {pk}", slug=f"land-{pk}") for pk in (1, 2, 3))
COUNTRIES = (ONE, TWO, THREE)


class Therapy:
    def __init__(self, brand):
        self.pk = self.brand = brand


A, B, C = Therapy("A"), Therapy("B"), Therapy("C")
THERAPIES = {therapy.pk: therapy for therapy in (A, B, C)}


def turns(*told):
    """Of (country, day, what began, what ended, partial date of that)."""
    return Turns(
        (therapy.pk, country.pk, state, since, since, date.fromisoformat(day))
        for country, day, began, ended, since in told
        for state, therapies in (("authorised", began), ("ended", ended))
        for therapy in therapies
    )


def test_lead_begins_on_the_day_of_the_overtaking():
    told = turns(
        (ONE, "2010-01-31", [A], [], "2010-01"),
        (TWO, "2012-05-01", [A], [], ""),
        (TWO, "2015-07-01", [B], [], ""),
        (THREE, "2016-01-01", [C], [], ""),
    )
    lead = most_authorised(COUNTRIES, told)
    assert [(place.country, place.words, place.leads) for place in lead.places] == [
        (ONE, "1", False),
        (TWO, "2", True),
        (THREE, "1", False),
    ]
    assert lead.since == "2015-07-01"


def test_lead_that_was_lost_and_won_back_counts_from_the_last_time():
    told = turns(
        (ONE, "2010-01-01", [A], [], ""),
        (TWO, "2011-01-01", [A], [], ""),
        (TWO, "2012-01-01", [B], [], ""),
        (TWO, "2013-01-01", [], [A, B], ""),
    )
    assert most_authorised(COUNTRIES, told).since == "2013-01-01"


def test_equals_share_the_lead_since_they_are_equal():
    told = turns((ONE, "2010-01-01", [A], [], ""), (TWO, "2014-01-01", [A], [], ""))
    lead = most_authorised(COUNTRIES, told)
    assert [place.country for place in lead.leaders] == [ONE, TWO]
    assert (lead.since, lead.places[2].words) == ("2014-01-01", "")


def test_earliest_names_its_therapy_and_its_date_as_precise_as_the_source():
    told = turns((TWO, "2003-10-31", [B], [], "2003-10"), (ONE, "2012-10-25", [C], [], ""))
    lead = earliest(COUNTRIES, told, THERAPIES)
    assert [(place.country, place.words, place.detail) for place in lead.leaders] == [(TWO, "2003", "B")]
    assert lead.since == "2003-10"
    assert (lead.places[0].words, lead.places[0].detail) == ("2012", "C")


def test_nothing_to_count_has_no_leader():
    assert led(turns(), len) == latest([]) == ({}, "")
    assert most_authorised(COUNTRIES, turns()).leaders == []


def test_what_is_unknown_stands_beside_each_figure_and_opens_the_lead_it_could_turn():
    def lead(unknown):
        return ranked("Name", "Method", COUNTRIES, ({1: 5, 2: 3}, "2020"), unknown=unknown, page="matrix")

    assert [place.unknown for place in lead({2: 1}).places] == ["", "1 not known", ""]
    assert ([place.country for place in lead({2: 1}).leaders], lead({2: 1}).since) == ([ONE], "2020")
    assert (lead({2: 2}).leaders, lead({2: 2}).since, lead({2: 2}).is_open) == ([], "", True)


@pytest.mark.django_db
def test_home_page_names_leaders_with_a_link_to_what_was_counted(client, world):
    for jurisdiction in models.Jurisdiction.objects.all():
        builders.a_look_through(jurisdiction=jurisdiction, therapies=models.Therapy.objects.all())
    table = Document(client.get("/").text).by_class("leads")[0]
    rows = {row.all("th")[0].all("a")[0].text: row for row in table.all("tr")[1:]}
    numbers = {row["name"]: row["therapies_authorised"] for row in client.get("/countries.json").json()["results"]}
    cells = rows["Gene therapies authorised"].all("td")[:-1]
    assert [cell.all("span")[0].text for cell in cells] == [
        str(number) if number else "none" for number in numbers.values()
    ]
    best = max(numbers.values())
    leading = [name for name, cell in zip(numbers, cells, strict=True) if "leading" in cell.get("class")]
    assert leading == [name for name, number in numbers.items() if number == best]
    for row in rows.values():
        assert client.get(row.all("a")[0].get("href")).status_code == 200


@pytest.mark.django_db
def test_home_page_names_nobody_where_what_nobody_looked_up_could_change_it(client, world):
    table = Document(client.get("/").text).by_class("leads")[0]
    rows = {row.all("th")[0].all("a")[0].text: row for row in table.all("tr")[1:]}
    cells = rows["Gene therapies authorised"].all("td")
    assert "Not named" in cells[-1].text
    assert not any("leading" in cell.get("class") for cell in cells)


def test_unknown_turns_a_lead_only_if_it_could_reach_it():
    assert can_turn({1: 5, 2: 3}, {2: 2})
    assert not can_turn({1: 5, 2: 3}, {2: 1})
    assert not can_turn({1: 5, 2: 3}, {1: 9})
    assert can_turn({1: 2}, {3: 2})


@pytest.mark.django_db
def test_empty_atlas_has_no_leaders_and_no_pictures(client):
    page = Document(client.get("/").text)
    assert "No information yet." in page.by_class("leads")[0].text
    assert page.by_class("chart") == []
