"""The columns of the table of pictures, declared once."""

from typing import Any

from gtlead.lists.tables import CellType, Column
from gtlead.pictures.models import Licence

PICTURE_COLUMNS: tuple[Column[Any], ...] = (
    Column("picture", "Lasting identifier.", lambda p: p.slug),
    Column("address", "Where the picture is, on this site.", lambda p: p.address),
    Column("decorative", "Whether nothing is lost by not seeing it.", lambda p: p.is_decorative, CellType.YES_NO),
    Column(
        "alternative_text",
        "What it shows, for those who do not see it; decorative pictures have none.",
        lambda p: p.alt,
        missing="not-applicable",
    ),
    Column("caption", "What stands below it.", lambda p: p.caption),
    Column("credit", "Who made it.", lambda p: p.credit),
    Column("licence", "Licence of the picture itself.", lambda p: p.licence, choices=Licence.values),
    Column(
        "licence_url",
        "Where the licence can be read; none if we were given permission.",
        lambda p: p.licence_address,
        CellType.ADDRESS,
        "none",
    ),
    Column("source_url", "Where the picture came from.", lambda p: p.source_url, CellType.ADDRESS, "none"),
    Column("width", "Width in pixels.", lambda p: p.width, CellType.WHOLE),
    Column("height", "Height in pixels.", lambda p: p.height, CellType.WHOLE),
    Column(
        "shown_on",
        "Pages on which it stands, on this site.",
        lambda p: [place.get_absolute_url() for place in p.places],
        CellType.LIST,
    ),
)
