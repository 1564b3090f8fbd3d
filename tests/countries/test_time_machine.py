"""What a past day changes in the comparison, and how the pages say so."""

import csv
import io
from datetime import date
from types import SimpleNamespace

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from countries.domain.comparison import Cell, Timing, compare, timing_on
from countries.domain.figures import FigureCell, FigureRow
from tests import builders
from tests.countries.test_authorisation import days, partials
from tests.html import Document, problems


def statement(**values):
    defaults = {
        "country_id": 1,
        "topic_id": 1,
        "answer": "known",
        "value": "yes",
        "text": "Yes.",
        "as_of": "2015",
        "valid_from": "",
        "valid_until": "",
        "legal_class": "",
        "legal_kind": "",
    }
    return SimpleNamespace(**(defaults | values))


@pytest.mark.parametrize(
    ("values", "day", "timing"),
    [
        ({}, date(2016, 1, 1), Timing.COVERS),
        ({}, date(2015, 6, 1), Timing.COVERS),
        ({}, date(2014, 12, 31), Timing.LATER),
        ({"valid_from": "2014-11-25"}, date(2014, 11, 24), Timing.NOT_YET),
        ({"valid_from": "2014-11-25"}, date(2014, 11, 25), Timing.COVERS),
        ({"valid_from": "2014-11"}, date(2014, 11, 10), Timing.UNCLEAR),
        ({"valid_from": "2014"}, date(2014, 12, 31), Timing.COVERS),
        ({"valid_until": "2018-03"}, date(2018, 2, 1), Timing.COVERS),
        ({"valid_until": "2018-03"}, date(2018, 3, 15), Timing.UNCLEAR),
        ({"valid_until": "2018-03"}, date(2018, 4, 1), Timing.NO_LONGER),
        ({"as_of": ""}, date(2000, 1, 1), Timing.COVERS),
    ],
)
def test_timing_of_a_statement(values, day, timing):
    assert timing_on(day, statement(**values)) is timing


@given(days, partials | st.just(""), partials | st.just(""), partials)
def test_every_statement_has_a_timing_that_it_can_say(day, begins, ends, as_of):
    cell = Cell(None, statement(valid_from=begins, valid_until=ends, as_of=as_of), day)
    assert bool(cell.day_note) == (cell.timing is not Timing.COVERS)
    assert cell.words


def test_without_a_day_a_cell_says_nothing_of_time():
    cell = Cell(None, statement(valid_from="2030"))
    assert (cell.timing, cell.day_note, cell.words) == (Timing.COVERS, "", "yes")


def test_missing_statement_is_not_known_on_every_day():
    assert Cell(None, None, date(2019, 1, 1)).words == "not known"


def test_statements_out_of_force_on_the_day_do_not_differ():
    countries = [SimpleNamespace(pk=1), SimpleNamespace(pk=2)]
    topic = SimpleNamespace(pk=1, name="Law", theme="a theme")
    both = [statement(valid_from="2014", value="yes"), statement(country_id=2, valid_from="2016", value="no")]
    now = compare(countries, [topic], both, only_differences=True)
    then = compare(countries, [topic], both, only_differences=True, day=date(2013, 1, 1))
    assert (len(now.rows), now.hidden) == (1, 0)
    assert (len(then.rows), then.hidden) == (0, 1)


def test_figures_open_the_table_and_equal_ones_are_hidden():
    countries = [SimpleNamespace(pk=1), SimpleNamespace(pk=2)]

    def row(*words):
        return FigureRow("Name", "?", "therapies", tuple(FigureCell(None, w, "", "2020-01-01") for w in words))

    comparison = compare(countries, [], [], figures=[row("1", "2"), row("3", "3")], only_differences=True)
    assert ([r.cells[1].words for r in comparison.all_rows], comparison.hidden) == (["2"], 1)


def text(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode("utf-8-sig")


@pytest.fixture
def world(access_world, db):
    made = access_world
    builders.a_theme(slug="accessibility")
    law = builders.a_topic(slug="law", name="Law")
    builders.a_statement(
        country=made.north.country, topic=law, is_key=True, value="a fast track", valid_from="2021-05-01", as_of="2022"
    )
    builders.a_statement(country=made.south.country, topic=law, is_key=True, value="no law", as_of="2024-02")
    return made


BOTH = "country=north&country=south"


def figures(response):
    return {row.name: [cell.words for cell in row.cells] for row in response.context["comparison"].figures}


@time_machine.travel("2026-11-23")
def test_comparison_opens_with_figures_of_today(client, world):
    assert figures(client.get(f"/compare/?{BOTH}")) == {
        "Therapies authorised": ["2", "2, of which 1 conditional"],
        "Median access lag": ["0 months (quartiles 0 and 0)", "7 months (quartiles 3.5 and 10.5)"],
        "Not found in the register": ["1 of 3", "1 of 3"],
    }


@time_machine.travel("2026-11-23")
def test_comparison_on_a_day_knows_nothing_later(client, world):
    response = client.get(f"/compare/?{BOTH}&on=2020-01-01")
    assert figures(response) == {
        "Therapies authorised": ["1", "0"],
        "Median access lag": ["0 months (quartiles 0 and 0)", "no therapy to count"],
        "Not found in the register": ["0 of 1", "0 of 1, 1 not looked up"],
    }
    body = text(response)
    assert "As it stood on 1 January 2020." in body
    assert "Not yet in force: it is since 1 May 2021." in body
    assert "Dated February 2024: after this day." in body
    assert problems(Document(body)) == []


@pytest.mark.parametrize("on", ["", "&on=2020-01-01"])
def test_figures_link_to_lists_of_what_they_count(client, world, on):
    rows = client.get(f"/compare/?{BOTH}{on}").context["comparison"].figures
    for cell in rows[0].cells:
        listing = client.get(f"/therapies/?{cell.query}").context["listing"]
        assert cell.words.split(",")[0] == str(listing.count)
    assert len({cell.query for row in rows[1:] for cell in row.cells}) == 1
    summaries = dict(client.get(f"/therapies/matrix/?{rows[1].cells[0].query}").context["summaries"])
    assert [cell.words for cell in rows[1].cells] == [summary.words for summary in summaries.values()]
    assert [cell.words.split()[0] for cell in rows[2].cells] == [str(s.never) for s in summaries.values()]


def test_figures_belong_to_the_theme_of_access(client, world):
    other = builders.a_topic(slug="other").theme.slug
    assert client.get(f"/compare/?{BOTH}&theme={other}").context["comparison"].figures == ()
    assert len(client.get(f"/compare/?{BOTH}&theme=accessibility").context["comparison"].figures) == 3


def test_comparison_csv_says_the_same_as_the_page(client, world):
    rows = list(csv.DictReader(io.StringIO(text(client.get(f"/compare.csv?{BOTH}&on=2020-01-01")))))
    comparison = client.get(f"/compare/?{BOTH}&on=2020-01-01").context["comparison"]
    assert [row["topic"] for row in rows] == [row.name for row in comparison.all_rows]
    assert [row["North"] for row in rows] == [row.cells[0].words for row in comparison.all_rows]
    assert rows[-1]["North: on 2020-01-01"] == "Not yet in force: it is since 1 May 2021."


@pytest.mark.parametrize("query", ["on=tomorrow", "on=2999-01-01", "on=2019-02-30", "on=2019-01-01&on=2020-01-01"])
def test_comparison_refuses_a_day_that_is_none(client, world, query):
    assert client.get(f"/compare/?{BOTH}&{query}").context["comparison"] is None
    assert client.get(f"/compare.csv?{BOTH}&{query}").status_code == 400


@pytest.mark.parametrize("page", ["/therapies/", "/therapies/matrix/"])
def test_lists_on_a_day_say_so_and_count_what_came_later(client, world, page):
    body = text(client.get(f"{page}?on=2020-01-01"))
    assert "As it stood on 1 January 2020." in body
    assert "2 therapies of the atlas were first authorised after that day." in body
    assert "As it stood" not in text(client.get(page))


def test_banner_offers_the_way_back_to_today(client, world):
    body = text(client.get("/therapies/?on=2020-01-01&authorised_in=north"))
    assert 'href="/therapies/?authorised_in=north">Show today' in body


@time_machine.travel("2026-11-23")
def test_profile_opens_with_key_figures(client, world):
    profile = client.get("/countries/south/").context["profile"]
    figures = profile.figures
    assert (figures.authorised, figures.conditional, figures.first) == (2, 1, "2020-05-10")
    assert [therapy.brand for therapy in profile.first_therapies] == ["Alpha"]
    assert (figures.lags.median, figures.lags.firsts, figures.lags.never) == (7, 1, 1)


def test_queries_of_a_comparison_do_not_grow_with_the_therapies(
    client, django_assert_max_num_queries, django_assert_num_queries, world
):
    with django_assert_max_num_queries(27) as few:
        client.get(f"/compare/?{BOTH}")
    for number in range(3):
        builders.an_authorisation(
            jurisdiction=world.north.jurisdiction, therapy=builders.a_therapy(), date=f"202{number}"
        )
    with django_assert_num_queries(len(few)):
        client.get(f"/compare/?{BOTH}")
