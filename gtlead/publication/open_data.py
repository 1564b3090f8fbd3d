"""Open data: public tables as one archive of CSV files that a machine can read without asking. Pure.

The archive is a Frictionless data package: `datapackage.json` says the type, words and key of every column.
Its CSV files carry no byte-order mark, since the package declares UTF-8; single downloads do.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.functional import Promise

from gtlead.lists.tables import CellType, Column, csv_lines
from gtlead.records.clock import PARAMETER

DATA_LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}

FRICTIONLESS_TYPES: dict[CellType, dict[str, object]] = {
    CellType.TEXT: {"type": "string"},
    CellType.ADDRESS: {"type": "string"},
    CellType.LIST: {"type": "string"},
    CellType.DAY: {"type": "date"},
    CellType.PARTIAL_DATE: {"type": "string"},
    CellType.WHOLE: {"type": "integer"},
    CellType.NUMBER: {"type": "number"},
    CellType.YES_NO: {"type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]},
}
PATTERNS = {
    CellType.PARTIAL_DATE: r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?",
    CellType.ADDRESS: r"https?://\S+",
}
MISSING_WORDS = ["", "not-known", "none", "not-applicable", "not-disclosed"]


@dataclass(frozen=True)
class Table[Row]:
    """A public table: `rows` are read when asked for, `key` are the columns that no two rows share."""

    name: str
    title: str | Promise
    columns: Sequence[Column[Row]]
    rows: Callable[[], Iterable[Row]]
    page: str = ""
    key: tuple[str, ...] = ()

    @property
    def key_columns(self) -> tuple[str, ...]:
        """The first column, unless the table says otherwise."""
        return self.key or (self.columns[0].name,)


@dataclass(frozen=True)
class DatedContent:
    """One state of the content: what a download and a citation name."""

    version: int
    made_at: datetime
    site: str
    dated: str = ""  # of an old edition: its moment as addresses name it

    @property
    def number(self) -> str:
        """What tells this state from all others."""
        return self.dated or str(self.version)

    @property
    def name(self) -> str:
        """The same in words."""
        return f"Edition of {self.dated}" if self.dated else f"Content version {self.version}, {self.made_at:%Y-%m-%d}"

    @property
    def address(self) -> str:
        """Where this state of the data is found."""
        return f"{self.site}data/?{PARAMETER}={self.dated}" if self.dated else f"{self.site}data/"

    @property
    def origin(self) -> str:
        """When it was taken, and of what."""
        if self.dated:
            return f"Edition: the public content as it was on {self.made_at:%Y-%m-%d} at {self.made_at:%H:%M} UTC"
        return (
            f"Retrieved: {self.made_at:%Y-%m-%d %H:%M} UTC\n"
            f"Content version: {self.version} (a number that moves whenever something public changes)"
        )

    @property
    def citation(self) -> str:
        """How to cite the data."""
        return f"GT Lead: an atlas of gene therapy by country. {self.name}. {self.address}. Licensed under CC BY 4.0."


type AnyTable = Table[Any]  # whatever its rows are


def field_descriptor(column: Column[object], *, is_key: bool) -> dict[str, object]:
    """A column in the words of Frictionless."""
    constraints: dict[str, object] = {"required": True} if is_key else {}
    if column.choices:
        constraints["enum"] = list(column.choices)
    if column.type in PATTERNS:
        constraints["pattern"] = PATTERNS[column.type]
    field = {"name": column.name, "description": column.meaning, **FRICTIONLESS_TYPES[column.type]}
    if column.missing:
        field["missingValues"] = MISSING_WORDS
    return field | ({"constraints": constraints} if constraints else {})


def resource_descriptor(table: AnyTable, keys: Mapping[str, str]) -> dict[str, object]:
    """A table in the words of Frictionless; `keys` says by which column the others are named."""
    references = [
        {"fields": [column.name], "reference": {"resource": column.names, "fields": [keys[column.names]]}}
        for column in table.columns
        if column.names in keys
    ]
    schema: dict[str, object] = {
        "fields": [field_descriptor(c, is_key=c.name in table.key_columns) for c in table.columns],
        "primaryKey": list(table.key_columns),
        "missingValues": [""],
    }
    return {
        "name": table.name,
        "title": str(table.title),
        "path": f"{table.name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema | ({"foreignKeys": references} if references else {}),
    }


def datapackage(tables: Sequence[AnyTable], edition: DatedContent) -> dict[str, object]:
    """The archive's description."""
    keys = {table.name: table.key_columns[0] for table in tables}
    return {
        "profile": "tabular-data-package",
        "name": "gtlead",
        "title": "GT Lead: an atlas of gene therapy by country",
        "description": "Laws, therapies, money and ethics; a source and a date for each fact.",
        "homepage": edition.site,
        "version": edition.number,
        "created": edition.made_at.isoformat(timespec="seconds"),
        "licenses": [DATA_LICENCE],
        "keywords": ["gene therapy", "cell therapy", "regulation", "ethics", "market access"],
        "resources": [resource_descriptor(table, keys) for table in tables],
    }


def columns_table(tables: Sequence[AnyTable]) -> AnyTable:
    """The data dictionary as a table of its own."""
    rows = [(table, column) for table in tables for column in table.columns]
    columns: tuple[Column[tuple[AnyTable, Column[object]]], ...] = (
        Column("table", "Table: the file's name without ending.", lambda r: r[0].name),
        Column("column", "Column: the name in the header.", lambda r: r[1].name),
        Column("type", "What the cells hold.", lambda r: r[1].type.value),
        Column("meaning", "What it means.", lambda r: r[1].meaning),
        Column("words", "The closed vocabulary.", lambda r: list(r[1].choices), CellType.LIST),
        Column("if_missing", "The word that stands for a missing value.", lambda r: r[1].missing),
        Column("names", "The table whose key the column holds.", lambda r: r[1].names),
    )
    return Table("columns", "Columns of all tables", columns, lambda: rows, key=("table", "column"))


def readme(tables: Sequence[AnyTable], edition: DatedContent) -> str:
    """What is in the archive, for people."""
    files = "\n".join(f"  {table.name}.csv: {table.title}" for table in tables)
    return README.format(edition=edition, files=files, licence=DATA_LICENCE)


README = """GT Lead: an atlas of gene therapy by country
{edition.site}

{edition.origin}

Licence
  The data are licensed under {licence[title]} ({licence[name]}): {licence[path]}
  Short quotations from laws and documents remain those of their authors.
  Pictures are not in the archive; pictures.csv says where each one is, and under which licence of its own.
  The software is licensed under MIT.

How to cite
  {edition.citation}

Files
{files}
  datapackage.json: types, words, keys and references of all columns (Frictionless Data Package)

Reading the tables
  CSV with a header, commas, UTF-8 without byte-order mark. Several values in a cell are separated by "; ".
  Dates are as precise as their source: YYYY, YYYY-MM or YYYY-MM-DD.
  Missing values have words: not-known, none, not-applicable, not-disclosed. An empty cell means
  that there was nothing to say, such as no note.
  A text that a spreadsheet would take for a formula begins with an apostrophe.
  Every fact has sources and the day on which it was last compared with them; citations.csv joins facts and
  sources.csv.

The atlas is no medical advice, and listing is not endorsement. Corrections: {edition.site}about/
"""


def write_archive(file: IO[bytes], tables: Sequence[AnyTable], edition: DatedContent) -> None:
    """Write the tables, their dictionary and the two descriptions, row by row."""
    every = [*tables, columns_table(tables)]
    description = json.dumps(datapackage(every, edition), ensure_ascii=False, indent=2)
    with ZipFile(file, "w", compression=ZIP_DEFLATED) as archive:
        for name, text in (("README.txt", readme(every, edition)), ("datapackage.json", description)):
            archive.writestr(entry_of(name, edition), text)
        for table in every:
            with archive.open(entry_of(f"{table.name}.csv", edition), "w", force_zip64=True) as member:
                for lines in csv_lines(table.columns, table.rows(), mark=""):
                    member.write(lines.encode())


def entry_of(name: str, edition: DatedContent) -> ZipInfo:
    """A file of the archive, dated by the edition and readable by all."""
    moment = edition.made_at
    entry = ZipInfo(name, (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second))
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
