"""What adapters make of a register's file, and the words in which they refuse one. Pure."""

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

SUFFIX = re.compile(r"-[a-z]{4}$")  # four letters that the FDA adds to a biological name
MARKS = re.compile(r"[®™©*]|\([^)]*\)|previously .*$", re.IGNORECASE)
# Stems of non-proprietary names for gene-modified cells, vectors and plasmids.
GENE_STEM = re.compile(r"(leucel|temcel|taroretcel|zamikeracel|vec|plasmid)\b", re.IGNORECASE)


class UnfitFileError(Exception):
    """A file that is not what the register's form promises; says why."""


@dataclass(frozen=True)
class FilePage:
    """One file, or one part of an answer that comes in parts."""

    content: bytes
    name: str = ""


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One entry of a register: its number there, its names (brand first), and what it says, by field of our record.

    `concerns` marks what belongs to the atlas by the register's own flags; other lines are only looked through for
    our names, and need no facts. `lists` holds slugs or codes of what a trial is joined to.
    """

    key: str
    names: tuple[str, ...]
    concerns: bool = True
    facts: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    url: str = ""

    def as_json(self) -> dict[str, object]:
        """As a reading keeps it."""
        return asdict(self)


def line_from_json(kept: dict[str, Any]) -> RegisterLine:
    """What a reading kept."""
    lists = {name: tuple(values) for name, values in kept["lists"].items()}
    return RegisterLine(**kept | {"names": tuple(kept["names"]), "lists": lists})


def normal(name: str) -> str:
    """A name as it is compared: small letters, without marks, brackets, the FDA's four letters and odd spaces."""
    plain = " ".join(MARKS.sub(" ", name).casefold().split()).strip(" ,.;")
    return SUFFIX.sub("", plain)


def is_gene_therapy(name: str) -> bool:
    """Whether a non-proprietary name says that genes are carried."""
    return bool(GENE_STEM.search(SUFFIX.sub("", name.strip().lower())))


def day(text: str, *forms: str) -> str:
    """A date as `2026-07-20`, empty if there is none; UnfitError if it is written in another form or impossible."""
    text = text.strip()
    if not text:
        return ""
    for form in forms:
        try:
            found = datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if date(1980, 1, 1) <= found <= date(2100, 1, 1):
            return found.isoformat()
    raise UnfitFileError(_("“%(text)s” is not a date in the form of this register.") % {"text": text[:40]})


def refuse_pages_of_the_web(content: bytes) -> None:
    """Where data are expected, a page for people says that something is wrong."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        raise UnfitFileError(_("This is a page for people (HTML), not the file of the register."))
    if not content.strip():
        raise UnfitFileError(_("The file is empty."))


def json_document(page: FilePage, keep: Collection[str]) -> dict[str, Any]:
    """The document; of each object only these fields are kept, so that a long list needs little memory."""
    refuse_pages_of_the_web(page.content)

    def cut(pairs: list[tuple[str, object]]) -> dict[str, object]:
        kept = [pair for pair in pairs if pair[0] in keep]
        found = dict(kept)
        if len(found) < len(kept):
            twice = next(name for n, (name, _value) in enumerate(kept) if name in dict(kept[:n]))
            raise UnfitFileError(_("“%(name)s” stands twice in one object.") % {"name": twice})
        return found

    try:
        document = json.loads(page.content, object_pairs_hook=cut)
    except (ValueError, RecursionError) as error:
        raise UnfitFileError(_("The file breaks off or is no JSON: %(why)s.") % {"why": str(error)[:100]}) from error
    if not isinstance(document, dict):
        raise UnfitFileError(_("The file is JSON, but not the document of this register."))
    return document


def rows_of(document: Mapping[str, object], name: str, needed: Collection[str]) -> list[dict[str, Any]]:
    """The list of objects under a name; every one has all needed fields."""
    rows = document.get(name)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UnfitFileError(_("The list “%(name)s” is missing from the file.") % {"name": name})
    for row in rows:
        if missing := [column for column in needed if column not in row]:
            raise UnfitFileError(
                _("Columns are missing or have another name: %(names)s.") % {"names": ", ".join(missing)}
            )
    return rows


def refuse_incomplete(found: int, promised: object) -> None:
    """A file that says how many entries it has must have them."""
    if isinstance(promised, int | str) and str(promised).isdecimal() and int(promised) != found:
        raise UnfitFileError(
            _("The file says that it has %(promised)s entries and has %(found)s; it was cut.")
            % {"promised": promised, "found": found}
        )


def grouped[Row: Mapping[str, str]](rows: Iterable[Row], key: Callable[[Row], str]) -> Iterator[tuple[str, list[Row]]]:
    """Rows of one number, such as the strengths of one product, in the order of the file."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    yield from groups.items()
