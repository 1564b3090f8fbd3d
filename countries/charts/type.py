"""Type in pictures: how wide the fonts that draw it (fonts/) set a text, and texts broken to a width. Pure.

A drawn text is told its measured width, so that no other font a reader may have can run out of its place.
"""

import re
from functools import cache, lru_cache
from html import unescape
from pathlib import Path
from unicodedata import east_asian_width

from PIL import ImageFont

FOLDER = Path(__file__).parent / "fonts"
SANS = "'Liberation Sans', Arial, Helvetica, sans-serif"
SERIF = "Gelasio, Georgia, serif"
FILES = {
    (SANS, False): "LiberationSans-Regular.ttf",
    (SANS, True): "LiberationSans-Bold.ttf",
    (SERIF, False): "Gelasio-Bold.ttf",
    (SERIF, True): "Gelasio-Bold.ttf",
}
BOLD = 600  # from this weight on
MEASURED_AT = 1000

TEXT = re.compile(r"<text\b([^>]*[^>/])>(.*?)</text>", re.DOTALL)
LINE = re.compile(r"<tspan\b([^>]*)>([^<]*)</tspan>")
ATTRIBUTE = re.compile(r'\b(font-family|font-size|font-weight)="([^"]*)"')


def width(text: str, size: float, font: str = SANS, weight: int = 400) -> float:
    """The width in pixels; letters as broad as high (Chinese, Japanese, Korean) count so."""
    return size * ems(text, font, weight >= BOLD)


@lru_cache(maxsize=20_000)
def ems(text: str, font: str, is_bold: bool) -> float:
    """The width in sizes of the font; kept, since breaking a text to a width asks for the same words again."""
    rest = text if text.isascii() else "".join(letter for letter in text if east_asian_width(letter) not in "WF")
    return len(text) - len(rest) + face(font, is_bold).getlength(rest) / MEASURED_AT


@cache
def face(font: str, is_bold: bool) -> ImageFont.FreeTypeFont:
    """A face at the size at which it is measured."""
    file = FOLDER / FILES[SERIF if font == SERIF else SANS, is_bold]
    return ImageFont.truetype(file, MEASURED_AT, layout_engine=ImageFont.Layout.BASIC)


def lines(text: str, room: float, size: float, font: str = SANS, weight: int = 400) -> list[str]:
    """The text on lines that are no wider than the room; only a word that is wider is broken itself."""
    found = [""]
    for word in text.split():
        longer = f"{found[-1]} {word}".strip()
        if width(longer, size, font, weight) <= room:
            found[-1] = longer
            continue
        *full, last = pieces(word, room, size, font, weight)
        found += [*full, last]
    return [line for line in found if line] or [""]


def pieces(word: str, room: float, size: float, font: str, weight: int) -> list[str]:
    """A word in as many pieces as the room asks for, each of at least one letter."""
    found = [""]
    for letter in word:
        if found[-1] and width(found[-1] + letter, size, font, weight) > room:
            found.append("")
        found[-1] += letter
    return found


def balanced(text: str, room: float, size: float, font: str = SERIF, weight: int = 700) -> list[str]:
    """The text on as few lines as the room allows, all about equally long."""
    best = lines(text, room, size, font, weight)
    for narrower in range(int(room), 0, -10):
        found = lines(text, narrower, size, font, weight)
        if len(found) > len(best):
            break
        best = found
    return best


def shortened(text: str, room: float, size: float, font: str = SANS, weight: int = 400) -> str:
    """The text, or as many of its letters as the room holds and an ellipsis."""
    if width(text, size, font, weight) <= room:
        return text
    return next(
        (
            cut
            for end in range(len(text) - 1, 0, -1)
            if width(cut := f"{text[:end].rstrip()}…", size, font, weight) <= room
        ),
        "…",
    )


def with_lengths(drawing: str) -> str:
    """The drawing, each of its texts bound to its measured width."""
    return TEXT.sub(bound, drawing)


def bound(text: re.Match[str]) -> str:
    """A text element, or each of its lines, with the width that its letters have in the drawing font."""
    attributes, inside = text.groups()
    style = dict(ATTRIBUTE.findall(attributes))
    size = float(style["font-size"].removesuffix("px"))
    weight = {"normal": 400, "bold": 700}.get(style.get("font-weight", "400")) or int(style.get("font-weight", 400))

    def length(words: str) -> str:
        """The attributes of so many letters; none for nothing."""
        wide = width(unescape(words), size, style["font-family"], weight)
        return f' textLength="{wide:.1f}" lengthAdjust="spacingAndGlyphs"' if wide else ""

    if "<tspan" in inside:
        inside = LINE.sub(lambda line: f"<tspan{line[1]}{length(line[2])}>{line[2]}</tspan>", inside)
        return f"<text{attributes}>{inside}</text>"
    return f"<text{attributes}{length(inside)}>{inside}</text>"
