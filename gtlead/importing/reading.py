"""CSV and XLSX files as rows of text, within limits. Pure.

A cell means what it shows: a date has the precision of its format, a formula or an error is no text, and a number of a
spreadsheet stays a number where its digits alone could be read in two ways.
"""

import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain, islice
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _

from gtlead.importing.workbooks import UnreadableError, inspect

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 60 * 1024 * 1024
MOST_ROWS = 10_000
MOST_COLUMNS = 100
MOST_LINES = 20 * MOST_ROWS  # empty ones, which a spreadsheet may have in its gaps, included
LONGEST_CELL = 20_000
# What the library lets through of files that are cut off, scrambled or locked with a password.
DAMAGED = (
    AttributeError, EOFError, IndexError, KeyError, NotImplementedError, OverflowError, ParseError, RuntimeError,
    TypeError, ValueError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
DELIMITERS = ",;\t"
DISARMED = re.compile(r"'(?=\s*[=+\-@＝＋－＠]|[\t\n])")
SEPARATOR = re.compile(r"\ufeff?sep=(.)\r?\n", re.IGNORECASE)  # a first line that spreadsheets write and read
ERRORS = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA")
)
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
NOT_OF_A_DATE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
WEB_PAGE = re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|\?xml)", re.IGNORECASE)
HEADER_WITHIN = 20  # lines: titles stand above it
AMBIGUOUS = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")  # 1.200 is 1.2 to some and 1200 to others


class Odd(str):
    """A cell that is no value; the text is what it shows, `why` what is wrong with it."""

    why: str

    def __new__(cls, text: str, why: str) -> "Odd":
        made = super().__new__(cls, text)
        made.why = why
        return made


Cell = str | float
Line = tuple[int, list[Cell]]


@dataclass(frozen=True)
class FileRow:
    """The cells of one line by the names of their columns; those that are no value have a reason in `faults`."""

    line: int
    values: dict[str, Cell]
    faults: dict[str, str] = field(default_factory=dict)
    sheet: str = ""


@dataclass
class Sheet:
    """One table of a file: its name, if it has several, and its lines."""

    name: str
    lines: Iterator[Line]
    first: list[Line] = field(default_factory=list)

    def begin(self) -> list[Line]:
        """Its first lines, looked at without losing them."""
        if not self.first:
            self.first = list(islice(self.lines, HEADER_WITHIN))
        return self.first


def read_table(name: str, file: BinaryIO, known: Collection[str] = (), most: int = MOST_ROWS) -> Iterator[FileRow]:
    """The rows of a file by its ending; empty lines are skipped. `known` helps to find the header among titles."""
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise UnreadableError(_("The file is larger than 10 MB."))
    ending = name.lower().rpartition(".")[2]
    if ending not in ("csv", "xlsx"):
        raise UnreadableError(_("Choose a file that ends in .csv or .xlsx."))
    if not content.strip():
        raise UnreadableError(_("The file is empty."))
    if WEB_PAGE.match(content):
        raise UnreadableError(_("This is a web page, not a table: the download may have led to a notice."))
    if ending == "csv":
        return rows_of(Sheet("", csv_lines(content, known)), known, most)
    return rows_of(the_sheet(xlsx_sheets(content), known), known, most)


def the_sheet(sheets: Iterator[Sheet], known: Collection[str]) -> Sheet:
    """The first sheet whose header is known, else the first with anything in it."""
    best: Sheet | None = None
    for sheet in sheets:
        if any(known_in(cells, known) for _number, cells in sheet.begin()):
            return sheet
        if best is None or not any(any(map(shown, cells)) for _number, cells in best.first):
            best = sheet
    return best or Sheet("", iter(()))


def known_in(cells: Sequence[Cell], known: Collection[str]) -> int:
    """How many names of columns a line holds, if it holds enough to be a header."""
    number = sum(column_name(cell) in known for cell in cells)
    return number if number >= min(2, len(known) or 2) else 0


def column_name(cell: Cell) -> str:
    """The name of a column as written in a header."""
    return str(cell).strip().lower()


def header_of(sheet: Sheet, known: Collection[str]) -> int:
    """The place of the header among the first lines: most known names, else the first as wide as the table."""
    lines = [cells for _number, cells in sheet.begin()]
    found = [known_in(cells, known) for cells in lines]
    if any(found):
        return found.index(max(found))
    widths = [sum(bool(shown(cell)) for cell in cells) for cells in lines]
    usual = Counter(width for width in widths if width > 1).most_common(1)
    wide = [place for place, width in enumerate(widths[:-1]) if usual and width >= usual[0][0]]
    first = next((place for place, width in enumerate(widths) if width), 0)
    above = widths[first : wide[0]] if wide else []
    return wide[0] if wide and all(width <= 1 for width in above) else first


def rows_of(sheet: Sheet, known: Collection[str] = (), most: int = MOST_ROWS) -> Iterator[FileRow]:
    """Lines under their header."""
    place = header_of(sheet, known)
    begun = sheet.begin()
    number, header = begun[place] if begun else (0, [])
    names = [column_name(cell) for cell in header]
    while names and not names[-1]:
        names.pop()
    if not names or "" in names or len(set(names)) < len(names) or len(names) > MOST_COLUMNS:
        raise UnreadableError(_("The first line must name each column once.") + header_fault(sheet, number, names))
    count = 0
    for line, cells in chain(begun[place + 1 :], sheet.lines):
        if not any(shown(cell) for cell in cells):
            continue
        count += 1
        if count > most:
            raise UnreadableError(_("The file has more than %(most)s rows. Divide it.") % {"most": f"{most:,}"})
        if any(shown(cell) for cell in cells[len(names) :]):
            raise UnreadableError(
                _("%(where)s has more cells than the header, which is in line %(header)s.")
                % {"where": where(sheet, line), "header": number}
            )
        if any(len(str(cell)) > LONGEST_CELL for cell in cells):
            raise UnreadableError(_("%(where)s has a cell that is too long.") % {"where": where(sheet, line)})
        yield row_of(sheet, line, names, cells)


def row_of(sheet: Sheet, line: int, names: Sequence[str], cells: Sequence[Cell]) -> FileRow:
    """One line by the names of the columns."""
    padded = [*cells, *[""] * (len(names) - len(cells))]
    values = {name: plain(cell) for name, cell in zip(names, padded, strict=False)}
    faults = {
        name: f"{where(sheet, line, column)}: {cell.why}"
        for column, (name, cell) in enumerate(zip(names, padded, strict=False), 1)
        if isinstance(cell, Odd)
    }
    return FileRow(line, values, faults, sheet.name)


def where(sheet: Sheet, line: int, column: int = 0) -> str:
    """A line or a cell, as a spreadsheet names it."""
    if not sheet.name:
        return _("Line %(line)s") % {"line": line}
    words = {"sheet": sheet.name, "cell": f"{letter(column)}{line}" if column else "", "line": line}
    return (_("Sheet “%(sheet)s”, cell %(cell)s") if column else _("Sheet “%(sheet)s”, line %(line)s")) % words


def letter(column: int) -> str:
    """A column, as a spreadsheet names it: 1 is A."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - a tenth of a start, and few processes read tables

    return str(get_column_letter(column))


def header_fault(sheet: Sheet, number: int, names: Sequence[str]) -> str:
    """Which name of the header is missing or twice there."""
    if "" in names:
        column = names.index("") + 1
        return " " + _("In %(where)s, column %(column)s has no name; are cells merged?") % {
            "where": where(sheet, number), "column": letter(column)
        }  # fmt: skip
    twice = [name for name, times in Counter(names).items() if times > 1]
    return " " + _("“%(name)s” stands there twice.") % {"name": twice[0]} if twice else ""


def shown(cell: Cell) -> str:
    """What is left of a cell without blanks."""
    return str(cell).strip()


def plain(cell: Cell) -> Cell:
    """The text without what spreadsheets need around it: our own export puts an apostrophe before formulas."""
    if not isinstance(cell, str):
        return cell
    text = cell.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()
    return text[1:].strip() if DISARMED.match(text) else text


def csv_lines(content: bytes, known: Collection[str] = ()) -> Iterator[Line]:
    """The lines of a CSV file in UTF-8, each with the number of its first one, whatever separates its cells."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableError(
            _("Line %(line)s is not UTF-8. In a spreadsheet, save the file as “CSV UTF-8”.") % {"line": line}
        ) from error
    if "\0" in text:
        raise UnreadableError(_("This is not a text file. In a spreadsheet, save the file as “CSV UTF-8”."))
    begun, delimiter = 0, ""
    if said := SEPARATOR.match(text):
        begun, delimiter = 1, said[1]
        text = text[said.end() :]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or delimiter_of(text, known), strict=True)
    last = 0
    try:
        for cells in reader:
            yield begun + last + 1, [written(cell) for cell in cells]
            last = reader.line_num
    except csv.Error as error:
        raise UnreadableError(
            _("Line %(line)s cannot be read: %(why)s.") % {"line": begun + reader.line_num, "why": error}
        ) from error


def delimiter_of(text: str, known: Collection[str]) -> str:
    """What separates the cells: that which makes a header of known names, else that of the first line with any."""
    first = text.splitlines()[:HEADER_WITHIN]
    best = max(DELIMITERS, key=lambda char: max((known_in(line.split(char), known) for line in first), default=0))
    if any(known_in(line.split(best), known) for line in first):
        return best
    line = next((line for line in first if any(char in line for char in DELIMITERS)), "")
    return max(DELIMITERS, key=line.count)


def written(cell: str) -> Cell:
    """A cell of a CSV file; what a spreadsheet could not reckon, or would, is no value."""
    if cell.strip() in ERRORS:
        return Odd(cell, error_words(cell))
    return Odd(cell, formula_words(cell)) if cell.startswith("=") and len(cell) > 1 else cell


def error_words(text: str) -> str:
    """An error value."""
    return _("“%(text)s” is an error of the spreadsheet, not a value. Mend it there.") % {"text": text}


def merged_words(cell: str) -> str:
    """A cell under another one."""
    return _("it is merged with cell %(cell)s. Unmerge them, and write the value into each row.") % {"cell": cell}


def formula_words(text: str) -> str:
    """A formula."""
    return _("“%(text)s” is a formula. In the spreadsheet, paste its value instead.") % {"text": text[:60]}


def xlsx_sheets(content: bytes) -> Iterator[Sheet]:
    """The sheets of a workbook; formulas are never reckoned."""
    import openpyxl  # noqa: PLC0415 - see `letter`

    unreadable = UnreadableError(_("This is not a spreadsheet in the XLSX format."))
    try:
        merged = inspect(content, MOST_UNPACKED)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheets = sorted(book.worksheets, key=lambda sheet: sheet.sheet_state != "visible")
        if not sheets:
            raise unreadable
        for sheet in sheets:
            ranges = merged.get(sheet._worksheet_path.lstrip("/"), ())
            yield Sheet(sheet.title, xlsx_lines(sheet, [openpyxl.utils.range_boundaries(found) for found in ranges]))
    except DAMAGED as error:
        raise unreadable from error


type Area = tuple[int, int, int, int]  # left, top, right and bottom of merged cells


def xlsx_lines(sheet: Any, merged: Sequence[Area] = ()) -> Iterator[Line]:
    """The lines of a sheet; what lies under a merged cell is not known to be empty."""
    begun: list[Area] = []
    waiting = sorted(merged, key=lambda found: found[1], reverse=True)
    try:
        sheet.reset_dimensions()
        before: object = None
        line: list[Cell] = []
        for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), 1):
            if number > MOST_LINES:
                raise UnreadableError(_("The sheet goes on for more than 200,000 lines. Delete the empty ones."))
            if cells is not before:  # in a gap the library gives the same empty line again and again
                before, line = cells, [cell_value(cell) for cell in cells]
                line = line if any(line) else []
            while waiting and waiting[-1][1] <= number:
                begun.append(waiting.pop())
            begun = [found for found in begun if found[3] >= number]
            yield number, covered(line, number, begun) if begun else line
    except DAMAGED as error:
        raise UnreadableError(_("This is not a spreadsheet in the XLSX format.")) from error


def covered(line: list[Cell], number: int, merged: Sequence[Area]) -> list[Cell]:
    """A line in which the cells under merged ones say so."""
    found = list(line)
    for left, top, right, _bottom in merged:
        for column in range(left + (number == top), min(right, len(found)) + 1):
            found[column - 1] = Odd("", merged_words(f"{letter(left)}{top}"))
    return found


def cell_value(cell: Any) -> Cell:
    """What a spreadsheet's cell holds, as it would be typed into a CSV."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "e":
        return Odd(str(value), error_words(str(value)))
    if cell.data_type == "f":
        return Odd(str(value), formula_words(str(getattr(value, "text", value))))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number_value(value)
    if isinstance(value, datetime | date):
        return value.isoformat()[: precision(cell.number_format)]
    if isinstance(value, time):
        return Odd(value.isoformat(), _("“%(text)s” is a time of day, not a date.") % {"text": value.isoformat()})
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(value))


def number_value(value: float) -> Cell:
    """A number with the digits it has; it stays one where its digits could be read in two ways."""
    text = f"{Decimal(repr(value)):f}" if isinstance(value, float) else str(value)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return float(value) if AMBIGUOUS.fullmatch(text) else text


def precision(number_format: str) -> int:
    """How many characters of `2019-06-01` a format shows: a month stays a month, a year a year."""
    shows = NOT_OF_A_DATE.sub("", number_format.lower())
    if "d" in shows or "y" not in shows:
        return 10
    return 7 if "m" in shows else 4
