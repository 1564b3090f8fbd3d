"""Small multiples: therapies authorised over time, a panel for each country on one scale, the others in grey. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import ceil

from django.utils.translation import gettext as _

from countries.charts.data import ChartData, Step
from countries.charts.palette import HAIRLINE, HAIRLINE_STRONG, INK, MUTED
from countries.charts.specs.frame import (
    MARGIN,
    Canvas,
    Frame,
    Spec,
    country_color,
    layer,
    name_style,
    picture,
    pixels,
    plain,
    words,
)
from countries.charts.type import lines, shortened, width
from countries.charts.words import authorised_now
from countries.domain.answers import listed
from countries.domain.shapes import Country
from gtlead.records.dates import in_words

ABREAST = {"wide": 4, "narrow": 2}
HEIGHTS = {"wide": (220, 170, 110, 96), "narrow": (190, 100)}  # of a plot, by panels abreast
GAP = 24
HEAD = 28  # over each plot: the country and its number
FOOT = 24  # under it: the years
SMALL = 12
type Point = tuple[float, float]
type Panel = tuple[Country, Point]
LONGEST_SILENCE = 5  # years without a step after which the axis begins


@dataclass(frozen=True)
class Scale:
    """From a year and a number to pixels within a plot."""

    start: int
    end: float
    top: int
    width: float
    height: float

    def x(self, day: date) -> float:
        """Across."""
        return (as_year(day) - self.start) / (self.end - self.start) * self.width

    def y(self, number: float) -> float:
        """Downwards."""
        return self.height * (1 - number / self.top)


def spec(data: ChartData[Step], frame: Frame) -> Canvas:
    """The picture."""
    abreast = max(1, min(ABREAST[frame.size], len(data.countries)))
    inside = frame.width - 2 * MARGIN
    scale = make_scale(data, (inside - GAP * (abreast - 1)) / abreast, HEIGHTS[frame.size][abreast - 1])
    bottom = ceil(max(1, len(data.countries)) / abreast) * (HEAD + scale.height + FOOT)
    note = lines(method(data, scale.start), inside, SMALL)

    def layers() -> list[Spec]:
        places = [
            ((n % abreast) * (scale.width + GAP), HEAD + (n // abreast) * (scale.height + HEAD + FOOT))
            for n in range(len(data.countries))
        ]
        panels = list(zip(data.countries, places, strict=True))
        line_of = {country.slug: corners(data.of(country), data.day, scale) for country in data.countries}
        return [
            *grid(panels, scale),
            *(grey_line(other, line_of[other.slug], place) for own, place in panels for other in data.countries
              if other.slug != own.slug),
            *departures(data, panels, scale),
            *(own_line(data, own, line_of[own.slug], place) for own, place in panels),
            dots(data, panels, scale, frame),
            *heads(data, panels, scale, frame),
            words(note, x=0, y=bottom + 6, size=SMALL, color=MUTED.light, leading=4),
        ]  # fmt: skip

    height = bottom + 6 + len(note) * (SMALL + 4)
    return picture(frame, height=height, left=MARGIN, right=MARGIN, layers=layers)


def as_year(day: date) -> float:
    """A day as a number on the axis of years."""
    return day.year + (day.timetuple().tm_yday - 1) / 366


def make_scale(data: ChartData[Step], plot: float, height: float) -> Scale:
    """One scale for all panels."""
    top = max((step.number for step in data.rows), default=1)
    return Scale(first_year(data), as_year(data.day) + 0.05, top, plot, height)


def first_year(data: ChartData[Step]) -> int:
    """Where the axis begins: with the first step, or after the longest silence of many years."""
    stepped = sorted({step.day.year for step in data.rows}) or [data.day.year - 1]
    silences = [(later - earlier, later) for earlier, later in pairwise(stepped)]
    longest, after = max(silences, default=(0, stepped[0]))
    return after if longest > LONGEST_SILENCE and after < stepped[-1] else stepped[0]


def method(data: ChartData[Step], start: int) -> str:
    """How to read it, and what came before the axis."""
    said = [_("One line is the country named, grey lines the others. A step down: withdrawn, revoked or expired.")]
    if len(data.countries) == 1:
        said = [_("A step up is an authorisation, a step down one withdrawn, revoked or expired.")]
    if earlier := sorted((step for step in data.rows if step.day.year < start), key=lambda step: step.day):
        found = "; ".join(
            _("%(therapy)s, %(country)s, %(date)s")
            % {
                "therapy": listed(therapy.brand for therapy in step.began or step.ended),
                "country": step.country.name,
                "date": in_words(step.since),
            }
            for step in earlier
        )
        said.append(_("The axis begins in %(year)s. Before: %(found)s.") % {"year": start, "found": found})
    return " ".join(said)


def grid(panels: Sequence[Panel], scale: Scale) -> Iterator[Spec]:
    """The lines of three numbers and the years under each plot."""
    step = max(1, round(scale.top / 3 / 5) * 5 or round(scale.top / 3))
    numbers = range(0, scale.top + 1, step)
    rules = [
        {"x": x, "x2": x + scale.width, "y": y + scale.y(number), "number": number}
        for _country, (x, y) in panels
        for number in numbers
    ]
    labels = [
        {"x": x + position, "y": y + scale.height + 5, "text": str(year)}
        for _country, (x, y) in panels
        for year, position in ticks(scale)
    ]
    small = {"fontSize": SMALL, "color": MUTED.light}
    numbered = [rule | {"text": str(rule["number"])} for rule in rules if rule["number"]]
    yield layer(rules, "rule", {"color": HAIRLINE.light}, x=pixels("x"), x2=plain("x2"), y=pixels("y"))
    yield layer(
        numbered, "text", small | {"align": "left", "baseline": "bottom", "dy": -1},
        x=pixels("x"), y=pixels("y"), text=plain("text"),
    )  # fmt: skip
    style = small | {"align": "center", "baseline": "top"}
    yield layer(labels, "text", style, x=pixels("x"), y=pixels("y"), text=plain("text"))


def ticks(scale: Scale) -> list[tuple[int, float]]:
    """Some years with their places, as many as there is room for."""
    last = int(scale.end)
    step = max(1, ceil((last - scale.start) * (width("2026", SMALL) + 14) / scale.width))
    return [(year, scale.x(date(year, 1, 1))) for year in range(scale.start, last + 1, step)]


def corners(steps: Sequence[Step], until: date, scale: Scale) -> list[Point]:
    """The corners of one line from the axis' first day to the last, along its steps."""
    number = next((step.number for step in reversed(steps) if step.day.year < scale.start), 0)
    found = [(0.0, scale.y(number))]
    for step in steps:
        if step.day.year < scale.start:
            continue
        x = scale.x(step.day)
        found += [(x, scale.y(number)), (x, scale.y(step.number))]
        number = step.number
    return [*found, (scale.x(until), scale.y(number))]


def points_at(country: Country, line: Sequence[Point], place: Point) -> list[dict[str, object]]:
    """The corners of a country's line in a panel."""
    left, top = place
    return [{"x": left + x, "y": top + y, "order": order, "country": country.slug} for order, (x, y) in enumerate(line)]


def own_line(data: ChartData[Step], country: Country, line: Sequence[Point], place: Point) -> Spec:
    """The line of a country in its own panel, thick and in its hue."""
    return layer(
        points_at(country, line, place), "line", {"strokeWidth": 2.5, "strokeJoin": "round"},
        x=pixels("x"), y=pixels("y"), order=pixels_order(), color=country_color(data.countries),
    )  # fmt: skip


def grey_line(country: Country, line: Sequence[Point], place: Point) -> Spec:
    """The same in the panel of another, thin and grey."""
    grey = {"strokeWidth": 1, "strokeJoin": "round", "color": HAIRLINE_STRONG.light, "opacity": 0.6}
    points = points_at(country, line, place)
    return layer(points, "line", grey, x=pixels("x"), y=pixels("y"), order=pixels_order())


def pixels_order() -> Spec:
    """Points are joined in their order, not from left to right."""
    return {"field": "order", "type": "quantitative"}


def dots(data: ChartData[Step], panels: Sequence[Panel], scale: Scale, frame: Frame) -> Spec:
    """A mark at each step, which leads to the therapy and says what changed."""
    marks = [
        {
            "country": country.slug,
            "x": left + scale.x(step.day),
            "y": top + scale.y(step.number),
            "href": frame.link((step.began or step.ended)[0].get_absolute_url()),
            "words": said(step),
        }
        for country, (left, top) in panels
        for step in data.of(country)
        if step.day.year >= scale.start
    ]
    return layer(
        marks,
        "circle",
        {"opacity": 1, "size": 14, "aria": True},
        x=pixels("x"),
        y=pixels("y"),
        color=country_color(data.countries),
        href=plain("href"),
        description=plain("words"),
    )


def said(step: Step) -> str:
    """What a mark says."""
    names = listed(therapy.brand for therapy in step.began or step.ended)
    return f"{step.country.name}, {in_words(step.since)}: {names}, {step.number}"


def departures(data: ChartData[Step], panels: Sequence[Panel], scale: Scale) -> Iterator[Spec]:
    """An upright line where a country left a jurisdiction, with words on the side that has more room."""
    for country, (left, top) in panels:
        for other, jurisdiction, until in data.departures:
            place = scale.x(until + timedelta(days=1))
            if other != country or not 0 < place < scale.width:
                continue
            text = _("leaves %(jurisdiction)s licences, %(year)s") % {
                "jurisdiction": jurisdiction.code,
                "year": until.year + (until.month == 12 and until.day == 31),
            }
            is_left = place > scale.width / 2
            room = place if is_left else scale.width - place
            broken = lines(text, room - 20, SMALL)
            x = left + place + (-5 if is_left else 5)
            rule = [{"x": left + place, "y": top, "y2": top + scale.height}]
            dashed = {"color": INK.light, "strokeDash": [3, 2]}
            yield layer(rule, "rule", dashed, x=pixels("x"), y=pixels("y"), y2=plain("y2"))
            yield words(broken, x=x, y=top, size=SMALL, align="right" if is_left else "left", leading=2)


def heads(data: ChartData[Step], panels: Sequence[Panel], scale: Scale, frame: Frame) -> Iterator[Spec]:
    """Over each plot the country, a square in its hue before it and its number at the right."""
    counts = authorised_now(data)
    size = frame.text + 1
    labels = []
    for country, (left, top) in panels:
        number = str(counts.get(country.name, "?"))
        room = scale.width - 14 - width(number, size, weight=700) - 8
        labels.append(
            {
                "country": country.slug,
                "name": shortened(country.name, room, size, weight=700),
                "number": number,
                "square": left + 5,
                "x": left + 14,
                "end": left + scale.width,
                "y": top - HEAD + size / 2,
                "href": frame.link(country.get_absolute_url()),
            }
        )
    style = name_style(frame) | {"fontSize": size, "baseline": "middle"}
    yield layer(
        labels, "square", {"size": 90, "opacity": 1},
        x=pixels("square"), y=pixels("y"), color=country_color(data.countries),
    )  # fmt: skip
    yield layer(
        labels, "text", style | {"align": "left"},
        x=pixels("x"), y=pixels("y"), text=plain("name"), href=plain("href"),
    )  # fmt: skip
    yield layer(labels, "text", style | {"align": "right"}, x=pixels("end"), y=pixels("y"), text=plain("number"))
