"""The FDA's Purple Book of licensed biological products: a monthly CSV with a preamble. Pure."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

from countries.registers.lines import (
    FilePage,
    RegisterLine,
    UnfitFileError,
    day,
    grouped,
    is_gene_therapy,
    refuse_pages_of_the_web,
)

FORM = "fda-purple-book"
COVERS = "authorisations"
COMPLETE = True

FIRST = "N/R/U"  # the first cell of each header: of the month's changes, then of the whole database
MOST_HEADERS = 2
NEEDED = ("Applicant", "BLA Number", "Proprietary Name", "Proper Name", "Licensure", "Approval Date", "Center")
STATUSES = {"licensed": "authorised", "revoked": "revoked", "voluntarily revoked": "withdrawn"}


def read(pages: Iterable[FilePage]) -> Iterator[RegisterLine]:
    """One line for each licence (BLA), whatever its strengths and presentations."""
    for page in pages:
        for number, rows in grouped(rows_in(page), lambda row: row["BLA Number"]):
            yield line_of(number, rows)


def rows_in(page: FilePage) -> Iterator[Mapping[str, str]]:
    """The rows under the last header."""
    refuse_pages_of_the_web(page.content)
    try:
        cells = list(csv.reader(io.StringIO(page.content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnfitFileError(_("The file breaks off or is no CSV: %(why)s.") % {"why": str(error)[:100]}) from error
    headers = [number for number, row in enumerate(cells) if row and row[0].strip() == FIRST]
    if not headers:
        raise UnfitFileError(_("No line begins with the column %(name)s.") % {"name": FIRST})
    if len(headers) > MOST_HEADERS:
        raise UnfitFileError(
            _("The header stands there %(n)s times; this is more than one file.") % {"n": len(headers)}
        )
    names = [cell.strip() for cell in cells[headers[-1]]]
    if twice := [name for n, name in enumerate(names) if name in names[:n]]:
        raise UnfitFileError(_("“%(name)s” stands there twice.") % {"name": twice[0]})
    if missing := [name for name in NEEDED if name not in names]:
        raise UnfitFileError(_("Columns are missing or have another name: %(names)s.") % {"names": ", ".join(missing)})
    for number, row in enumerate(cells[headers[-1] + 1 :], headers[-1] + 2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(names):
            raise UnfitFileError(
                _("Line %(line)s has %(found)s cells instead of %(wanted)s; the file was cut.")
                % {"line": number, "found": len(row), "wanted": len(names)}
            )
        yield {name: cell.strip() for name, cell in zip(names, row, strict=True)}


def line_of(number: str, rows: list[Mapping[str, str]]) -> RegisterLine:
    """One licence; two brands under one number are two products."""
    brands = {row["Proprietary Name"].casefold() for row in rows if row["Proprietary Name"]}
    if not number.isdecimal() or len(brands) > 1:
        raise UnfitFileError(
            _("The number %(number)s stands for several products: %(names)s.")
            % {"number": number or "(empty)", "names": ", ".join(sorted(brands))[:200]}
        )
    granted = [day(row["Approval Date"], "%B %d, %Y", "%b %d, %Y") for row in rows]
    first = rows[0]
    names = tuple(dict.fromkeys(n for n in (first["Proprietary Name"], *(r["Proper Name"] for r in rows)) if n))
    concerns = first["Center"] == "CBER" and is_gene_therapy(first["Proper Name"])
    facts = {
        "date": min((text for text in granted if text), default=""),
        "status": status_of(first["Licensure"]),
        "holder": first["Applicant"],
        "register_number": f"BLA{number}",
    }
    return RegisterLine(f"BLA{number}", names, concerns, facts if first["Center"] == "CBER" else {})


def status_of(word: str) -> str:
    """A word of the register as one of ours; one that nobody knows is refused."""
    if word.lower() not in STATUSES:
        raise UnfitFileError(_("“%(word)s” is no state of a licence that we know.") % {"word": word[:40]})
    return STATUSES[word.lower()]
