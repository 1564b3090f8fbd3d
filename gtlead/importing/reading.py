"""CSV and XLSX files as rows of text, within limits. Pure."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from gtlead.importing.workbooks import UnreadableError, inspect

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 60 * 1024 * 1024
MOST_ROWS = 10_000
MOST_COLUMNS = 100
MOST_LINES = 20 * MOST_ROWS  # empty ones, which a spreadsheet may have in its gaps, included
LONGEST_CELL = 20_000
# What the library lets through of files that are cut off, scrambled or locked with a password.
DAMAGED = (
    AttributeError, EOFError, IndexError, InvalidFileException, KeyError, NotImplementedError, OverflowError,
    ParseError, RuntimeError, TypeError, ValueError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
DELIMITERS = ",;\t"
DISARMED = re.compile(r"'(?=\s*[=+\-@＝＋－＠]|[\t\n])")


@dataclass(frozen=True)
class Row:
    """The cells of one line by the names of their columns."""

    line: int
    values: dict[str, str]


def read_table(name: str, file: BinaryIO) -> Iterator[Row]:
    """The rows of a file by its ending; empty lines are skipped."""
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise UnreadableError(_("The file is larger than 10 MB."))
    ending = name.lower().rpartition(".")[2]
    if ending not in ("csv", "xlsx"):
        raise UnreadableError(_("Choose a file that ends in .csv or .xlsx."))
    lines = csv_lines(content) if ending == "csv" else xlsx_lines(content)
    return rows_of(lines)


def rows_of(lines: Iterator[tuple[int, list[str]]]) -> Iterator[Row]:
    """Lines under their header."""
    _number, header = next(lines, (0, []))
    names = [cell.strip().lower() for cell in header]
    while names and not names[-1]:
        names.pop()
    if not names or "" in names or len(set(names)) < len(names) or len(names) > MOST_COLUMNS:
        raise UnreadableError(_("The first line must name each column once."))
    count = 0
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        count += 1
        if count > MOST_ROWS:
            raise UnreadableError(_("The file has more than 10,000 rows. Divide it."))
        if any(cell.strip() for cell in cells[len(names) :]):
            raise UnreadableError(_("Line %(line)s has more cells than the header.") % {"line": line})
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise UnreadableError(_("Line %(line)s has a cell that is too long.") % {"line": line})
        padded = cells + [""] * (len(names) - len(cells))
        yield Row(line, {name: plain(cell) for name, cell in zip(names, padded, strict=False)})


def plain(cell: str) -> str:
    """The text without what spreadsheets need around it: our own export puts an apostrophe before formulas."""
    text = cell.replace("\r\n", "\n").replace("\0", "").strip()
    return text[1:].strip() if DISARMED.match(text) else text


def csv_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The lines of a CSV file in UTF-8, whatever separates its cells."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableError(
            _("Line %(line)s is not UTF-8. In a spreadsheet, save the file as “CSV UTF-8”.") % {"line": line}
        ) from error
    if "\0" in text:
        raise UnreadableError(_("This is not a text file. In a spreadsheet, save the file as “CSV UTF-8”."))
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=first.count), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise UnreadableError(
            _("Line %(line)s cannot be read: %(why)s.") % {"line": reader.line_num, "why": error}
        ) from error


def xlsx_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The lines of the first sheet; formulas are text, never reckoned."""
    unreadable = UnreadableError(_("This is not a spreadsheet in the XLSX format."))
    try:
        inspect(content, MOST_UNPACKED)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1):
            if number > MOST_LINES:
                raise UnreadableError(_("The sheet goes on for more than 200,000 lines. Delete the empty ones."))
            yield number, [cell_text(cell) for cell in cells]
    except DAMAGED as error:
        raise unreadable from error


def cell_text(value: Any) -> str:
    """What a spreadsheet's cell holds, as it would be typed into a CSV."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
