"""Tables as CSV and JSON: what comes out is what went in, and no cell is a formula."""

import csv
import io
import json
import tracemalloc
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.utils.translation import gettext_lazy as _
from hypothesis import assume, example, given
from hypothesis import strategies as st

from gtlead.lists.tables import (
    BYTE_ORDER_MARK,
    Column,
    as_text,
    csv_error,
    csv_lines,
    csv_response,
    json_error,
    json_response,
    safe_cell,
)

IDENTITY = (Column("value", "The value.", lambda row: row),)
PAIR = (Column("first", "One.", lambda row: row[0]), Column("second", "Two.", lambda row: row[1]))

cells = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def read_back(text):
    """The rows as csv.reader sees them, without the mark and the header."""
    assert text.startswith(BYTE_ORDER_MARK)
    return list(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="")))[1:]


def body_of(response):
    return response.getvalue().decode()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (0, "0"),
        (Decimal("305000000.0000"), "305000000"),
        (Decimal("0.50"), "0.5"),
        (Decimal("-1.2300"), "-1.23"),
        (Decimal("1E+3"), "1000"),
        (date(2026, 11, 23), "2026-11-23"),
        (["a", None, 2, Decimal("1.0")], "a; ; 2; 1"),
        ((), ""),
        (_("known"), "known"),
        ("유전자치료", "유전자치료"),
    ],
)
def test_value_as_text(value, text):
    assert as_text(value) == text


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        '=HYPERLINK("http://127.0.0.1","x")',
        "+cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(A1:A2)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "\0=1+1",
        "  =1+1",
        "-",
        "+49 30 18307",
        "-5 to -3 per cent",
        "--1",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        "\u00a0=1+1",
    ],
)
def test_formula_is_disarmed(formula):
    assert safe_cell(formula) == f"'{formula}"


@pytest.mark.parametrize(
    "harmless",
    [
        *(
            "-5",
            "+5",
            "-0.25",
            "1e-5",
            "-1E+10",
            "2026-11-23",
            "a=b",
            "1+1",
            "x@example.org",
            "'=1",
            "",
            " text",
        ),
        *("−5 °C", "厚生労働省", "Ünïcode", '"quoted"', "Kymriah; Yescarta"),
    ],
)
def test_number_and_text_stay_as_they_are(harmless):
    assert safe_cell(harmless) == harmless


@pytest.mark.parametrize("number", [-5, -0.25, Decimal("-305.50"), 0, 10**18])
def test_number_is_never_escaped(number):
    assert not safe_cell(number).startswith("'")
    assert Decimal(safe_cell(number)) == Decimal(str(number))


def test_list_that_begins_like_a_formula_is_disarmed():
    assert safe_cell(["=1+1", "b"]) == "'=1+1; b"


@given(st.lists(cells, max_size=8))
@example(["=1+1", "a,b", 'say "x"', "line\nbreak", "line\r\nbreak", "", "한글", "日本", "größer", "\u2028"])
def test_every_text_comes_back(texts):
    texts = [text for text in texts if "\0" not in text]
    rows = read_back("".join(csv_lines(PAIR, [(text, 1) for text in texts])))
    assert [row[1] for row in rows] == ["1"] * len(texts)
    assert [
        row[0].removeprefix("'") if safe_cell(t) != t else row[0] for row, t in zip(rows, texts, strict=True)
    ] == texts


@given(cells)
def test_no_cell_begins_like_a_formula(text):
    cell = safe_cell(text)
    assume(cell == text)
    start = text.lstrip()[:1]
    assert start not in ("=", "@") or not start
    if start in ("+", "-"):
        float(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**14), max_value=10**14))
def test_every_number_comes_back(number):
    [[cell]] = read_back("".join(csv_lines(IDENTITY, [number])))
    assert Decimal(cell) == number


def test_header_and_mark_of_an_empty_table():
    assert "".join(csv_lines(PAIR, [])) == f"{BYTE_ORDER_MARK}first,second\r\n"


@time_machine.travel("2026-11-23 12:00:00+00:00", tick=False)
def test_download_says_what_it_is():
    response = csv_response("countries", PAIR, [("한국", "=1")], 1)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="gtlead-countries-2026-11-23.csv"'
    assert response.headers["X-Total-Count"] == "1"
    assert body_of(response) == "\ufefffirst,second\r\n한국,'=1\r\n"


def test_count_is_left_out_where_nobody_knows_it():
    assert "X-Total-Count" not in csv_response("x", PAIR, []).headers


def test_download_is_streamed_in_bounded_memory():
    taken = 0

    def rows():
        nonlocal taken
        for taken in range(1, 50_001):
            yield ("x" * 100, taken)

    tracemalloc.start()
    try:
        stream = iter(csv_response("big", PAIR, rows()).streaming_content)
        first = next(stream)
        assert first.startswith(b"\xef\xbb\xbffirst,second\r\n")
        assert taken < 1000
        size = len(first) + sum(map(len, stream))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken == 50_000
    assert size > 5_000_000
    assert peak < 1_000_000


def test_csv_error_is_plain_text():
    response = csv_error("region: “atlantis” is unknown")
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == "region: “atlantis” is unknown\n"


def test_json_keeps_kinds_and_letters():
    columns = [Column(name, "", lambda row, n=name: row[n]) for name in ("a", "b", "c", "d", "e", "f")]
    row = {
        "a": ["한국", "x"],
        "b": Decimal("3.0000"),
        "c": Decimal("0.25"),
        "d": date(2026, 11, 23),
        "e": _("known"),
        "f": "=1+1",
    }
    response = json_response(columns, [row], filter="region=europe")
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    assert "한국" in response.content.decode()
    assert json.loads(response.content) == {
        "count": 1,
        "filter": "region=europe",
        "results": [{"a": ["한국", "x"], "b": 3, "c": 0.25, "d": "2026-11-23", "e": "known", "f": "=1+1"}],
    }


def test_json_error_names_the_parameter():
    response = json_error({"region": ["“atlantis” is unknown"]})
    assert response.status_code == 400
    assert json.loads(response.content) == {"errors": {"region": ["“atlantis” is unknown"]}}
