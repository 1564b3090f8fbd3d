"""What all pictures share: two widths, the finding above, the credit below, type, names, positions. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from countries.charts.palette import HAIRLINE, INK, MUTED, PAPER, hue
from countries.charts.type import SANS, SERIF, balanced, lines, shortened
from countries.domain.shapes import Country

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.4.1.json"
WIDTHS = {"wide": 760, "narrow": 360}
MARGIN = 16

Spec = dict[str, Any]
Values = list[dict[str, Any]]

CONFIG: Spec = {
    "font": SANS,
    "view": {"stroke": None},
    "axis": {
        "domain": False,
        "ticks": False,
        "gridColor": HAIRLINE.light,
        "labelColor": MUTED.light,
        "labelFontSize": 12,
        "labelPadding": 6,
        "title": None,
    },
    "aria": False,
}


@dataclass(frozen=True)
class Frame:
    """One of the two widths, the site that links lead to, and the words around the picture."""

    size: str
    site: str
    headline: str
    note: str
    credit: str

    @property
    def width(self) -> int:
        """The whole picture's width."""
        return WIDTHS[self.size]

    @property
    def is_narrow(self) -> bool:
        """For a telephone."""
        return self.size == "narrow"

    @property
    def text(self) -> int:
        """The size of labels."""
        return 12 if self.is_narrow else 13

    def link(self, path: str) -> str:
        """An address that works wherever the picture is taken to."""
        return f"{self.site}{path}"


@dataclass(frozen=True)
class Canvas:
    """A picture of fixed size, whose marks are made when it is drawn: a page needs to know no more than its size."""

    width: float  # of the plot
    height: float
    padding: dict[str, float]
    layers: Callable[[], Iterable[Spec]]
    projection: Spec | None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the whole."""
        around = self.padding
        return (
            round(self.width + around["left"] + around["right"]),
            round(self.height + around["top"] + around["bottom"]),
        )

    @property
    def spec(self) -> Spec:
        """The specification."""
        return {
            "$schema": SCHEMA,
            "width": self.width,
            "height": self.height,
            "padding": self.padding,
            "autosize": {"type": "none"},
            "background": PAPER.light,
            "config": CONFIG,
            "layer": list(self.layers()),
        } | ({"projection": self.projection} if self.projection else {})


def picture(
    frame: Frame,
    *,
    height: float,
    left: float,
    right: float,
    layers: Callable[[], Iterable[Spec]],
    head: float = 0,
    foot: float = 0,
    projection: Spec | None = None,
) -> Canvas:
    """The picture of a plot; `head` and `foot` are the space for labels above and below it."""
    title_size = 18 if frame.is_narrow else 22
    inside = frame.width - 2 * MARGIN
    title = balanced(frame.headline, inside, title_size)
    note = lines(frame.note, inside, frame.text)
    credit = lines(frame.credit, inside, 11)
    below_title = len(title) * (title_size + 4) + 4
    top = MARGIN + below_title + len(note) * (frame.text + 5) + 14 + head
    padding = {"left": left, "right": right, "top": top, "bottom": foot + 28 + len(credit) * 15}
    around = [
        words(title, x=MARGIN - left, y=MARGIN - top, size=title_size, font=SERIF, weight=700, leading=4),
        words(note, x=MARGIN - left, y=MARGIN - top + below_title, size=frame.text, color=MUTED.light, leading=5),
        words(credit, x=MARGIN - left, y=height + foot + 20, size=11, color=MUTED.light, leading=4),
    ]
    return Canvas(frame.width - left - right, height, padding, lambda: [*around, *layers()], projection)


def layer(values: Values, mark: str, style: Spec | None = None, **encoding: Spec) -> Spec:
    """Marks of one kind for some values."""
    return {"data": {"values": values}, "mark": {"type": mark} | (style or {}), "encoding": encoding}


def pixels(field: str) -> Spec:
    """A position that is already in pixels."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def plain(field: str) -> Spec:
    """A value that is used as it is: words, an address, the far end of a line."""
    return {"field": field}


def literal(field: str) -> Spec:
    """A colour, size or width that is used as it is."""
    return {"field": field, "scale": None}


def years(first: float, last: float, frame: Frame) -> Spec:
    """The axis of years."""
    return {
        "field": "year",
        "type": "quantitative",
        "scale": {"domain": [first, last], "nice": False},
        "axis": {
            "format": "d",
            "grid": False,
            "tickCount": 4 if frame.is_narrow else 8,
            "labelFlush": True,
        },
    }


def country_color(countries: Sequence[Country]) -> Spec:
    """The encoding that gives each country its hue."""
    return {
        "field": "country",
        "type": "nominal",
        "scale": {"domain": [c.slug for c in countries], "range": [hue(c) for c in countries]},
        "legend": None,
    }


def words(
    text: str | list[str],
    *,
    x: float,
    y: float,
    size: float,
    font: str = SANS,
    color: str = INK.light,
    weight: int = 400,
    align: str = "left",
    leading: float = 3,
) -> Spec:
    """Words at a place in pixels, measured from the plot's corner; they hang from it."""
    style = {
        "text": text,
        "x": x,
        "y": y,
        "align": align,
        "baseline": "top",
        "font": font,
        "fontSize": size,
        "fontWeight": weight,
        "color": color,
        "lineHeight": size + leading,
    }
    return layer([{}], "text", style)


def code(country: Country) -> str:
    """The two letters that stand for a country where its name has no room."""
    return "UK" if country.iso2 == "GB" else country.iso2


def column_heads(countries: Sequence[Country], column: float, frame: Frame, *, gap: float, align: str) -> list[Spec]:
    """The countries' names over their columns, each on a bar in its hue; codes where there is no room."""
    leading = frame.text + 3
    heads = []
    for place, country in enumerate(countries):
        start = place * column + (gap if align == "center" else 0)
        end = (place + 1) * column - gap
        room = end - start - 2
        name = [code(country)] if frame.is_narrow else two_lines(country.name, room, frame.text)
        heads.append(
            {
                "country": country.slug,
                "name": name,
                "start": start,
                "end": end,
                "x": (start + end) / 2 if align == "center" else start,
                "y": -11 - (len(name) - 1) * leading,
                "href": frame.link(country.get_absolute_url()),
            }
        )
    style = name_style(frame) | {"align": align, "baseline": "bottom", "lineHeight": leading}
    return [
        layer(
            heads,
            "rule",
            {"y": -6, "strokeWidth": 3},
            x=pixels("start"),
            x2=plain("end"),
            color=country_color(countries),
        ),
        layer(heads, "text", style, x=pixels("x"), y=pixels("y"), text=plain("name"), href=plain("href")),
    ]


def two_lines(name: str, room: float, size: float) -> list[str]:
    """A name on at most two lines."""
    first, *more = lines(name, room, size, weight=700)
    return [first, shortened(" ".join(more), room, size, weight=700)] if more else [first]


def lane_names(
    countries: Sequence[Country], frame: Frame, *, tops: Sequence[float], left: float, notes: Sequence[list[str]]
) -> list[Spec]:
    """The countries' names at the head of their lanes, a bar in their hue before them and notes below."""
    leading = frame.text + 3
    start = MARGIN - left + 1.5
    room = (frame.width if frame.is_narrow else left) - MARGIN * 2 - 8
    fits = partial(shortened, room=room, size=frame.text - 1)
    names = [
        {
            "country": country.slug,
            "name": shortened(country.name, room, frame.text, weight=700),
            "notes": fits(", ".join(note)) if frame.is_narrow else [fits(line) for line in note],
            "top": top,
            "second": top + leading,
            "bottom": top + leading * (2 if frame.is_narrow else 1 + len(note)) - 2,
            "href": frame.link(country.get_absolute_url()),
        }
        for country, top, note in zip(countries, tops, notes, strict=True)
    ]
    place = {"x": start + 8, "align": "left", "baseline": "top"}
    small = place | {"fontSize": frame.text - 1, "color": MUTED.light, "lineHeight": leading}
    return [
        layer(
            names,
            "rule",
            {"x": start, "strokeWidth": 3},
            y=pixels("top"),
            y2=plain("bottom"),
            color=country_color(countries),
        ),
        layer(names, "text", name_style(frame) | place, y=pixels("top"), text=plain("name"), href=plain("href")),
        layer(names, "text", small, y=pixels("second"), text=plain("notes")),
    ]


def name_style(frame: Frame) -> Spec:
    """How a country's name is written: in ink, for hues are too light for small letters."""
    return {"fontSize": frame.text, "fontWeight": 700, "color": INK.light}
