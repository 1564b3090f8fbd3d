"""Where the countries are: a land outline without borders, a marker and a number for each. Pure."""

import json
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from countries.charts.data import ChartData, PlaceRow
from countries.charts.palette import HAIRLINE
from countries.charts.places import MapPlace, place_of
from countries.charts.specs.frame import (
    MARGIN,
    Canvas,
    Frame,
    Spec,
    code,
    country_color,
    layer,
    name_style,
    picture,
    plain,
)
from countries.charts.type import shortened

LAND = Path(__file__).parent.parent / "land.json"  # where it comes from: LAND.md beside it

PROPORTION = {"wide": 0.47, "narrow": 0.54}
MAGNIFIED = {"wide": 1 / 5.3, "narrow": 1 / 4.7}
EQUATOR = {"wide": 0.57, "narrow": 0.62}
MIDDLE_EAST_OF = {"wide": 11, "narrow": 14}
MARKER = {"wide": 70, "narrow": 36}
NAME = 104  # the widest name that has room between the easternmost marker and the edge

POINT: dict[str, Spec] = {
    "longitude": {"field": "longitude", "type": "quantitative"},
    "latitude": {"field": "latitude", "type": "quantitative"},
}


@cache
def land() -> dict[str, object]:
    """The outline of all land but Antarctica."""
    outline: dict[str, object] = json.loads(LAND.read_text(encoding="utf-8"))
    return outline


def spec(data: ChartData[PlaceRow], frame: Frame) -> Canvas:
    """The picture."""
    width = frame.width - 2 * MARGIN
    height = width * PROPORTION[frame.size]

    def layers() -> list[Spec]:
        found = [(row, place) for row in data.rows if (place := place_of(row.country))]
        marks = [mark(row, place, frame) for row, place in found]
        return [
            layer([{"type": "Feature", "geometry": land()}], "geoshape", {"fill": HAIRLINE.light, "stroke": None}),
            layer(
                marks,
                "circle",
                {"opacity": 1, "size": MARKER[frame.size], "aria": True},
                **POINT,
                color=country_color(data.countries),
                href=plain("href"),
                description=plain("words"),
            ),
            *(label(one, place, frame) for one, (_row, place) in zip(marks, found, strict=True)),
        ]

    projection = {
        "type": "equalEarth",
        "rotate": [-MIDDLE_EAST_OF[frame.size], 0],
        "scale": width * MAGNIFIED[frame.size],
        "translate": [width / 2, height * EQUATOR[frame.size]],
    }
    return picture(frame, height=height, left=MARGIN, right=MARGIN, layers=layers, projection=projection)


def mark(row: PlaceRow, place: MapPlace, frame: Frame) -> dict[str, object]:
    """A marker with its words."""
    words = _("not looked up") if row.number is None else row.number
    name = code(row.country) if frame.is_narrow else shortened(row.country.name, NAME, frame.text, weight=700)
    return {
        "country": row.country.slug,
        "longitude": place.longitude,
        "latitude": place.latitude,
        "text": f"{name} {'?' if row.number is None else row.number}",
        "href": frame.link(row.country.get_absolute_url()),
        "words": f"{row.country.name}: {words}",
    }


def label(one: dict[str, object], place: MapPlace, frame: Frame) -> Spec:
    """The words beside a marker, on the side where there is room."""
    style = name_style(frame) | {"align": place.align, "baseline": "middle", "dx": place.dx, "dy": place.dy}
    return layer([one], "text", style, **POINT, text=plain("text"), href=plain("href"))
