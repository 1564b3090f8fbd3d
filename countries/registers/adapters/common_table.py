"""The common form in which an editor brings a register that has no file: CSV or XLSX, a line for each product. Pure."""

import io
from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

from countries.registers.lines import FilePage, RegisterLine, UnfitFileError, day, refuse_pages_of_the_web
from gtlead.importing.reading import read_table
from gtlead.importing.workbooks import UnreadableError

FORM = "common-table"
COVERS = "authorisations"
COMPLETE = True

COLUMNS = (
    "number", "medicine", "active_substance", "state", "authorised_on", "ended_on", "conditional",
    "exceptional_circumstances", "holder", "url",
)  # fmt: skip
BESIDE = ("opinion_on", "orphan", "prime", "accelerated_assessment", "class", "note")  # read by people
STATES = ("authorised", "withdrawn", "revoked", "expired")
MOST_ENTRIES = 50_000
FLAGS = {"yes": True, "no": False, "": False}


def read(pages: Iterable[FilePage]) -> Iterator[RegisterLine]:
    """The products, each named by number or by name."""
    for page in pages:
        for row in rows_in(page):
            yield line_of(row)


def rows_in(page: FilePage) -> Iterator[Mapping[str, str]]:
    """The rows, if all columns are known and those that name a product are there."""
    if not page.name.lower().endswith(".xlsx"):
        refuse_pages_of_the_web(page.content)
        if not page.content.endswith(b"\n"):
            raise UnfitFileError(_("The last line has no end; the file was cut."))
    try:
        rows = [row.values for row in read_table(page.name or "table.csv", io.BytesIO(page.content), most=MOST_ENTRIES)]
    except UnreadableError as error:
        raise UnfitFileError(str(error)) from error
    if not rows:
        raise UnfitFileError(_("The file has no rows."))
    names = rows[0].keys()
    missing = [] if {"number", "medicine"} & names else ["number or medicine"]
    missing += [name for name in ("authorised_on",) if name not in names]
    unknown = [name for name in names if name not in (*COLUMNS, *BESIDE)]
    if missing or unknown:
        told = [_("missing: %(names)s") % {"names": ", ".join(missing)}] if missing else []
        told += [_("unknown: %(names)s") % {"names": ", ".join(unknown)}] if unknown else []
        raise UnfitFileError(_("Columns are missing or have another name; %(told)s.") % {"told": "; ".join(told)})
    yield from rows


def line_of(row: Mapping[str, str]) -> RegisterLine:
    """One product; what a cell leaves empty the register does not say."""
    names = tuple(row[name] for name in ("medicine", "active_substance") if row.get(name))
    key = row.get("number") or row.get("medicine") or ""
    if not key:
        raise UnfitFileError(_("A line has neither a number nor a name."))
    state = row.get("state", "")
    if state and state not in STATES:
        raise UnfitFileError(_("“%(word)s” is no state that we know.") % {"word": state[:40]})
    conditional, exceptional = (flag(row.get(name, "")) for name in ("conditional", "exceptional_circumstances"))
    facts = {
        "date": day(row.get("authorised_on", ""), "%Y-%m-%d"),
        "status": "conditional" if state == "authorised" and conditional else state,
        "ended": day(row.get("ended_on", ""), "%Y-%m-%d"),
        "holder": row.get("holder", ""),
        "register_number": row.get("number", ""),
        "register_url": row.get("url", ""),
        "pathway": "exceptional-circumstances" if exceptional else "",
    }
    return RegisterLine(
        key, names, facts={name: text for name, text in facts.items() if text}, url=facts["register_url"]
    )


def flag(word: str) -> bool:
    """Yes, no, or nothing."""
    if word.lower() not in FLAGS:
        raise UnfitFileError(_("“%(word)s” is neither yes nor no.") % {"word": word[:40]})
    return FLAGS[word.lower()]
