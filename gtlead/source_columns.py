"""The columns of the table of sources, declared once."""

from .models import Source
from .tables import Column

SOURCE_COLUMNS: tuple[Column[Source], ...] = (
    Column("source", "Lasting identifier.", lambda s: s.slug),
    Column("title", "Title of the document.", lambda s: s.title),
    Column("publisher", "Who published it.", lambda s: s.publisher),
    Column("url", "Address.", lambda s: s.url),
    Column("kind", "Who speaks: regulator, law, payer, ...", lambda s: s.kind),
    Column("standing", "primary if the document is the origin of the fact, else secondary.", lambda s: s.standing),
    Column("language", "Language of the document.", lambda s: s.language),
    Column("published", "Date of the document, if seen.", lambda s: s.published),
    Column("read_on", "Day on which it was read.", lambda s: s.read_on),
    Column("read_as", "How it was read.", lambda s: s.read_as),
    Column("archive_url", "Archived copy.", lambda s: s.archive_url),
    Column("citations", "Number of public facts that cite it.", lambda s: s.citations),
    Column("note", "Note.", lambda s: s.note),
)
