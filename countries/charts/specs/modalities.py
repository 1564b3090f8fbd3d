"""Modalities: a row for each, a column of bars for each country, the number at the end of each bar. Pure."""

from countries.charts.data import ChartData, ModalityRow
from countries.charts.palette import HAIRLINE, INK, MUTED
from countries.charts.specs.frame import (
    MARGIN,
    Canvas,
    Frame,
    Spec,
    column_heads,
    country_color,
    layer,
    literal,
    picture,
    pixels,
    plain,
)
from countries.charts.type import shortened

ROW = {"wide": 30, "narrow": 46}
LEFT = {"wide": 210, "narrow": 16}
HEAD = {"wide": 42, "narrow": 24}
LABEL = {"wide": 15, "narrow": 12}  # the middle of a row's label and of its bars, from its top
BAR = {"wide": 15, "narrow": 30}
THICK = 14
ROOM_FOR_NUMBER = 30


def spec(data: ChartData[ModalityRow], frame: Frame) -> Canvas:
    """The picture."""
    row, left = ROW[frame.size], LEFT[frame.size]
    labels = list(dict.fromkeys(found.label for found in data.rows))

    def layers() -> list[Spec]:
        plot = frame.width - left - MARGIN
        column = plot / max(1, len(data.countries))
        scale = (column - ROOM_FOR_NUMBER) / max((len(found.therapies) for found in data.rows), default=1)
        bars = [
            bar(found, frame)
            | bar_at(
                x=data.countries.index(found.country) * column,
                middle=labels.index(found.label) * row + BAR[frame.size],
                length=len(found.therapies) * scale,
            )
            for found in data.rows
        ]
        room = frame.width - 2 * MARGIN if frame.is_narrow else left - MARGIN - 8
        names = [
            {
                "text": shortened(label[:1].upper() + label[1:], room, frame.text),
                "y": number * row + LABEL[frame.size],
                "rule": (number + 1) * row,
            }
            for number, label in enumerate(labels)
        ]
        start = MARGIN - left
        label_style = {"x": start, "align": "left", "baseline": "middle", "fontSize": frame.text}
        return [
            layer(names, "rule", {"color": HAIRLINE.light, "x": start, "x2": plot}, y=pixels("rule")),
            layer(
                bars,
                "rect",
                {"aria": True},
                x=pixels("x"),
                x2=plain("x2"),
                y=pixels("y"),
                y2=plain("y2"),
                color=country_color(data.countries),
                href=plain("href"),
                description=plain("words"),
            ),
            layer(
                bars,
                "text",
                {"align": "left", "baseline": "middle", "dx": 4, "fontSize": frame.text},
                x=pixels("x2"),
                y=pixels("middle"),
                text=plain("number"),
                color=literal("ink"),
            ),
            layer(names, "text", label_style | {"color": INK.light}, y=pixels("y"), text=plain("text")),
            *column_heads(data.countries, column, frame, gap=8, align="left"),
        ]

    height = row * max(1, len(labels))
    return picture(frame, height=height, left=left, right=MARGIN, head=HEAD[frame.size], layers=layers)


def bar(row: ModalityRow, frame: Frame) -> dict[str, object]:
    """What a bar says; a zero is written too."""
    number = len(row.therapies)
    return {
        "country": row.country.slug,
        "number": str(number),
        "ink": INK.light if number else MUTED.light,
        "href": frame.link(row.country.get_absolute_url()),
        "words": f"{row.country.name}, {row.label}: {number}",
    }


def bar_at(*, x: float, middle: float, length: float) -> dict[str, float]:
    """Where a bar lies."""
    return {"x": x, "x2": x + length, "y": middle - THICK / 2, "y2": middle + THICK / 2, "middle": middle}
