"""The colours of pictures, mirrored from static/css/tokens.css; a test holds that both agree. Pure.

Pictures are drawn in the light colours; each maps to one dark colour, so no two roles may share a light one.
"""

from dataclasses import dataclass

from countries.domain.shapes import Country


@dataclass(frozen=True)
class Shade:
    """One colour in both schemes."""

    light: str
    dark: str


PAPER = Shade("#fbfaf6", "#0d1722")
INK = Shade("#1a1e23", "#e9e6de")
MUTED = Shade("#565d66", "#a9b2bc")
HAIRLINE = Shade("#d9d4c8", "#2b3948")
HAIRLINE_STRONG = Shade("#8f8b80", "#66788a")

# One hue per country everywhere; never without its name.
HUES = {
    "united-states": Shade("#0072b2", "#56b4e9"),
    "china": Shade("#d55e00", "#ff8a4c"),
    "united-kingdom": Shade("#7b4fa3", "#b99be0"),
    "germany": Shade("#6b6b00", "#c9c23c"),
    "japan": Shade("#b3375f", "#f28aa8"),
    "south-korea": Shade("#00816a", "#3fc9a8"),
    "australia": Shade("#8a5a00", "#e0a53a"),
}

# For any other country, chosen in its form; with more countries than hues, name and code tell them apart.
OTHER_HUES = {
    "slate": Shade("#4a5a78", "#a4b8d8"),
    "plum": Shade("#8e2a8e", "#e08fe0"),
    "chestnut": Shade("#6f4030", "#cfa08c"),
    "petrol": Shade("#2f6f7e", "#7fc4d2"),
    "moss": Shade("#3f7328", "#94cc78"),
}

SHADES = (PAPER, INK, MUTED, HAIRLINE, HAIRLINE_STRONG, *HUES.values(), *OTHER_HUES.values())


def hue(country: Country) -> str:
    """The country's colour as pictures are drawn; ink for one that has none."""
    return (OTHER_HUES.get(country.hue) or HUES.get(country.slug, INK)).light
