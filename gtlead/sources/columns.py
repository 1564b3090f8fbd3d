"""The columns of the table of sources, declared once."""

from operator import attrgetter

from gtlead.lists.tables import CellType, Column
from gtlead.sources.models import Quotation, Source

SOURCE_COLUMNS: tuple[Column[Source], ...] = (
    Column("source", "Lasting identifier.", lambda s: s.slug),
    Column("title", "Title of the document.", lambda s: s.title),
    Column("publisher", "Who published it.", lambda s: s.publisher),
    Column("url", "Address.", lambda s: s.url, CellType.ADDRESS),
    Column("kind", "Who speaks: regulator, law, payer, ...", lambda s: s.kind, choices=Source.Kind.values),
    Column(
        "standing",
        "primary if the document is the origin of the fact, else secondary.",
        lambda s: s.standing,
        choices=Source.Standing.values,
    ),
    Column("language", "Language of the document.", lambda s: s.language),
    Column(
        "published",
        "Date of the document, if seen.",
        lambda s: s.published,
        CellType.PARTIAL_DATE,
        "not-known",
    ),
    Column("read_on", "Day on which it was read.", lambda s: s.read_on, CellType.DAY),
    Column("read_as", "How it was read.", lambda s: s.read_as, choices=Source.ReadAs.values),
    Column("archive_url", "Archived copy.", lambda s: s.archive_url, CellType.ADDRESS, "none"),
    Column("citations", "Number of public facts that cite it.", attrgetter("citations"), CellType.WHOLE),
    Column("note", "Note.", lambda s: s.note),
    Column("short_name", "The publisher as readers know it, such as FDA.", lambda s: s.short_name),
)

QUOTATION_COLUMNS: tuple[Column[Quotation], ...] = (
    Column("quotation", "Lasting identifier.", lambda q: q.slug),
    Column("source", "Source that is quoted.", lambda q: q.source.slug, names="sources"),
    Column("fact", "Kind and slug of the fact.", lambda q: q.fact),
    Column("text", "The words, as they stand there.", lambda q: q.text),
    Column("locator", "Where they stand.", lambda q: q.locator),
    Column("digest", "SHA-256 of the stored reading that they were taken from.", lambda q: q.digest),
)
