"""A page or a document as reference managers take it: BibTeX and RIS. Pure."""

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

# What BibTeX would read as a command or the end of a field.
SPECIAL = {"\\": r"\textbackslash{}", **{mark: f"\\{mark}" for mark in "&%$#_{}"}, "~": r"\textasciitilde{}"}
SAFE = "/:?=,;@()!*$"  # what an address may hold as it is
RIS_TYPES = {"page": "ELEC", "data": "DATA"}


@dataclass(frozen=True)
class Reference:
    """What a bibliography says of something read on the web; `published` is a day, or as much of it as is known."""

    key: str
    title: str
    author: str
    publisher: str
    published: str
    address: str
    read_on: date
    edition: str = ""
    licence: str = ""
    language: str = ""
    kind: str = "page"

    @property
    def year(self) -> str:
        """The year of publication, or "" where it is not known."""
        return self.published[:4]

    @property
    def bibtex(self) -> str:
        """An entry that BibTeX and biblatex read."""
        fields = {
            "title": f"{{{plain(self.title)}}}",
            "author": f"{{{plain(self.author)}}}",
            "publisher": plain(self.publisher),
            "year": self.year,
            "edition": plain(self.edition),
            "url": self.address,
            "urldate": self.read_on.isoformat(),
            "note": plain(self.licence),
            "language": self.language,
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
        return "\n".join([f"@misc{{{key_of(self.key)},", *lines, "}", ""])

    @property
    def ris(self) -> str:
        """A record as the RIS format has it: one tag a line, ended by ER."""
        tags = [
            ("TY", RIS_TYPES[self.kind]),
            ("TI", self.title),
            ("AU", self.author),
            ("PB", self.publisher),
            ("PY", self.year),
            ("DA", "/".join([*self.published.split("-"), "", ""][:3]) + "/" if self.published else ""),
            ("ET", self.edition),
            ("UR", self.address),
            ("Y2", f"{self.read_on:%Y/%m/%d}/"),
            ("LA", self.language),
            ("N1", self.licence),
        ]
        lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in tags if value]
        return "\r\n".join([*lines, "ER  - ", ""])


def plain(text: str) -> str:
    """The text on one line with nothing in it that BibTeX would obey."""
    return "".join(SPECIAL.get(letter, letter) for letter in " ".join(text.split()))


def key_of(words: str) -> str:
    """A citation key: letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-") or "gtlead"


def as_file(text: str, media_type: str) -> str:
    """An address that holds the whole file, so that taking it away asks nobody."""
    return f"data:{media_type};charset=utf-8,{quote(text, safe=SAFE)}"
