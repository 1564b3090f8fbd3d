"""Odd files of every sort that people bring: each is read exactly as it is meant, or refused with a reason."""

import io
from datetime import date
from itertools import product

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from countries.import_kinds import IMPORT_KINDS
from gtlead.importing.models import ImportJob
from gtlead.importing.reading import UnreadableError, read_table
from gtlead.sources.models import Source

KIND = IMPORT_KINDS["sources"]
HEADER = ["source", "title", "publisher", "url", "kind", "standing", "language", "read_on"]
TITLES = ["Grün, “sehr”", "two\nlines", "a;b\tc", "1.200", "plain"]
ROWS = [
    [f"s-{n}", title, "P", f"https://example.org/{n}", "law", "primary", "de", "2026-11-01"]
    for n, title in enumerate(TITLES)
]
UTF8 = ("utf-8", "utf-8-sig")
ENCODINGS = (*UTF8, "utf-16", "utf-16-le", "cp1252", "mac-roman", "utf-32")
ENDS = {"unix": "\n", "windows": "\r\n", "old mac": "\r"}
SEPARATORS = ",;\t|"


def as_csv(encoding, end, separator, *, titles=False):
    """The table as a program writes it; every cell in quotes if its own separators are in it."""
    lines = [["A title, of somebody"], [""]] if titles else []
    text = end.join(separator.join(quoted(cell, end) for cell in line) for line in (*lines, HEADER, *ROWS)) + end
    return text.encode(encoding, errors="replace")


def quoted(cell, end):
    text = cell.replace("\n", end).replace('"', '""')
    return f'"{text}"' if any(char in text for char in f'{SEPARATORS}"\r\n') else text


def csv_files():
    """Encodings by line ends by separators, with titles above and without: 168."""
    for encoding, (name, end), separator, titles in product(ENCODINGS, ENDS.items(), SEPARATORS, (False, True)):
        yield (
            f"{encoding}, {name}, {separator!r}, titles {titles}",
            encoding,
            separator,
            as_csv(encoding, end, separator, titles=titles),
        )


def titles_in(name, content):
    return [row.values.get("title") for row in read_table(name, io.BytesIO(content), KIND.known)]


def test_csv_files_are_read_as_meant_or_refused():
    found = {name: read_or_refused(content) for name, _encoding, _separator, content in csv_files()}
    usual = {name for name, encoding, separator, _content in csv_files() if encoding in UTF8 and separator != "|"}
    assert len(found) == 168
    assert {name for name, titles in found.items() if titles == TITLES} == usual
    # What is read under other names is told as unknown columns, and mapped by hand.
    others = [titles for name, titles in found.items() if name not in usual]
    assert all(not titles or titles == [None] * len(titles) for titles in others)


def read_or_refused(content):
    """The titles, or nothing if the file is refused with a reason."""
    try:
        return titles_in("t.csv", content)
    except UnreadableError as refused:
        return [] if str(refused) else ["no reason"]


def workbook(fill):
    book = openpyxl.Workbook()
    fill(book, book.active)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def table(sheet, above=0):
    for _number in range(above):
        sheet.append(["A title", None, "of somebody"])
    for line in (HEADER, *ROWS):
        sheet.append(line)


def merged_title(book, sheet):
    table(sheet, above=1)
    sheet.merge_cells("A1:H1")


def merged_header(book, sheet):
    table(sheet)
    sheet.merge_cells("A1:B1")


def second_sheet(book, sheet):
    sheet.append(["About"])
    table(book.create_sheet("Data"), above=3)


def hidden_first_sheet(book, sheet):
    table(book.create_sheet("Data"))
    sheet.sheet_state = "hidden"


def hidden_rows(book, sheet):
    table(sheet)
    sheet.row_dimensions[3].hidden = True


def rich_text(book, sheet):
    table(sheet)
    sheet["B6"] = CellRichText("pl", TextBlock(InlineFont(b=True), "ain"))


def gaps(book, sheet):
    table(sheet)
    sheet["A400"] = "s-4b"


def chart_sheet(book, sheet):
    table(sheet)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3))
    book.create_chartsheet("Picture").add_chart(chart)


def notes_and_styles(book, sheet):
    table(sheet)
    for number in range(2, 60):
        sheet.cell(number, 20).fill = openpyxl.styles.PatternFill("solid", fgColor="FF0000")


AS_MEANT = (
    merged_title, second_sheet, hidden_first_sheet, hidden_rows, rich_text, chart_sheet, notes_and_styles,
)  # fmt: skip


@pytest.mark.parametrize("fill", AS_MEANT, ids=lambda fill: fill.__name__)
def test_workbooks_are_read_as_meant(fill):
    assert titles_in("t.xlsx", workbook(fill)) == TITLES


def merged_body(book, sheet):
    table(sheet)
    sheet.merge_cells("B2:B3")


def hidden_copy(book, sheet):
    table(sheet)
    sheet["B2"] = "of last year"
    sheet.sheet_state = "hidden"
    table(book.create_sheet("Data"))


def old_apple(book, sheet):
    book.epoch = CALENDAR_MAC_1904
    sheet.append(["source", "title", "read_on"])
    sheet.append(["s-1", "T", date(2026, 11, 1)])


def test_value_under_a_merged_cell_is_not_empty_but_unknown():
    first, second = list(read_table("t.xlsx", io.BytesIO(workbook(merged_body)), {"source", "title"}))[:2]
    assert (first.faults, first.values["title"]) == ({}, TITLES[0])
    assert "cell B3: it is merged with cell B2" in second.faults["title"]


def test_what_is_hidden_gives_way_to_what_is_shown():
    assert titles_in("t.xlsx", workbook(hidden_copy)) == TITLES


def test_days_are_counted_as_the_workbook_counts_them():
    [row] = read_table("t.xlsx", io.BytesIO(workbook(old_apple)))
    assert row.values["read_on"] == "2026-11-01"


def test_gap_is_skipped_and_merged_header_named():
    assert titles_in("t.xlsx", workbook(gaps)) == [*TITLES, ""]
    with pytest.raises(UnreadableError, match=r"In .*line 1, column B has no name; are cells merged\?"):
        titles_in("t.xlsx", workbook(merged_header))
    with pytest.raises(UnreadableError, match="first line"):
        titles_in("t.xlsx", workbook(lambda book, sheet: None))


@pytest.mark.django_db
def test_pages_answer_and_nothing_is_written(editor_client):
    odd = [("t.csv", content) for place, (*_names, content) in enumerate(csv_files()) if place % 12 == 5] + [
        ("t.xlsx", workbook(fill)) for fill in (second_sheet, merged_header, gaps)
    ]
    for name, content in odd:
        file = SimpleUploadedFile(name, content)
        page = editor_client.post("/staff/import/", {"kind": "sources", "file": file}, follow=True)
        assert page.status_code == 200
        assert "errornote" in page.text or "new: " in page.text
    assert not Source.objects.exists()
    assert set(ImportJob.objects.values_list("stage", flat=True)) <= {"mapping", "tried"}
