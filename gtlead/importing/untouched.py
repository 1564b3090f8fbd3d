"""Which cells of a row say no more than our own downloads did: nobody touched them, so they change nothing."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from gtlead.importing.kinds import ImportKind, Reader
from gtlead.importing.reading import plain
from gtlead.lists.tables import safe_cell
from gtlead.records.choices import State
from gtlead.records.models import Record, Version
from gtlead.review.restoring import values_of_version

LOOKED_BACK = 100  # versions of a record


def touched(kind: ImportKind, record: Model | None, row: Mapping[str, object]) -> dict[str, object]:
    """The cells of a row that say something else than a download of the record would; lists always."""
    cells = {name: cell for name, cell in row.items() if kind.target(name) is not None}
    if record is None:
        return cells
    return {name: cell for name, cell in cells.items() if is_list(kind, name) or not same(kind, record, name, cell)}


def is_list(kind: ImportKind, name: str) -> bool:
    """Whether a column names several records."""
    target = kind.target(name)
    return target is not None and bool(target.many_to_many)


def same(kind: ImportKind, record: Model, name: str, cell: object) -> bool:
    """Whether a cell is that of a download of the record."""
    column = next((column for column in kind.columns if column.name == name), None)
    if column is None:
        return False
    shown = plain(safe_cell(column.cell(record)))
    return is_number(shown, cell) if isinstance(cell, float) else shown == cell


def is_number(shown: str | float, cell: float) -> bool:
    """Whether a text is this number."""
    try:
        return Decimal(shown) == Decimal(repr(cell))
    except InvalidOperation:
        return False


def with_hidden(record: Record, lists: Mapping[str, list[Record]]) -> tuple[dict[str, list[Record]], list[str]]:
    """The lists of a row with those members that its downloader could not see; and what these are."""
    kept: list[Record] = []
    found = {}
    for name, wanted in lists.items():
        gone = [member for member in getattr(record, name).all() if member not in wanted]
        hidden = [member for member in gone if was_hidden(member, record.updated_at)]
        found[name] = [*wanted, *hidden]
        if gone != hidden or any(member not in gone for member in wanted):
            kept += hidden
    return found, [str(member) for member in kept]


def was_hidden(member: Record, moment: object) -> bool:
    """Whether the public does not see a record now, or did not at a moment."""
    if member.state != State.PUBLISHED:
        return True
    then = member.history.filter(history_date__lte=moment).first()
    return then is not None and then.state != State.PUBLISHED


def said_before(reader: Reader, record: Record, row: Mapping[str, object]) -> Version | None:
    """The earlier version of the record of which the whole row is a download; None if it is of none."""
    kind = reader.kind
    cells = {name: cell for name, cell in row.items() if kind.target(name) is not None}
    plain_cells = {name: cell for name, cell in cells.items() if not is_list(kind, name)}
    versions: Iterable[Version] = record.history.all()[:LOOKED_BACK]
    for version in versions:
        then = version.instance
        if all(same(kind, then, name, cell) for name, cell in plain_cells.items()):
            values = values_of_version(version)
            if all(
                listed_then(reader, version, values, name, cells[name]) for name in cells.keys() - plain_cells.keys()
            ):
                return version
    return None


def listed_then(reader: Reader, version: Version, values: Mapping[str, Any], name: str, cell: object) -> bool:
    """Whether a cell names what a list of an earlier version held, but for what could not be seen."""
    target: Any = reader.kind.target(name)
    if target.name not in values:
        return True
    try:
        wanted = {member.pk for member in reader.members(target.related_model, str(cell))}
    except ValidationError:
        return False
    gone = set(values[target.name]) - wanted
    members = target.related_model._default_manager.in_bulk(gone).values()
    return wanted <= set(values[target.name]) and all(was_hidden(m, version.history_date) for m in members)
