"""Workbooks that would cost minutes or gigabytes are refused at once, each with its reason."""

import io
import os
import time
import zipfile

import openpyxl
import pytest

from gtlead.importing.reading import UnreadableError, read_table

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
SPREADSHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


unless_counted = pytest.mark.skipif("COVERAGE_RUN" in os.environ, reason="counting takes longer than there is time for")


def workbook(*rows):
    """A sound workbook."""
    book = openpyxl.Workbook()
    for row in rows or (["a"], ["x"]):
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def changed(**parts):
    """The same with other parts; SHEET and STRINGS by their short names."""
    names = {"sheet": SHEET, "strings": STRINGS, "styles": "xl/styles.xml", "properties": "docProps/core.xml"}
    new = {names.get(name, name): content for name, content in parts.items()}
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in old.namelist():
            archive.writestr(name, new.pop(name, None) or old.read(name))
        for name, content in new.items():
            archive.writestr(name, content)
    return kept.getvalue()


def sheet(inside):
    """A sheet with this in it."""
    return f"<worksheet {SPREADSHEET}><sheetData>{inside}</sheetData></worksheet>"


def many_parts():
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for number in range(20_000):
            archive.writestr(f"{number}.xml", "<a/>")
    return kept.getvalue()


def packed_oddly():
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr(SHEET, "<a/>")
    return kept.getvalue()


BOMBS = {
    "a row of four million cells": (
        lambda: changed(sheet=sheet(f"<row>{'<c/>' * 4_000_000}</row>")),
        "more cells than",
    ),
    "many cells": (lambda: changed(sheet=sheet(f"<row>{'<c/>' * 1000}</row>" * 4000)), "too many cells"),
    "many rows without cells": (lambda: changed(sheet=sheet("<row/>" * 5_000_000)), "too many cells"),
    "many shared strings": (
        lambda: changed(strings=f"<sst {SPREADSHEET}>{'<si/>' * 9_000_000}</sst>"),
        "too many texts",
    ),
    "many runs in a string": (
        lambda: changed(strings=f"<sst {SPREADSHEET}><si>{'<r/>' * 9_000_000}</si></sst>"),
        "too many cells",
    ),
    "one long text": (
        lambda: changed(strings=f"<sst {SPREADSHEET}><si><t>{'a' * 50_000_000}</t></si></sst>"),
        "too long",
    ),
    "tags that are never closed": (lambda: changed(sheet=sheet("<a>" * 3_000_000)), "nested without end"),
    "deep styles": (lambda: changed(styles="<a>" * 3_000_000), "nested without end"),
    "deep properties": (lambda: changed(properties="<a>" * 3_000_000), "nested without end"),
    "many styles": (lambda: changed(styles=f"<styleSheet {SPREADSHEET}>{'<xf/>' * 3_000_000}</styleSheet>"), "styles"),
    "a tag of fifty megabytes": (
        lambda: changed(sheet=f"<worksheet {''.join(f'a{n}="" ' for n in range(4_000_000))}/>"),
        "a tag never ends",
    ),
    "a long comment": (lambda: changed(sheet=f"<!--{' ' * 50_000_000}-->"), "a tag never ends"),
    "entities": (
        lambda: changed(sheet='<!DOCTYPE a [<!ENTITY b "cccc"><!ENTITY d "&b;&b;&b;">]><worksheet>&d;</worksheet>'),
        "document type",
    ),
    "many parts": (many_parts, "too many parts"),
    "an unusual packing": (packed_oddly, "unusual way"),
    "a sheet by another name": (lambda: changed(**{"picture.png": "<a>" * 3_000_000}), "nested without end"),
}


@unless_counted
@pytest.mark.parametrize("name", BOMBS)
def test_bomb_is_refused_within_two_seconds(name):
    make, why = BOMBS[name]
    content = make()
    assert len(content) < 10 * 1024 * 1024
    began = time.thread_time()
    with pytest.raises(UnreadableError, match=why) as refused:
        list(read_table("t.xlsx", io.BytesIO(content)))
    assert time.thread_time() - began < 2
    assert "CSV UTF-8" in str(refused.value)


FAR_APART = "".join(f'<row r="{line}"><c r="A{line}"><v>1</v></c></row>' for line in range(30, 190_000, 30))


@unless_counted
@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "goes on for more than"),
        (FAR_APART + '<row r="199000"><c r="B199000"><v>1</v></c></row>', "more cells than the header"),
        (f"<row>{'<c><v>1</v></c>' * 101}</row>", "more cells than the header"),
    ],
)
def test_gaps_cost_nothing(rows, why):
    header = '<row r="1"><c r="A1" t="inlineStr"><is><t>slug</t></is></c></row>'
    content = io.BytesIO(changed(sheet=sheet(header + rows)))
    began = time.thread_time()
    with pytest.raises(UnreadableError, match=why):
        list(read_table("t.xlsx", content))
    assert time.thread_time() - began < 2


def test_workbook_with_more_columns_than_can_be_meant_is_refused():
    with pytest.raises(UnreadableError, match="must name each column"):
        list(read_table("t.xlsx", io.BytesIO(workbook([f"column {number}" for number in range(101)]))))


def test_workbook_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr("gtlead.importing.workbooks.SECONDS", 0)
    with pytest.raises(UnreadableError, match="takes too long"):
        list(read_table("t.xlsx", io.BytesIO(workbook())))


@unless_counted
def test_full_table_is_read():
    content = workbook([f"column {number}" for number in range(20)], *[[f"text {n}"] * 20 for n in range(5000)])
    rows = list(read_table("t.xlsx", io.BytesIO(content)))
    assert len(rows) == 5000
    assert rows[-1].values["column 19"] == "text 4999"
