"""Where the texts of a drawn picture stand, measured with the fonts that draw it."""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from itertools import combinations

from django.http import QueryDict

from countries.charts import render
from countries.charts.catalogue import CHARTS
from countries.charts.request import AskedChart, ask
from countries.charts.type import width

SVG = "{http://www.w3.org/2000/svg}"
MOVED = re.compile(r"translate\(([-\d.e]+)[ ,]+([-\d.e]+)\)")


@dataclass(frozen=True)
class Box:
    """One line of text."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether letters lie on letters; a pixel is nothing."""
        return (
            self.left < other.right - 1
            and other.left < self.right - 1
            and self.top < other.bottom - 1
            and other.top < self.bottom - 1
        )


def boxes(root: ET.Element, x: float = 0, y: float = 0) -> list[Box]:
    """The lines of text under an element that stands at x, y."""
    found = []
    for child in root:
        moved = MOVED.search(child.get("transform", ""))
        at_x, at_y = (x + float(moved[1]), y + float(moved[2])) if moved else (x, y)
        found += lines(child, at_x, at_y) if child.tag == f"{SVG}text" else boxes(child, at_x, at_y)
    return found


def lines(text: ET.Element, x: float, y: float) -> list[Box]:
    """The lines of one text element; a letter reaches from 0.75 em over its baseline to 0.22 below."""
    size = float(text.get("font-size").removesuffix("px"))
    weight = {"bold": 700, "normal": 400}.get(text.get("font-weight", "normal")) or int(text.get("font-weight"))
    parts = text.findall(f"{SVG}tspan") or [text]
    found = []
    for part in parts:
        y += float(part.get("dy", 0)) if part is not text else 0
        words = part.text or ""
        wide = width(words, size, text.get("font-family"), weight)
        left = x - wide * {"start": 0, "middle": 0.5, "end": 1}[text.get("text-anchor", "start")]
        if words:
            assert abs(float(part.get("textLength")) - wide) < 0.1
            found.append(Box(words, left, y - 0.75 * size, left + wide, y + 0.22 * size))
    return found


def faults(picture: str | bytes) -> list[str]:
    """What leaves the frame, and what lies on other letters."""
    root = ET.fromstring(picture)  # noqa: S314 - what we have drawn ourselves
    right, bottom = float(root.get("width")), float(root.get("height"))
    found = boxes(root)
    outside = [b for b in found if b.left < 0 or b.top < 0 or b.right > right or b.bottom > bottom]
    return [f"outside: {box}" for box in outside] + [
        f"over one another: {one} {other}" for one, other in combinations(found, 2) if one.meets(other)
    ]


def asked(name: str, query: str = "") -> AskedChart:
    """The chart as a query asks for it."""
    found = ask(CHARTS[name], QueryDict(query), "https://atlas.example", is_picture=True)
    assert found.errors == {}
    return found


def drawn(chart: AskedChart, size: str) -> str:
    """The picture as it is sent."""
    return render.svg(chart.spec(size), title=chart.headline, description=chart.description)
