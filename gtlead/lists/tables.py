"""Tables declared once: the columns give header, rows, data dictionary, CSV and JSON.

CSV is UTF-8 with a byte-order mark; a text that a spreadsheet would take for a formula gets a leading
apostrophe, a number never does (ASVS 1.2.10). JSON is never escaped that way.
"""

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse, StreamingHttpResponse

from gtlead.records.clock import today

BYTE_ORDER_MARK = "\ufeff"
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "\0")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
BATCH = 500
NOT_KEPT = {"Cache-Control": "no-store"}


class CellType(StrEnum):
    """What a column's cells hold."""

    TEXT = "text"
    ADDRESS = "address"
    LIST = "list"
    DAY = "day"
    PARTIAL_DATE = "partial date"
    WHOLE = "whole number"
    NUMBER = "number"
    YES_NO = "yes or no"


@dataclass(frozen=True)
class Column[Row]:
    """One column: its name in the header, what it means, and how a row gives its value.

    `missing` is the word that stands for an empty value; `choices` the closed vocabulary; `names` the table
    whose key the column holds.
    """

    name: str
    meaning: str
    value: Callable[[Row], object]
    type: CellType = CellType.TEXT
    missing: str = ""
    choices: Sequence[str] = ()
    names: str = ""

    @property
    def is_numeric(self) -> bool:
        """Whether its cells are numbers."""
        return self.type in (CellType.WHOLE, CellType.NUMBER)

    def cell(self, row: Row) -> object:
        """The row's value, or the word for a missing one."""
        value = self.value(row)
        return self.missing if value is None or value == "" else value


def as_text(value: object) -> str:
    """A value as a cell's plain text; lists are joined by `; `."""
    if type(value) is str:  # as most are
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "; ".join(map(as_text, value))
    return str(value)


def safe_cell(value: object) -> str:
    """The cell's text with formulas disarmed; what is a number stays as it is."""
    text = as_text(value)
    looks_like_formula = text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS)
    if looks_like_formula and not NUMBER.fullmatch(text):
        return f"'{text}"
    return text


class Echo:
    """The pseudo-file that csv.writer needs; it hands each line back."""

    def write(self, line: str) -> str:
        """The line itself."""
        return line


def csv_lines[Row](columns: Sequence[Column[Row]], rows: Iterable[Row], mark: str = BYTE_ORDER_MARK) -> Iterator[str]:
    """The byte-order mark, the header and a line for each row, a batch of lines at a time."""
    writer = csv.writer(Echo())
    batch = [mark, writer.writerow([column.name for column in columns])]
    for row in rows:
        batch.append(writer.writerow([safe_cell(column.cell(row)) for column in columns]))
        if len(batch) >= BATCH:
            yield "".join(batch)
            batch = []
    yield "".join(batch)


def csv_response[Row](
    name: str, columns: Sequence[Column[Row]], rows: Iterable[Row], count: int | None = None
) -> StreamingHttpResponse:
    """A streamed download `gtlead-<name>-<day>.csv`; `count` goes into X-Total-Count so that a cut shows."""
    response = StreamingHttpResponse(csv_lines(columns, rows), content_type="text/csv; charset=utf-8")
    filename = f"gtlead-{name}-{today().isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    if count is not None:
        response.headers["X-Total-Count"] = str(count)
    return response


def csv_error(message: str) -> HttpResponse:
    """Status 400 that says what was wrong with the request."""
    return HttpResponse(f"{message}\n", status=400, content_type="text/plain; charset=utf-8", headers=NOT_KEPT)


def json_response[Row](columns: Sequence[Column[Row]], rows: Iterable[Row], **about: object) -> HttpResponse:
    """`{"count", ..., "results": [...]}` with the same columns as the CSV; lists stay lists."""
    results = [{column.name: column.cell(row) for column in columns} for row in rows]
    return HttpResponse(
        json.dumps({"count": len(results), **about, "results": results}, cls=PlainEncoder, ensure_ascii=False),
        content_type="application/json; charset=utf-8",
    )


def json_error(errors: dict[str, list[str]]) -> HttpResponse:
    """Status 400 naming each wrong parameter."""
    return HttpResponse(
        json.dumps({"errors": errors}, ensure_ascii=False),
        status=400,
        content_type="application/json; charset=utf-8",
        headers=NOT_KEPT,
    )


class PlainEncoder(DjangoJSONEncoder):
    """Decimals as numbers, translated strings as text."""

    def default(self, o: object) -> object:
        """Numbers stay numbers."""
        if isinstance(o, Decimal):
            return int(o) if o == o.to_integral_value() else float(o)
        return super().default(o)
