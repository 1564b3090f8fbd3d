"""Access lag: a dot for each therapy, a lane for each country, the median marked and named. Pure.

Therapies that a country authorised first of all stand in a bay before the scale: there are many of them.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from countries.charts.data import ChartData, LagRow
from countries.charts.palette import HAIRLINE, INK, MUTED
from countries.charts.specs.frame import (
    Canvas,
    Frame,
    Spec,
    Values,
    country_color,
    lane_names,
    layer,
    name_style,
    picture,
    pixels,
    plain,
    words,
)
from countries.charts.type import lines
from countries.charts.words import summaries
from countries.domain.lag import LagSummary
from countries.domain.lag import plain as plain_number
from countries.domain.shapes import Country

LANE = {"wide": 70, "narrow": 98}
LEFT = {"wide": 176, "narrow": 16}
MIDDLE = {"wide": 37, "narrow": 66}  # of a lane, from its top
RIGHT = 24
BAY = 56
DOT = 7.5
TALLEST = 5


def spec(data: ChartData[LagRow], frame: Frame) -> Canvas:
    """The picture."""
    lane, left = LANE[frame.size], LEFT[frame.size]
    longest = max((row.lag.months or 12 for row in data.rows), default=12)
    step = 24 if longest > 60 else 12
    longest = -(-longest // step) * step  # the axis ends with a number, beyond the farthest dot
    scale = (frame.width - left - RIGHT - BAY) / longest
    ticks = range(0, longest + 1, step)
    height = lane * max(1, len(data.countries))
    below = caption(ticks, scale, height, frame)
    foot = 34 + 15 * (len(below) - len(ticks) - 1)

    def layers() -> list[Spec]:
        found = summaries(data)
        tops = [number * lane for number in range(len(found))]
        middles = [top + MIDDLE[frame.size] for top in tops]
        dots = [
            dot(country, row, middle, place, frame)
            for country, middle in zip(data.countries, middles, strict=True)
            for row, place in places(data.of(country), scale)
        ]
        return [
            layer(grid(ticks, middles, scale), "rule", {"color": HAIRLINE.light}, **upright()),
            layer(
                dots,
                "circle",
                {"size": 40, "opacity": 0.8, "aria": True},
                x=pixels("x"),
                y=pixels("y"),
                color=country_color(data.countries),
                href=plain("href"),
                description=plain("words"),
            ),
            *medians([s for _country, s in found], middles, scale, frame),
            *lane_names(
                data.countries,
                frame,
                tops=[top if frame.is_narrow else top + 6 for top in tops],
                left=left,
                notes=[notes(summary) for _country, summary in found],
            ),
            *below,
        ]

    return picture(frame, height=height, left=left, right=RIGHT, head=8, foot=foot, layers=layers)


def upright() -> dict[str, Spec]:
    """The encodings of an upright line."""
    return {"x": pixels("x"), "y": pixels("y"), "y2": plain("y2")}


def grid(ticks: range, middles: Sequence[float], scale: float) -> Values:
    """Short upright lines through each lane, at some months."""
    return [{"x": BAY + tick * scale, "y": m - 24, "y2": m + 24} for m in middles for tick in ticks]


def caption(ticks: range, scale: float, height: float, frame: Frame) -> list[Spec]:
    """The numbers under the scale and what they count."""
    size = {"size": 12, "color": MUTED.light}
    numbers = [
        words(str(tick), x=BAY + tick * scale, y=height + 4, align="center", **size)  # type: ignore[arg-type]
        for tick in ticks
    ]
    text = _("months from the first authorisation in any of these countries to the one here")
    broken = lines(text, frame.width - LEFT[frame.size] - BAY, 12)
    counted = [
        words(line, x=BAY - 4, y=height + 22 + 15 * number, **size)  # type: ignore[arg-type]
        for number, line in enumerate(broken)
    ]
    first = words(_("first"), x=BAY - 12, y=height + 4, align="right", **size)  # type: ignore[arg-type]
    return [*numbers, first, *counted]


def places(rows: list[LagRow], scale: float) -> list[tuple[LagRow, tuple[float, float]]]:
    """Where the dots of one country stand, from the lane's middle: firsts in the bay, the others on the scale."""
    counted = [row for row in rows if row.lag.months is not None]
    firsts = [row for row in counted if row.lag.is_first]
    placed = [
        (row, (BAY - 12 - index // TALLEST * DOT, offset))
        for index, (row, offset) in enumerate(zip(firsts, offsets(len(firsts)), strict=True))
    ]
    stacks: dict[int, list[tuple[LagRow, float]]] = {}
    for row in counted:
        if not row.lag.is_first:
            distance = (row.lag.months or 0) * scale
            stacks.setdefault(round(distance / DOT), []).append((row, distance))
    for stacked in stacks.values():
        for (row, distance), offset in zip(stacked, offsets(len(stacked)), strict=True):
            placed.append((row, (BAY + distance, offset)))
    return placed


def offsets(number: int) -> list[float]:
    """The places of a stack about its middle, in columns of at most a few."""
    heights = [min(TALLEST, number - start) for start in range(0, number, TALLEST)]
    return [(place - (height - 1) / 2) * DOT for height in heights for place in range(height)]


def dot(country: Country, row: LagRow, middle: float, place: tuple[float, float], frame: Frame) -> dict[str, object]:
    """One therapy."""
    return {
        "country": country.slug,
        "x": place[0],
        "y": middle + place[1],
        "href": frame.link(row.therapy.get_absolute_url()),
        "words": f"{country.name}, {row.therapy.brand}: {row.lag.words}",
    }


def medians(summaries_: list[LagSummary], middles: Sequence[float], scale: float, frame: Frame) -> list[Spec]:
    """The mark of each median with its number."""
    marks = [
        {
            "x": BAY + summary.median * scale,
            "y": middle - 20,
            "y2": middle + 20,
            "text": _("median %(months)s") % {"months": plain_number(summary.median)},
        }
        for summary, middle in zip(summaries_, middles, strict=True)
        if summary.median is not None
    ]
    style = name_style(frame) | {"fontSize": frame.text - 1, "align": "left", "baseline": "bottom"}
    return [
        layer(marks, "rule", {"strokeWidth": 2.5, "color": INK.light}, **upright()),
        layer(marks, "text", style | {"dx": 5, "dy": 6}, x=pixels("x"), y=pixels("y"), text=plain("text")),
    ]


def notes(summary: LagSummary) -> list[str]:
    """What is counted, and what apart."""
    found = [_("%(number)s counted") % {"number": summary.counted}]
    if summary.never:
        found.append(_("%(number)s not found") % {"number": summary.never})
    if summary.unlooked:
        found.append(_("%(number)s not looked up") % {"number": summary.unlooked})
    if summary.unclear:
        found.append(_("%(number)s not known") % {"number": summary.unclear})
    return found
