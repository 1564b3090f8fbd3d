"""Charts of nothing or next to nothing, what their addresses refuse, their queries, and the constants of drawing."""

import csv
import io
import re
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.http import QueryDict

from countries.charts.catalogue import CHARTS
from countries.charts.palette import HAIRLINE, HAIRLINE_STRONG, HUES, INK, MUTED, PAPER, SHADES
from countries.charts.places import PLACES
from countries.charts.request import ask
from countries.charts.specs.access_lag import offsets
from countries.charts.specs.world import land
from gtlead.lists.tables import BYTE_ORDER_MARK
from tests import builders
from tests.countries.access_world import a_place, an_authorised_therapy

pytestmark = pytest.mark.django_db

SITE = "https://atlas.example"
SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}href"
NAMES = sorted(CHARTS)
each_chart = pytest.mark.parametrize("name", NAMES)


def asked(name, query="", site=SITE):
    """The chart as a query asks for it, without errors."""
    found = ask(CHARTS[name], QueryDict(query), site, is_picture=True)
    assert found.errors == {}
    return found


def rows(name, query=""):
    """The cells of its table."""
    chart = asked(name, query)
    return [[column.value(row) for column in chart.shown_columns] for row in chart.data.rows]


def parse(picture):
    """The picture's tree; not well-formed is an error."""
    return ET.fromstring(picture)  # noqa: S314 - what we have drawn ourselves


def downloaded(client, address):
    """The lines of a CSV."""
    response = client.get(address)
    assert response.status_code == 200
    text = response.getvalue().decode()
    return list(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK))))


def test_country_that_left_a_jurisdiction_keeps_what_was_converted():
    union = builders.a_jurisdiction(name="Union")
    left = builders.a_country(slug="united-kingdom", name="United Kingdom")
    builders.a_membership(country=left, jurisdiction=union, valid_until=date(2020, 12, 31))
    stays = builders.a_country(slug="germany", name="Germany")
    builders.a_membership(country=stays, jurisdiction=union)
    therapy = builders.a_therapy(brand="Alpha")
    builders.an_authorisation(therapy=therapy, jurisdiction=union, date="2019-03-10")
    assert [(row[0], row[1], row[4]) for row in rows("authorisations")] == [
        ("United Kingdom", "2019-03-10", 1),
        ("United Kingdom", "2021-01-01", 0),
        ("Germany", "2019-03-10", 1),
    ]


@each_chart
def test_chart_of_nothing_is_still_a_picture(client, name):
    response = client.get(f"/charts/{name}.svg")
    assert response.status_code == 200
    parse(response.content)
    assert client.get(f"/charts/{name}/").status_code == 200
    assert len(downloaded(client, f"/charts/{name}.csv")) == 1


def test_names_with_special_letters_are_escaped(client):
    therapy = builders.a_therapy(brand='<Alpha> & "Beta"')
    builders.an_authorisation(therapy=therapy, jurisdiction=a_place("japan").jurisdiction)
    for name in NAMES:
        parse(client.get(f"/charts/{name}.svg").content)
        assert "<Alpha>" not in client.get(f"/charts/{name}/").text


@each_chart
@pytest.mark.parametrize("kind", ["svg", "png", "csv"])
@pytest.mark.parametrize(
    ("query", "named"),
    [("country=atlantis", "atlantis"), ("colour=red", "colour"), ("size=huge", "size"), ("scheme=sepia", "scheme")],
)
def test_unknown_parameter_or_value_is_refused_by_name(client, name, kind, query, named):
    response = client.get(f"/charts/{name}.{kind}?{query}")
    assert response.status_code == 400
    assert named in response.text
    assert response.headers["Content-Type"].startswith("text/plain")


def test_option_given_twice_is_refused(client):
    response = client.get("/charts/map.svg?size=wide&size=narrow")
    assert response.status_code == 400
    assert "wide, narrow" in response.text


@pytest.mark.parametrize("address", ["/charts/rank/", "/charts/rank.svg", "/charts/rank.png", "/charts/rank.csv"])
def test_unknown_chart_is_not_found(client, address):
    assert client.get(address).status_code == 404


@each_chart
@pytest.mark.parametrize("kind", [".svg", ".csv", "/"])
@pytest.mark.parametrize("number", [1, 3])
def test_number_of_queries_does_not_grow(client, name, kind, number, django_assert_max_num_queries):
    place = a_place("japan")
    for index in range(number):
        an_authorised_therapy(f"Therapy{index}", (place, f"202{index}-01-01"))
        builders.a_milestone(countries=[place.country])
    cache.clear()
    with django_assert_max_num_queries(9):
        response = client.get(f"/charts/{name}{kind}")
        b"".join(response.streaming_content if response.streaming else [response.content])


def test_hues_are_those_of_the_style_sheet():
    text = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text(encoding="utf-8")
    pairs = dict(re.findall(r"--([\w-]+): light-dark\((#\w{6}, #\w{6})\);", text))
    countries = {name.removeprefix("country-"): pair for name, pair in pairs.items() if name.startswith("country-")}
    assert {slug: f"{shade.light}, {shade.dark}" for slug, shade in HUES.items()} == countries
    named = {
        "paper": PAPER,
        "ink": INK,
        "muted": MUTED,
        "line": HAIRLINE,
        "line-2": HAIRLINE_STRONG,
    }
    assert {name: f"{s.light}, {s.dark}" for name, s in named.items()} == {name: pairs[name] for name in named}


def test_no_two_colours_are_alike_in_light():
    assert len({shade.light for shade in SHADES}) == len(SHADES)


def test_every_country_with_a_hue_has_its_place_on_the_map():
    assert set(PLACES) == set(HUES)


def test_outline_of_land_stays_on_the_globe():
    points = [point for polygon in land()["coordinates"] for ring in polygon for point in ring]
    assert len(points) > 3000
    assert all(-180 <= x <= 180 and -60 < y <= 84 for x, y in points)


@pytest.mark.parametrize("number", [0, 1, 4, 5, 6, 12])
def test_stacked_dots_never_share_a_place(number):
    places = [(index // 5, offset) for index, offset in enumerate(offsets(number))]
    assert len(set(places)) == number
