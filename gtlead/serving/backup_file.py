"""A backup is one ZIP file: a table in each member, one row a line in JSON, and a manifest that vouches for them. Pure.

Nothing is ever unpacked to a path that the file names: members have the names that are known here, or it is refused.
"""

import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

FORMAT = 1
MANIFEST = "manifest.json"
KEY = "state/secret_key"
MEMBER = re.compile(r"tables/[a-z_]+\.[a-z0-9_]+\.jsonl|" + re.escape(KEY))
MOST_MANIFEST = 4 * 1024 * 1024  # bytes
PIECE = 1024 * 1024
DAMAGED = (BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)


class BackupError(Exception):
    """This file cannot be used; says why."""


@dataclass(frozen=True)
class Member:
    """What the manifest says of a member: rows (of tables), bytes before compression, and their digest."""

    sha256: str
    bytes: int
    rows: int = 0
    fields: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Manifest:
    """What is in a backup and what it was made of. `last_numbers` are the keys given last, by table of the database."""

    version: str
    made_at: str
    database: str
    content_version: int
    migrations: list[list[str]]
    last_numbers: dict[str, int]
    members: dict[str, Member]
    format: int = FORMAT

    @property
    def tables(self) -> dict[str, Member]:
        """The members that are tables, by label such as `countries.country`."""
        return {table_of(name): member for name, member in self.members.items() if name != KEY}

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(member.rows for member in self.members.values())


def member_of(table: str) -> str:
    """The member that holds a table, by its label."""
    return f"tables/{table}.jsonl"


def table_of(member: str) -> str:
    """The label of the table that a member holds."""
    return member.removeprefix("tables/").removesuffix(".jsonl")


def add_member(archive: ZipFile, name: str, lines: Iterable[bytes], fields: list[str]) -> Member:
    """Write the lines, each a row."""
    digest, size, rows = hashlib.sha256(), 0, 0
    with archive.open(ZipInfo(name), "w", force_zip64=True) as member:
        for line in lines:
            member.write(line)
            digest.update(line)
            size += len(line)
            rows += 1
    return Member(digest.hexdigest(), size, rows, fields)


def add_manifest(archive: ZipFile, manifest: Manifest) -> None:
    """Write what vouches for the rest; last, when all is known."""
    archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))


def new_archive(path: Path) -> ZipFile:
    """An empty file to write to."""
    return ZipFile(path, "w", ZIP_DEFLATED)


def open_backup(path: Path) -> tuple[ZipFile, Manifest]:
    """The file, once everything in it is as the manifest says."""
    try:
        archive = ZipFile(path)
    except FileNotFoundError as error:
        raise BackupError(f"There is no file {path}.") from error
    except DAMAGED as error:
        raise BackupError(f"{path} is not a backup, or damaged ({error}).") from error
    try:
        manifest = read_manifest(archive)
        check_names(archive, manifest)
        for name, member in manifest.members.items():
            check_member(archive, name, member)
    except BackupError:
        archive.close()
        raise
    except DAMAGED as error:
        archive.close()
        raise BackupError(f"{path} is damaged ({error}).") from error
    return archive, manifest


def read_manifest(archive: ZipFile) -> Manifest:
    """The manifest, if it is one of this format."""
    try:
        with archive.open(MANIFEST) as member:
            found = json.loads(member.read(MOST_MANIFEST))
        if found["format"] != FORMAT:
            raise BackupError(f"The backup has format {found['format']}; this version of GT Lead reads {FORMAT}.")
        return Manifest(**found | {"members": {name: Member(**said) for name, said in found["members"].items()}})
    except (KeyError, TypeError, AttributeError) as error:
        raise BackupError(f"The file has no manifest of a backup ({error}).") from error


def check_names(archive: ZipFile, manifest: Manifest) -> None:
    """Exactly the members of the manifest, each once, and none with a name that could lead elsewhere."""
    names = [info.filename for info in archive.infolist()]
    if strange := [name for name in {*names, *manifest.members} - {MANIFEST} if not MEMBER.fullmatch(name)]:
        raise BackupError(f"The file holds {strange[0]!r}, which no backup does.")
    if sorted(names) != sorted([MANIFEST, *manifest.members]):
        raise BackupError("The file does not hold exactly what its manifest says.")


def check_member(archive: ZipFile, name: str, said: Member) -> None:
    """The bytes are those that were written."""
    digest, size = hashlib.sha256(), 0
    with archive.open(name) as member:
        while piece := member.read(PIECE):
            digest.update(piece)
            size += len(piece)
            if size > said.bytes:
                break
    if (digest.hexdigest(), size) != (said.sha256, said.bytes):
        raise BackupError(f"{name} is not what was written: the backup is damaged or was changed.")


def rows_of(archive: ZipFile, table: str) -> Iterator[list[object]]:
    """The rows of a table, one after the other."""
    with archive.open(member_of(table)) as member:
        for line in member:
            yield json.loads(line)
