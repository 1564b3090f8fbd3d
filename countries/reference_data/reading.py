"""From files to entries: each remembers its file and line, so that a refusal can name them."""

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from gtlead.sources.quotations import digest_of


@dataclass(frozen=True)
class DataEntry:
    """One row of a CSV file or one table of a TOML file."""

    file: Path
    line: int
    values: dict[str, Any]

    def refuse(self, reason: str) -> "Refusal":
        """Why this entry breaks a rule."""
        return Refusal(self.file, self.line, reason)


@dataclass(frozen=True)
class Refusal:
    """A broken rule, with the place where to mend it."""

    file: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class BrokenFileError(Exception):
    """A file that cannot be read as what its name says."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


def read_csv(path: Path) -> Iterator[DataEntry]:
    """The rows of a CSV file with a header line; values are stripped text."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, restkey="(too many)", restval=None, strict=True)
        try:
            for row in reader:
                if "(too many)" in row or None in row.values():
                    raise BrokenFileError(Refusal(path, reader.line_num, "the row has not as many cells as the header"))
                yield DataEntry(path, reader.line_num, {name: value.strip() for name, value in row.items()})
        except (csv.Error, UnicodeDecodeError) as error:
            raise BrokenFileError(Refusal(path, reader.reader.line_num, str(error))) from error


def read_toml(path: Path) -> dict[str, object]:
    """A TOML file as a dictionary."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BrokenFileError(Refusal(path, 1, str(error))) from error


def toml_tables(path: Path, name: str, document: dict[str, Any]) -> Iterator[DataEntry]:
    """The tables `[[name]]` of a TOML document, each with the line of its header."""
    lines = path.read_text(encoding="utf-8").splitlines()
    starts = [number for number, line in enumerate(lines, 1) if line.strip() == f"[[{name}]]"]
    for number, table in zip(starts, document.get(name, []), strict=True):
        yield DataEntry(path, number, table)


def kept_readings(root: Path) -> dict[str, str]:
    """What was read of sources whose terms allow to keep it, by its digest."""
    texts = [path.read_text() for path in sorted(root.glob("gtlead/data/readings/*.txt"))]
    return {digest_of(text): text for text in texts}
