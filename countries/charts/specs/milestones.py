"""Milestones and authorisations: a lane for each country, a mark for each event, columns of years. Pure."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from countries.charts.data import ChartData
from countries.charts.palette import HAIRLINE, MUTED
from countries.charts.specs.frame import (
    MARGIN,
    Canvas,
    Frame,
    Spec,
    Values,
    country_color,
    lane_names,
    layer,
    literal,
    picture,
    pixels,
    plain,
    years,
)
from countries.charts.type import width as text_width
from countries.domain.shapes import Country
from countries.domain.timeline import EVENT_KIND_CHOICES, Event, EventKind
from gtlead.records.dates import in_words

# Shape and size tell the kinds apart without colour; authorisations stand at the foot of a column.
SHAPES = {
    EventKind.GRANTED: "diamond",
    EventKind.CONVERTED: "triangle-up",
    EventKind.ENDED: "cross",
    EventKind.MILESTONE: "circle",
}
SIZES = {EventKind.GRANTED: 1.5, EventKind.CONVERTED: 1.2, EventKind.ENDED: 1.3, EventKind.MILESTONE: 0.85}
LEFT = {"wide": 176, "narrow": 16}
HEAD = {"wide": 8, "narrow": 42}
LOWEST_LANE = {"wide": 66, "narrow": 62}
ABREAST = {"wide": 2, "narrow": 1}
RIGHT = 20
KEY = 16  # what a shape takes before its words in the legend
SHAPE: Spec = {
    "field": "kind",
    "type": "nominal",
    "legend": None,
    "scale": {"domain": [str(kind) for kind in SHAPES], "range": list(SHAPES.values())},
}

Placed = list[tuple[int, Event]]


def spec(data: ChartData[Event], frame: Frame) -> Canvas:
    """The picture."""
    left = LEFT[frame.size]
    plot = frame.width - left - RIGHT
    first = min((event.year for event in data.rows), default=data.day.year - 1)
    column = plot / (data.day.year + 1 - first)
    step = min(9.0, column / ABREAST[frame.size] * 0.92)
    placed = [places_of(data, country) for country in data.countries]
    floors = make_floors(placed, step, frame)
    height = floors[-1] if floors else LOWEST_LANE[frame.size]
    entries = legend(frame, left, height)
    foot = entries[-1]["y"] - height

    def layers() -> list[Spec]:
        told = replace(data, rows=tuple(data.complete(data.rows)))
        marks = [
            mark(event, country, frame)
            | mark_at(event, place, floor - 6, (event.year - first + 0.5) * column, step, frame)
            for country, floor in zip(data.countries, floors, strict=True)
            for place, event in places_of(told, country)
        ]
        rules = [{"y": floor} for floor in floors]
        return [
            layer([{"year": first}], "rule", {"opacity": 0}, x=years(first - 0.5, data.day.year + 0.5, frame)),
            layer(rules, "rule", {"color": HAIRLINE.light, "x": MARGIN - left, "x2": plot}, y=pixels("y")),
            layer(
                marks,
                "point",
                {"filled": True, "opacity": 0.9, "aria": True},
                x=pixels("x"),
                y=pixels("y"),
                color=country_color(data.countries),
                size=literal("size") | {"type": "quantitative"},
                shape=SHAPE,
                href=plain("href"),
                description=plain("words"),
            ),
            *lane_names(
                data.countries, frame, tops=name_tops(floors, frame), left=left, notes=[notes(p) for p in placed]
            ),
            *drawn(entries, frame),
        ]

    return picture(frame, height=height, left=left, right=RIGHT, head=6, foot=foot, layers=layers)


def legend(frame: Frame, left: float, height: float) -> Values:
    """What each shape means, in as many rows under the years as the words need."""
    x, y = MARGIN - left, height + 40
    found: Values = []
    for kind, label in EVENT_KIND_CHOICES:
        wide = KEY + text_width(str(label), frame.text)
        if found and x + wide > frame.width - MARGIN - left:
            x, y = MARGIN - left, y + 18
        found.append({"kind": kind, "x": x + KEY / 3, "start": x + KEY, "y": y, "text": str(label)})
        x += wide + KEY
    return found


def drawn(entries: Values, frame: Frame) -> list[Spec]:
    """The legend's shapes and words."""
    style = {"align": "left", "baseline": "middle", "fontSize": frame.text, "color": MUTED.light}
    shapes = {"filled": True, "opacity": 0.9, "size": 60, "color": MUTED.light}
    return [
        layer(entries, "point", shapes, x=pixels("x"), y=pixels("y"), shape=SHAPE),
        layer(entries, "text", style, x=pixels("start"), y=pixels("y"), text=plain("text")),
    ]


def places_of(data: ChartData[Event], country: object) -> Placed:
    """The country's events by year, each with its place in the column: authorisations first."""
    order = list(SHAPES)
    events = [event for event in data.rows if country in event.countries]
    taken: dict[int, int] = {}
    placed = []
    for event in sorted(events, key=lambda e: (e.year, order.index(e.kind))):
        placed.append((taken.get(event.year, 0), event))
        taken[event.year] = taken.get(event.year, 0) + 1
    return placed


def make_floors(placed: list[Placed], step: float, frame: Frame) -> list[float]:
    """Where the lanes end: each is as high as its fullest year needs."""
    floors = []
    floor = 0.0
    for events in placed:
        rows = max((place for place, _event in events), default=0) // ABREAST[frame.size] + 1
        floor += max(LOWEST_LANE[frame.size], HEAD[frame.size] + rows * step + 14)
        floors.append(floor)
    return floors


def name_tops(floors: list[float], frame: Frame) -> list[float]:
    """Where the names stand: at the head of a narrow lane, beside the foot of a wide one."""
    ceilings = [0.0, *floors][: len(floors)]
    return [ceiling + 6 for ceiling in ceilings] if frame.is_narrow else [floor - 57 for floor in floors]


def mark(event: Event, country: Country, frame: Frame) -> dict[str, object]:
    """What a mark says, and where it leads."""
    return {
        "country": country.slug,
        "kind": str(event.kind),
        "href": frame.link((event.therapy or event.fact).get_absolute_url()),
        "words": f"{country.name}, {in_words(event.date)}: {event.title}",
    }


def mark_at(event: Event, place: int, floor: float, middle: float, step: float, frame: Frame) -> dict[str, float]:
    """Where a mark stands: so many abreast, then upwards."""
    abreast = ABREAST[frame.size]
    return {
        "x": middle + (place % abreast - (abreast - 1) / 2) * step,
        "y": floor - (place // abreast + 0.5) * step,
        "size": step * step * 0.62 * SIZES[event.kind],
    }


def notes(placed: Placed) -> list[str]:
    """How many events a lane holds, and the first authorisation among them."""
    found = [ngettext("%(number)s event", "%(number)s events", len(placed)) % {"number": len(placed)}]
    granted = [(event, event.therapy) for _place, event in placed if event.kind is EventKind.GRANTED and event.therapy]
    if granted:
        first, therapy = min(granted, key=lambda one: one[0].date)
        found.append(_("first: %(therapy)s %(year)s") % {"therapy": therapy.brand, "year": first.year})
    return found
