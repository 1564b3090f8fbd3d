"""Looks through a workbook before the library reads it, so that a small file cannot cost minutes or gigabytes. Pure."""

import io
import time
import zipfile
from collections.abc import Mapping
from typing import IO, NoReturn
from xml.parsers import expat

from django.utils.translation import gettext as _

MOST_PARTS = 500
MOST_CELLS = 300_000  # and rows, of which some have none
MOST_STRINGS = 300_000
MOST_ELEMENTS = 1_000_000  # of sheets and their texts
MOST_MERGED = 2_000
MOST_AROUND = 50_000  # of all else: styles, themes, properties
MOST_IN_A_ROW = 16_384  # as many columns as a spreadsheet has
LONGEST_TEXT = 40_000  # a spreadsheet's cell holds 32,767
LONGEST_TAG = 1024 * 1024
DEEPEST = 60
SECONDS = 1.5  # of this thread's time
PIECE = 64 * 1024
LISTED = b"PK\x01\x02"  # begins the entry of a part in an archive's list


class UnreadableError(Exception):
    """A file that is not the table its name promises; says why."""


class Inspection:
    """What the parts of one workbook hold, counted while they stream by; limits are looked at after each piece."""

    def __init__(self) -> None:
        self.until = time.thread_time() + SECONDS
        self.cells = self.rows = self.strings = self.elements = self.around = 0
        self.most_in_row = self.longest = self.deepest = 0
        self.depth = self.text = self.in_row = 0
        self.is_table = self.has_doctype = False
        self.merged: dict[str, list[str]] = {}  # ranges such as A2:A5, by the part in which they stand
        self.part = ""

    def look_at(self, part: IO[bytes], name: str = "") -> None:
        """One part; what is no XML the library cannot read either, so there it ends."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.words
        parser.StartDoctypeDeclHandler = self.doctype
        self.depth = self.text = 0
        self.part = name
        read = 0
        try:
            while piece := part.read(PIECE):
                parser.Parse(piece, False)
                read += len(piece)
                self.refuse_what_is_too_much(read - parser.CurrentByteIndex)
        except expat.ExpatError:
            self.refuse_what_is_too_much(0)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if not self.depth:
            self.is_table = name.endswith(("worksheet", "sst"))
        self.depth += 1
        if self.depth > self.deepest:
            self.deepest = self.depth
        self.text = 0
        if not self.is_table:
            self.around += 1
            return
        self.elements += 1
        kind = name.rpartition(":")[2]
        if kind == "c":
            self.cells += 1
            self.in_row += 1
            if self.in_row > self.most_in_row:
                self.most_in_row = self.in_row
        elif kind == "row":
            self.rows += 1
            self.in_row = 0
        elif kind == "si":
            self.strings += 1
        elif kind == "mergeCell":
            self.merged.setdefault(self.part, []).append(attributes.get("ref", ""))

    def end(self, _name: str) -> None:
        """An element ends."""
        self.depth -= 1
        self.text = 0

    def words(self, text: str) -> None:
        """Text goes on."""
        self.text += len(text)
        self.longest = max(self.longest, self.text)

    def doctype(self, *_declaration: object) -> None:
        """Entities may follow."""
        self.has_doctype = True

    def refuse_what_is_too_much(self, waiting: int) -> None:  # noqa: C901 - a list of limits
        """Say which limit is passed; `waiting` are the bytes of a tag that has not ended."""
        if self.has_doctype:
            refuse(_("The spreadsheet is damaged: it declares a document type."))
        if waiting > LONGEST_TAG:
            refuse(_("The spreadsheet is damaged: a tag never ends."))
        if self.deepest > DEEPEST:
            refuse(_("The spreadsheet is damaged: its parts are nested without end."))
        if self.longest > LONGEST_TEXT:
            refuse(_("A cell of the spreadsheet is too long."))
        if self.most_in_row > MOST_IN_A_ROW:
            refuse(_("A row of the spreadsheet has more cells than a row can have."))
        if self.strings > MOST_STRINGS:
            refuse(_("The spreadsheet has too many texts."))
        if max(self.cells, self.rows) > MOST_CELLS or self.elements > MOST_ELEMENTS:
            refuse(_("The spreadsheet has too many cells."))
        if sum(map(len, self.merged.values())) > MOST_MERGED:
            refuse(_("The spreadsheet has too many merged cells."))
        if self.around > MOST_AROUND:
            refuse(_("The spreadsheet has too many styles and other things around it."))
        if time.thread_time() > self.until:
            refuse(_("The spreadsheet takes too long to read."))


def refuse(why_not: str) -> NoReturn:
    """Refuse the file with a reason and a way out."""
    way_out = _("Save the one sheet that you need as “CSV UTF-8”, and bring that.")
    raise UnreadableError(f"{why_not} {way_out}")


def inspect(content: bytes, most_unpacked: int) -> dict[str, list[str]]:
    """Refuses a workbook that would cost too much to read; the ranges of merged cells by the name of their part."""
    if content.count(LISTED) > MOST_PARTS:
        refuse(_("The spreadsheet has too many parts."))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > most_unpacked:
            raise UnreadableError(_("The spreadsheet is too large when unpacked."))
        kinds = {part.compress_type for part in parts}
        if not kinds <= {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            refuse(_("The spreadsheet is packed in an unusual way."))
        inspection = Inspection()
        for part in parts:
            with archive.open(part) as stream:
                inspection.look_at(stream, part.filename)
    return inspection.merged
