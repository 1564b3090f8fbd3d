"""In the atlas as it is: no letter leaves a picture or meets another, each is in the font that draws it."""

import xml.etree.ElementTree as ET
from functools import cache

import pytest

from countries.charts.catalogue import CHARTS
from countries.charts.specs.frame import WIDTHS
from countries.charts.type import SANS, SERIF, face, width
from countries.models import Country
from tests.countries.drawn_text import SVG, asked, drawn, faults

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference_data")]

each_chart = pytest.mark.parametrize("name", sorted(CHARTS))
each_size = pytest.mark.parametrize("size", WIDTHS)


@cache
def picture(name, query, size):
    """Drawn once: the world of this module stays as it is."""
    return drawn(asked(name, query), size)


@each_chart
@each_size
def test_no_text_leaves_the_frame_or_meets_another_in_the_atlas(name, size):
    queries = ["", *(f"country={slug}" for slug in Country.objects.values_list("slug", flat=True))]
    assert {query: found for query in queries if (found := faults(picture(name, query, size)))} == {}


@each_chart
def test_every_letter_of_the_site_is_in_the_font_that_draws(name):
    root = ET.fromstring(picture(name, "", "wide"))  # noqa: S314 - what we have drawn ourselves
    letters = {
        (text.get("font-family"), letter) for text in root.iter(f"{SVG}text") for letter in "".join(text.itertext())
    }
    assert {font for font, _letter in letters} <= {SANS, SERIF}
    tofu = {(font, letter) for font, letter in letters if letter.strip() and dots(font, letter) == dots(font, "\ufffe")}
    assert tofu == set()


@cache
def dots(font, letter):
    """What the font draws for a letter; all that are not in it look alike."""
    return bytes(face(font, False).font_variant(size=32).getmask(letter))


def test_texts_are_told_the_width_they_were_measured_with():
    root = ET.fromstring(picture("map", "", "wide"))  # noqa: S314 - what we have drawn ourselves
    [number] = [text for text in root.iter(f"{SVG}text") if (text.text or "").startswith("Germany")]
    assert float(number.get("textLength")) == pytest.approx(width(number.text, 13, SANS, 700), abs=0.1)
    assert number.get("lengthAdjust") == "spacingAndGlyphs"


def test_lag_axis_ends_beyond_its_farthest_dot():
    spec = asked("access-lag").spec("wide")
    right = spec["width"]
    dots = next(layer for layer in spec["layer"] if layer["mark"]["type"] == "circle")["data"]["values"]
    ticks = [
        v["x"]
        for layer in spec["layer"]
        if layer["mark"]["type"] == "rule"
        for v in layer["data"]["values"]
        if "x" in v
    ]
    assert max(dot["x"] for dot in dots) <= max(ticks) <= right


def test_leaving_a_jurisdiction_is_marked_in_the_panel_of_the_country():
    texts = " ".join(ET.fromstring(picture("authorisations", "", "wide")).itertext())  # noqa: S314
    assert texts.count("leaves EU") == 1
    assert "2021" in texts
    assert "leaves" not in drawn(asked("authorisations", "on=2020-06-01"), "wide")
    assert "leaves" not in picture("authorisations", "country=germany", "wide")


@each_chart
@each_size
def test_source_day_and_licence_stand_in_the_picture(name, size):
    texts = " ".join("".join(ET.fromstring(picture(name, "", size)).itertext()).split())  # noqa: S314
    assert "GT Lead" in texts
    assert "CC BY 4.0" in texts
    assert "atlas.example" in texts
