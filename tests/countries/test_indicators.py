"""Indicators: one table each, sources and dates, and a notice where numbers must not be compared."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from countries.domain.indicators import IndicatorTable, indicator_tables, pages_of_indicators
from tests import builders as a
from tests.html import Document, problems
from tests.world import add_secrets


def a_number(definition: str = "Trials in the registry", unit: str = "trials", indicator: int = 1) -> SimpleNamespace:
    """A number that is not in the database."""
    return SimpleNamespace(definition=definition, unit=unit, indicator_id=indicator)


@pytest.mark.parametrize(
    ("observations", "comparable"),
    [
        ((), True),
        ((a_number(),), True),
        ((a_number(), a_number("Trials in the registry.")), True),
        ((a_number(), a_number("Trials under way")), False),
        ((a_number(), a_number(unit="sites")), False),
    ],
)
def test_numbers_are_comparable_if_they_count_the_same_thing(observations, comparable):
    assert IndicatorTable(None, observations).are_comparable is comparable


def test_tables_keep_the_order_of_indicators_and_show_empty_ones():
    first, second = SimpleNamespace(pk=1), SimpleNamespace(pk=2)
    numbers = [a_number(indicator=2), a_number(indicator=2)]
    tables = indicator_tables([first, second], numbers)
    assert [(table.indicator.pk, len(table.observations)) for table in tables] == [(1, 0), (2, 2)]


def numbers(*years_and_values):
    return tuple(
        SimpleNamespace(country_id=1, year=year, value=value, definition=definition, unit="trials")
        for year, value, definition in years_and_values
    )


def test_a_country_has_one_row_with_its_newest_number_and_the_line_that_leads_to_it():
    found = numbers((2020, 0, "Trials"), (2022, 10, "trials."), (2023, 7, "Sites"), (2024, 20, "Trials"))
    [row] = IndicatorTable(None, found).rows
    assert (row.newest.year, [other.year for other in row.others]) == (2024, [2023, 2022, 2020])
    assert [number.year for number in row.series] == [2020, 2022, 2024]
    assert row.line == "0.0,23.0 50.0,12.0 100.0,1.0"


def test_two_points_are_no_line():
    [row] = IndicatorTable(None, numbers((2020, 5, "Trials"), (2024, 20, "Trials"))).rows
    assert row.series == ()


@pytest.mark.django_db
def test_page_shows_numbers_with_what_was_counted_source_and_date(client):
    indicator = a.an_indicator(name="Trials", unit_note="Trials, cumulative")
    source = a.a_source(publisher="Registry office")
    observation = a.an_observation(
        indicator=indicator,
        value="1234.5000",
        definition="All trials ever",
        sources=[source],
        note="An estimate.",
    )
    text = client.get(reverse("indicators")).content.decode()
    assert problems(text) == []
    row = Document(text).by_id(observation.slug).text
    for words in ("2024", "1,234.5", "All trials ever", "Registry office", "1 November 2026", "An estimate."):
        assert words in row
    assert "Trials, cumulative" in text


@pytest.mark.django_db
def test_page_warns_where_definitions_differ(client):
    indicator = a.an_indicator()
    a.an_observation(indicator=indicator, definition="Registered")
    assert b"Do not compare" not in client.get(reverse("indicators")).content
    a.an_observation(indicator=indicator, definition="Recruiting", unit="sites")
    text = client.get(reverse("indicators")).content.decode()
    assert "They count 2 different things" in text
    assert "Their units differ: trials, sites." in text


@pytest.mark.django_db
def test_indicator_without_numbers_says_so(client):
    a.an_indicator(name="Lonely")
    assert "No numbers yet." in client.get(reverse("indicators")).content.decode()


@pytest.mark.django_db
def test_page_without_indicators_is_whole(client):
    assert problems(client.get(reverse("indicators")).content.decode()) == []


@pytest.mark.django_db
def test_page_shows_nothing_unpublished(client, world):
    before = client.get(reverse("indicators")).content.count(b"<tr")
    add_secrets(world)
    text = client.get(reverse("indicators")).content
    assert b"landestine" not in text
    assert text.count(b"<tr") == before


@pytest.mark.django_db
def test_number_leads_to_its_line(client):
    observation = a.an_observation()
    address, _hash, anchor = observation.get_absolute_url().partition("#")
    assert f'id="{anchor}"' in client.get(address).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_the_numbers(client, django_assert_num_queries, number):
    for _ in range(number):
        a.an_observation()
    # Content version twice (key of the page, citation), indicators, how many observations, they, their sources.
    with django_assert_num_queries(8):
        client.get(reverse("indicators"))


def test_indicators_are_cut_into_pages_by_what_they_weigh():
    light, heavy, full = [1], [9, 9], [1] * 100  # weigh 3, 22 and 300
    assert pages_of_indicators({}) == [[]]
    assert pages_of_indicators({1: light, 2: heavy, 3: []}) == [[1, 2, 3]]
    assert pages_of_indicators({1: full, 2: [], 3: light, 4: heavy}) == [[1, 2], [3, 4]]
    assert pages_of_indicators({1: light, 2: [1] * 200, 3: light}) == [[1], [2], [3]]
    assert pages_of_indicators({1: [1000] * 27, 2: light, 3: light}) == [[1, 2], [3]]


@pytest.mark.django_db
def test_a_page_is_bounded_and_leads_to_the_indicators_on_others(client):
    lands = [a.a_country() for _ in range(7)]
    source = a.a_source()
    for number in range(8):
        indicator = a.an_indicator(slug=f"indicator-{number}")
        for land in lands:
            for year in range(2010, 2022):
                words = {"definition": "What was counted. " * 5, "sources": [source]}
                a.an_observation(indicator=indicator, country=land, year=year, **words)
    text = client.get("/indicators/").text
    assert len(text) < 150_000
    assert problems(text) == []
    page = Document(text)
    assert "3 older numbers are in the table of all numbers" in page.by_id("indicator-0").text
    [link] = [one for one in page.by_id("indicator-7").elements if one.tag == "a"]
    other = Document(client.get(link.get("href").partition("#")[0]).text)
    assert "Newest" in other.by_id("indicator-7").text
    assert client.get("/indicators/?page=9").status_code == 404
