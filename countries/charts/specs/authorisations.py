"""Step lines: therapies authorised over time, a line for each country with its name at the end. Pure."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from countries.charts.data import ChartData, Step
from countries.charts.palette import INK
from countries.charts.words import listed
from gtlead.dates import in_words

from .frame import (
    SANS_WIDTH,
    Frame,
    Spec,
    Values,
    code,
    country_color,
    layer,
    literal,
    name_style,
    picture,
    pixels,
    plain,
    spread,
    years,
)

HEIGHTS = {"wide": 360, "narrow": 300}
LEFT = 40
RIGHT = {"wide": 160, "narrow": 112}
LONGEST_NAME = 10  # what fits beside the line of a narrow picture


def spec(data: ChartData[Step], frame: Frame) -> Spec:
    """The picture."""
    height = HEIGHTS[frame.size]
    top = max((step.number for step in data.rows), default=1) * 1.04
    start = min((step.day.year for step in data.rows), default=data.day.year - 1) - 0.5
    x = years(start, as_year(data.day), frame)
    y = {
        "field": "number",
        "type": "quantitative",
        "scale": {"domain": [0, top], "nice": False},
        "axis": {"tickMinStep": 1, "tickCount": 5, "format": "d"},
    }
    color = country_color(data.countries)
    dots = [dot(step, frame) for step in data.rows]
    layers = [
        layer(
            line_points(data),
            "line",
            {"interpolate": "step-after", "strokeJoin": "round"},
            x=x,
            y=y,
            color=color,
            strokeWidth=literal("width"),
        ),
        layer(
            dots,
            "circle",
            {"opacity": 1, "size": 20, "aria": True},
            x=x,
            y=y,
            color=color,
            href=plain("href"),
            description=plain("words"),
        ),
        *ends(data, height, top, frame),
        layer(first_of_all(data, start, frame), "text", annotation(frame), x=x, y=y, text=plain("text")),
    ]
    return picture(frame, height=height, left=LEFT, right=RIGHT[frame.size], layers=layers, foot=22)


def as_year(day: date) -> float:
    """A day as a number on the axis of years."""
    return day.year + (day.timetuple().tm_yday - 1) / 366


def line_points(data: ChartData[Step]) -> Values:
    """Each line from its first step to the day; where lines run together, the thinner lies on the thicker."""
    drawn = sorted((c for c in data.countries if data.of(c)), key=lambda c: -data.of(c)[-1].number)
    return [
        {"country": country.slug, "year": year, "number": number, "width": 3.6 - 0.3 * rank}
        for rank, country in enumerate(drawn)
        for year, number in corners(data.of(country), data.day)
    ]


def corners(steps: list[Step], until: date) -> list[tuple[float, int]]:
    """The corners of one line."""
    first, last = steps[0], steps[-1]
    return [
        (as_year(first.day), 0),
        *((as_year(step.day), step.number) for step in steps),
        (as_year(until), last.number),
    ]


def dot(step: Step, frame: Frame) -> dict[str, Any]:
    """A mark that leads to the therapy and says what changed."""
    turned = step.began or step.ended
    names = listed(therapy.brand for therapy in turned)
    return {
        "country": step.country.slug,
        "year": as_year(step.day),
        "number": step.number,
        "href": frame.link(turned[0].get_absolute_url()),
        "words": f"{step.country.name}, {in_words(step.since)}: {names}, {step.number}",
    }


def ends(data: ChartData[Step], height: float, top: float, frame: Frame) -> list[Spec]:
    """Each country's name and last number beside the end of its line, kept apart from one another."""
    numbers = [data.of(country)[-1].number if data.of(country) else 0 for country in data.countries]
    levels = [height * (1 - number / top) for number in numbers]
    end = frame.width - LEFT - RIGHT[frame.size]
    labels = [
        {
            "country": country.slug,
            "label": f"{name_at_end(country, frame)} {number}",
            "href": frame.link(country.get_absolute_url()),
            "from_x": end + 2,
            "from_y": level,
            "to_x": end + 12,
            "label_x": end + 18,
            "label_y": place,
        }
        for country, number, level, place in zip(
            data.countries,
            numbers,
            levels,
            spread(levels, frame.text + 4, 4, height - 4),
            strict=True,
        )
    ]
    return [
        layer(
            labels,
            "rule",
            {"strokeWidth": 2.5, "strokeCap": "round"},
            x=pixels("from_x"),
            y=pixels("from_y"),
            x2=plain("to_x"),
            y2=plain("label_y"),
            color=country_color(data.countries),
        ),
        layer(
            labels,
            "text",
            name_style(frame) | {"align": "left", "baseline": "middle"},
            x=pixels("label_x"),
            y=pixels("label_y"),
            text=plain("label"),
            href=plain("href"),
        ),
    ]


def name_at_end(country: Any, frame: Frame) -> str:
    """The name, or its code where there is no room."""
    return code(country) if frame.is_narrow and len(country.name) > LONGEST_NAME else country.name


def first_of_all(data: ChartData[Step], start: float, frame: Frame) -> Values:
    """The words over the very first authorisation, if no line soon climbs into their way."""
    if not data.rows:
        return []
    first = min(data.rows, key=lambda step: step.day)
    where = {"country": first.country.name, "year": first.day.year}
    said = _("%(country)s, %(year)s") if frame.is_narrow else _("%(country)s, %(year)s: the first of these")
    text = [listed(therapy.brand for therapy in first.began), said % where]
    letters = max(map(len, text)) * frame.text * SANS_WIDTH
    span = letters * (as_year(data.day) - start) / (frame.width - LEFT - RIGHT[frame.size])
    below = max(step.number for step in data.rows if as_year(step.day) <= as_year(first.day) + span)
    if below > first.number + 1:
        return []
    return [{"year": as_year(first.day), "number": below, "text": text}]


def annotation(frame: Frame) -> Spec:
    """How an annotation is written: above its place."""
    return {
        "align": "left",
        "baseline": "bottom",
        "dx": -2,
        "dy": -8 - frame.text - 4,
        "fontSize": frame.text,
        "lineHeight": frame.text + 4,
        "color": INK.light,
    }
