"""The picture that goes with a shared link: 1200 by 630 pixels, words measured with the fonts that draw. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from countries.charts.palette import HAIRLINE, HUES, INK, MUTED, PAPER
from countries.charts.type import SANS, SERIF, balanced, lines, shortened
from gtlead.records.text import cleaned

WIDTH, HEIGHT = 600, 315  # drawn at double density
MARGIN = 32
ROOM = WIDTH - 2 * MARGIN
FOOT = HEIGHT - 22
TITLE_SIZES = (44, 38, 32, 27, 23)
TITLE_LINES = 3
LEAD_SIZE = 17
BAR = 10
SIZE = re.compile(r'<svg\b[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"')


@dataclass(frozen=True)
class Card:
    """The words of a card: what it is about, its name, its answer; colours of the countries it speaks of."""

    kind: str
    title: str
    lead: str
    hues: Sequence[str] = field(default=())


def card_svg(card: Card, site: str) -> str:
    """A card of words."""
    title_size, title = fitting(cleaned(card.title))
    parts = [*bar(card.hues), text(MARGIN, 50, 15, cleaned(card.kind), colour=MUTED.light)]
    y = 50.0 + 16
    for line in title:
        y += title_size * 1.12
        parts.append(text(MARGIN, y, title_size, line, font=SERIF, weight=700))
    y += 12
    room = int((FOOT - 26 - y) // (LEAD_SIZE * 1.4))
    for line in cut(lines(cleaned(card.lead), ROOM, LEAD_SIZE), room):
        y += LEAD_SIZE * 1.4
        parts.append(text(MARGIN, y, LEAD_SIZE, line))
    return sheet([*parts, *foot(site)])


def chart_svg(drawing: str, site: str) -> str:
    """A card that shows a chart; of one too tall for it, the upper part."""
    found = SIZE.search(drawing)
    wide, high = (float(found[1]), float(found[2])) if found else (WIDTH, HEIGHT)
    room = FOOT - 18 - BAR
    scale = min(WIDTH / wide, max(room / high, 0.62 * WIDTH / wide))
    shown = min(high, room / scale)
    at = (WIDTH - wide * scale) / 2
    inside = re.sub(
        r"<svg\b[^>]*>",
        f'<svg x="{at:.1f}" y="{BAR}" width="{wide * scale:.1f}" height="{shown * scale:.1f}" '
        f'viewBox="0 0 {wide:g} {shown:.1f}">',
        drawing,
        count=1,
    )
    return sheet([*bar(list(HUES)), inside, *foot(site)])


def fitting(title: str) -> tuple[int, list[str]]:
    """The largest size at which the title has its place, and its lines; the last of too many is cut."""
    for size in TITLE_SIZES:
        found = balanced(title, ROOM, size)
        if len(found) <= (2 if size > TITLE_SIZES[2] else TITLE_LINES):
            return size, found
    return size, cut(found, TITLE_LINES, size, SERIF, 700)


def cut(found: list[str], most: int, size: float = LEAD_SIZE, font: str = SANS, weight: int = 400) -> list[str]:
    """So many lines; the last says that more was to come."""
    if len(found) <= most:
        return found
    return [*found[: most - 1], shortened(f"{found[most - 1]} …", ROOM, size, font, weight)] if most > 0 else []


def bar(hues: Sequence[str]) -> list[str]:
    """The colours of the countries along the upper edge; ink where none is meant."""
    colours = [HUES[slug].light for slug in hues if slug in HUES] or [INK.light]
    wide = WIDTH / len(colours)
    return [
        f'<rect x="{place * wide:.2f}" y="0" width="{wide + 0.5:.2f}" height="{BAR}" fill="{colour}"/>'
        for place, colour in enumerate(colours)
    ]


def foot(site: str) -> list[str]:
    """Who says so, and where."""
    host = site.rsplit("://", maxsplit=1)[-1]
    return [
        f'<line x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{FOOT - 20}" y2="{FOOT - 20}" stroke="{HAIRLINE.light}"/>',
        text(MARGIN, FOOT, 15, "GT Lead", font=SERIF, weight=700),
        text(
            WIDTH - MARGIN,
            FOOT,
            12,
            shortened(host, 300, 12),
            colour=MUTED.light,
            anchor="end",
        ),
    ]


def text(
    x: float,
    y: float,
    size: float,
    words: str,
    *,
    font: str = SANS,
    weight: int = 400,
    colour: str = INK.light,
    anchor: str = "start",
) -> str:
    """A line of text."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="{font}" font-size="{size}px" font-weight="{weight}" '
        f'fill="{colour}" text-anchor="{anchor}">{escape(words)}</text>'
    )


def sheet(parts: Sequence[str]) -> str:
    """The whole card."""
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    paper = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER.light}"/>'
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    return f"<svg {names} {size}>{paper}{''.join(parts)}</svg>"
