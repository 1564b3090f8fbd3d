"""Foreign tables: which of their columns fills which of ours, kept for the next file with the same header. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence

from django.utils.text import slugify

from gtlead.importing.kinds import ImportKind
from gtlead.importing.reading import Cell, FileRow
from gtlead.lists.tables import CellType

DATES = {
    "dmy": (re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})"), (3, 2, 1)),
    "mdy": (re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})"), (3, 1, 2)),
    "ymd": (re.compile(r"(\d{4})(\d{2})(\d{2})"), (1, 2, 3)),
}
LONGEST_SLUG = 90


def header_line(names: Iterable[str]) -> str:
    """A header as a mapping keeps it, in whatever order its columns stand."""
    return "\n".join(sorted(names))


def mapped(kind: ImportKind, row: FileRow, columns: Mapping[str, Mapping[str, str]], dates: str) -> FileRow:
    """A row of a foreign table under our own columns."""
    types = {column.name: column.type for column in kind.columns}
    values: dict[str, Cell] = {}
    faults: dict[str, str] = {}
    for name, meant in columns.items():
        theirs = meant.get("from", "")
        cell = row.values.get(theirs, "") if theirs else meant.get("says", "")
        values[name] = in_iso(cell, dates) if types.get(name) in (CellType.DAY, CellType.PARTIAL_DATE) else cell
        if theirs in row.faults:
            faults[name] = row.faults[theirs]
    return FileRow(row.line, values, faults, row.sheet)


def in_iso(cell: Cell, dates: str) -> Cell:
    """A day as 2019-05-24, if it is written as the table's editor said."""
    pattern, order = DATES.get(dates, (None, ()))
    found = pattern.fullmatch(str(cell)) if pattern else None
    return "-".join(found[place].zfill(2) for place in order) if found else cell


def made_identifier(kind: ImportKind, values: Mapping[str, object]) -> str:
    """The identifier of a row that has none, made of what it is about; empty if that is not told."""
    parts = [slugify(str(values.get(name, ""))) for name in kind.named_by]
    return "-".join(parts)[:LONGEST_SLUG].strip("-") if parts and all(parts) else ""


def guessed(kind: ImportKind, names: Sequence[str]) -> dict[str, dict[str, str]]:
    """The columns of ours that a foreign header names by the same words."""
    plain = {re.sub(r"[^a-z0-9]", "", name): name for name in names}
    found = {name: plain.get(re.sub(r"[^a-z0-9]", "", name), "") for name in kind.header}
    return {name: {"from": theirs} for name, theirs in found.items() if theirs}
