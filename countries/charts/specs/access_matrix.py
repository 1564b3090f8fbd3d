"""The access matrix as a picture: the first therapies by countries, the year in each cell. Pure."""

from django.utils.translation import gettext as _

from countries.charts.data import ChartData
from countries.charts.palette import INK, MUTED
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
from countries.domain.authorisation import StandingKind
from countries.domain.matrix import AccessCell, TherapyRow
from gtlead.records import addresses

ROW = {"wide": 20, "narrow": 19}
LEFT = {"wide": 176, "narrow": 112}
RIGHT = 10
HEAD = {"wide": 42, "narrow": 24}
MOST_LINES = 150  # of one picture; the file has all
FILLED = {"opacity": 0.26, "cornerRadius": 2}
FRAMED = {"filled": False, "strokeWidth": 1.25, "strokeDash": [3, 2], "cornerRadius": 2}


def spec(data: ChartData[TherapyRow], frame: Frame) -> Canvas:
    """The picture."""
    row, left = ROW[frame.size], LEFT[frame.size]
    column = (frame.width - left - RIGHT) / max(1, len(data.countries))

    def layers() -> list[Spec]:
        lines = data.complete(data.rows[:MOST_LINES])
        cells = [
            cell_at(place * column, number * row, column, row)
            | cell_words(cell, line, frame, shows_lag=data.shows == "lag")
            for number, line in enumerate(lines)
            for place, cell in enumerate(cell for cell in line.cells if cell.country in data.countries)
        ]
        names = [therapy_at(line, frame, (number + 0.5) * row, left) for number, line in enumerate(lines)]
        box = {"x": pixels("x"), "x2": plain("x2"), "y": pixels("y"), "y2": plain("y2")}
        color = country_color(data.countries)
        return [
            layer(of_kind(cells, StandingKind.AUTHORISED), "rect", FILLED, **box, color=color),
            layer(of_kind(cells, StandingKind.CONDITIONAL), "rect", FRAMED, **box, color=color),
            layer(
                cells,
                "text",
                {"fontSize": frame.text - 1, "baseline": "middle", "aria": True},
                x=pixels("middle"),
                y=pixels("center"),
                text=plain("text"),
                color=literal("ink"),
                href=plain("href"),
                description=plain("words"),
            ),
            layer(
                names,
                "text",
                {"x": -8, "align": "right", "baseline": "middle", "fontSize": frame.text, "color": INK.light},
                y=pixels("center"),
                text=plain("text"),
                href=plain("href"),
            ),
            *column_heads(data.countries, column, frame, gap=2, align="center"),
        ]

    height = row * max(1, len(data.rows[:MOST_LINES]))
    return picture(frame, height=height, left=left, right=RIGHT, head=HEAD[frame.size], layers=layers)


def of_kind(cells: list[dict[str, object]], kind: StandingKind) -> list[dict[str, object]]:
    """The cells that stand so."""
    return [cell for cell in cells if cell["kind"] == kind]


def cell_at(x: float, y: float, width: float, height: float) -> dict[str, object]:
    """The box of a cell with a gap around it, and its middle."""
    return {
        "x": x + 2,
        "x2": x + width - 2,
        "middle": x + width / 2,
        "y": y + 1.5,
        "y2": y + height - 1.5,
        "center": y + height / 2,
    }


def cell_words(cell: AccessCell, line: TherapyRow, frame: Frame, *, shows_lag: bool) -> dict[str, object]:
    """What a cell says, and where it leads."""
    standing = cell.standing
    page, licence = line.therapy.get_absolute_url(), cell.standing.authorisation
    return {
        "country": cell.country.slug,
        "kind": str(standing.kind),
        "text": lag_text(cell) if shows_lag else year_text(cell, frame),
        "ink": INK.light if standing.is_authorised else MUTED.light,
        "href": frame.link(addresses.standing(page, licence.slug) if licence else page),
        "words": f"{line.therapy.brand}, {cell.country.name}: {standing.words}; {cell.lag.words}",
    }


def year_text(cell: AccessCell, frame: Frame) -> str:
    """The year, with `cond.` for conditions (the dashes say so too); when it ended; or its absence."""
    standing = cell.standing
    since = (cell.lag.here or standing.since)[:4] or "?"
    until = standing.until[:4] or "?"
    texts = {
        StandingKind.AUTHORISED: since,
        StandingKind.CONDITIONAL: since if frame.is_narrow else _("%(year)s cond.") % {"year": since},
        StandingKind.ENDED: f"–{until}" if frame.is_narrow else _("ended %(year)s") % {"year": until},
        StandingKind.UNCLEAR: "?",
        StandingKind.NEVER: absent_text(cell),
    }
    return texts[standing.kind]


def absent_text(cell: AccessCell) -> str:
    """`no` where it was looked for and not found, a dash where nobody looked."""
    return _("no") if cell.standing.look_throughs else "–"


def lag_text(cell: AccessCell) -> str:
    """The months after the first authorisation anywhere, `first`, or why there are none."""
    if cell.lag.months is None:
        return absent_text(cell) if cell.standing.kind is StandingKind.NEVER else "?"
    return _("first") if cell.lag.is_first else f"+{cell.lag.months}"


def therapy_at(line: TherapyRow, frame: Frame, center: float, left: float) -> dict[str, object]:
    """The name at the head of a row."""
    therapy = line.therapy
    name = shortened(therapy.brand, left - 8 - MARGIN, frame.text)
    return {"text": name, "center": center, "href": frame.link(therapy.get_absolute_url())}
