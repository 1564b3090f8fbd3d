"""Charts of nothing or next to nothing, what their addresses refuse, their queries, and the constants of drawing."""

import csv
import io
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings

from countries.charts.catalogue import CHARTS
from countries.charts.palette import HAIRLINE, HAIRLINE_STRONG, HUES, INK, MUTED, OTHER_HUES, PAPER, SHADES, hue
from countries.charts.places import PLACES, place_of
from countries.charts.specs.access_lag import offsets
from countries.charts.specs.world import land
from countries.models import Country
from gtlead.lists.tables import BYTE_ORDER_MARK
from tests import builders
from tests.conftest import on_stage
from tests.countries.access_world import a_place, an_authorised_therapy
from tests.countries.chart_requests import parse, rows

pytestmark = pytest.mark.django_db

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}href"
NAMES = sorted(CHARTS)
each_chart = pytest.mark.parametrize("name", NAMES)


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


def one_therapy():
    """A therapy in Japan and a milestone."""
    therapies_in_japan(1)


def three_therapies():
    """Three therapies in Japan and three milestones."""
    therapies_in_japan(3)


def therapies_in_japan(number):
    place = a_place("japan")
    for index in range(number):
        an_authorised_therapy(f"Therapy{index}", (place, f"202{index}-01-01"))
        builders.a_milestone(countries=[place.country])


@pytest.fixture(scope="class", params=[one_therapy, three_therapies])
def some_therapies(request, django_db_setup, django_db_blocker):
    """Made once for all charts."""
    with on_stage(request.param, django_db_blocker):
        yield


@each_chart
@pytest.mark.parametrize("kind", [".svg", ".csv", "/"])
@pytest.mark.usefixtures("some_therapies")
def test_number_of_queries_does_not_grow(client, name, kind, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
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


def test_any_country_has_a_place_and_a_hue():
    canada = SimpleNamespace(slug="canada", iso3="CAN", hue="plum", longitude=None, latitude=None)
    assert (place_of(canada).longitude, place_of(canada).latitude) == (-101.6, 57.7)
    assert hue(canada) == OTHER_HUES["plum"].light
    canada.longitude, canada.latitude, canada.hue = Decimal("-75.7"), Decimal("45.4"), ""
    assert (place_of(canada).longitude, place_of(canada).latitude) == (-75.7, 45.4)
    assert hue(canada) == INK.light
    assert place_of(SimpleNamespace(slug="malta", iso3="MLT", longitude=None, latitude=None)) is None
    japan = SimpleNamespace(slug="japan", iso3="JPN", hue="", longitude=None, latitude=None)
    assert place_of(japan) == PLACES["japan"]
    assert hue(japan) == HUES["japan"].light


def test_hues_of_other_countries_are_those_of_the_style_sheet_and_of_the_form():
    assert list(OTHER_HUES) == Country.Hue.values
    tokens = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text(encoding="utf-8")
    for name, shade in OTHER_HUES.items():
        assert f"--hue-{name}: light-dark({shade.light}, {shade.dark});" in tokens
        assert f".hue-{name} {{ --hue: var(--hue-{name}); }}" in tokens


@pytest.mark.parametrize("shade", OTHER_HUES.values(), ids=OTHER_HUES)
def test_hues_can_be_read_on_paper(shade):
    for text, paper in ((shade.light, PAPER.light), (shade.dark, PAPER.dark)):
        dark, bright = sorted(map(luminance, (text, paper)))
        assert (bright + 0.05) / (dark + 0.05) >= 4.5


def luminance(colour):
    """Relative luminance as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_outline_of_land_stays_on_the_globe():
    points = [point for polygon in land()["coordinates"] for ring in polygon for point in ring]
    assert len(points) > 3000
    assert all(-180 <= x <= 180 and -60 < y <= 84 for x, y in points)


@pytest.mark.parametrize("number", [0, 1, 4, 5, 6, 12])
def test_stacked_dots_never_share_a_place(number):
    places = [(index // 5, offset) for index, offset in enumerate(offsets(number))]
    assert len(set(places)) == number
