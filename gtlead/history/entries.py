"""What changed, when and why, as entries for readers; from rows of history that the database counted. Pure.

What a person did is one entry a record and day; what no person did (a load of reference data) is one entry a
kind and day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from django.utils.translation import gettext as _

from gtlead.review.wording import Piece

LONGEST_LABEL = 180


@dataclass(frozen=True)
class Kind:
    """A kind of record, with its names for readers."""

    name: str
    one: str
    many: str


@dataclass(frozen=True)
class HistoryRow:
    """Equal entries of one kind's history on one day; `slug` is empty for what no person did."""

    kind: Kind
    day: date
    slug: str
    type: str
    state: str
    previous: str
    reason: str
    number: int
    latest: datetime

    @property
    def verb(self) -> str:
        """What happened, in the eyes of the public."""
        if not self.slug:
            return {"+": "added", "~": "changed"}.get(self.type, "removed")
        if self.type == "-" or self.state != "published":
            return "withdrawn"
        return "changed" if self.previous == "published" else "published"


@dataclass(frozen=True)
class Label:
    """A public record in a line, and where it stands."""

    text: str
    url: str


@dataclass(frozen=True)
class Alteration:
    """What one field said and what it says, in pieces of which those that changed are marked."""

    label: str
    old: list[Piece]
    new: list[Piece]


Alterations = Mapping[tuple[str, str, date], Sequence[Alteration]]


@dataclass(frozen=True)
class Change:
    """One entry of the list of changes; kind and slug name its record if the public can see it.

    A load of reference data has a `number` of records and no record of its own.
    """

    anchor: str
    at: datetime
    day: date
    title: str
    detail: str
    url: str
    reasons: tuple[str, ...]
    kind: str = ""
    slug: str = ""
    alterations: Sequence[Alteration] = ()
    number: int = 0


@dataclass(frozen=True)
class Day:
    """What people changed on a day, and what was loaded."""

    day: date
    changes: tuple[Change, ...]
    loads: tuple[Change, ...]

    @property
    def loaded(self) -> int:
        """How many records the loads brought or changed."""
        return sum(load.number for load in self.loads)


def by_day(changes: Iterable[Change]) -> list[Day]:
    """The entries under their days, in the order given; loads apart."""
    found: dict[date, list[Change]] = {}
    for change in changes:
        found.setdefault(change.day, []).append(change)
    return [
        Day(day, tuple(c for c in listed if not c.number), tuple(c for c in listed if c.number))
        for day, listed in found.items()
    ]


def make_changes(
    rows: Iterable[HistoryRow],
    labels: Mapping[tuple[str, str], Label],
    limit: int,
    alterations: Alterations = MappingProxyType({}),
) -> list[Change]:
    """The entries, newest first; a record that the public cannot see is named only when it was withdrawn."""
    groups: dict[tuple[date, str, str], list[HistoryRow]] = {}
    for row in rows:
        groups.setdefault((row.day, row.kind.name, row.slug), []).append(row)
    changes = []
    for group in groups.values():
        ordered = sorted(group, key=lambda row: row.latest)
        last = ordered[-1]
        label = labels.get((last.kind.name, last.slug))
        if not last.slug:
            changes.append(of_many(ordered))
        elif label is not None or last.verb == "withdrawn":
            changes.append(of_one(ordered, label, alterations.get((last.kind.name, last.slug, last.day), ())))
    return sorted(changes, key=lambda change: (change.at, change.anchor), reverse=True)[:limit]


def of_many(rows: list[HistoryRow]) -> Change:
    """What happened to a kind of record on a day, in numbers."""
    last = rows[-1]
    numbers = {verb: sum(row.number for row in rows if row.verb == verb) for verb in ("added", "changed", "removed")}
    counts = [
        text % {"number": numbers[verb]}
        for verb, text in (
            ("added", _("%(number)s added")),
            ("changed", _("%(number)s changed")),
            ("removed", _("%(number)s removed")),
        )
        if numbers[verb]
    ]
    title = f"{last.kind.many[:1].upper()}{last.kind.many[1:]}: {', '.join(counts)}"
    return Change(
        f"{last.day}-{last.kind.name}",
        last.latest,
        last.day,
        title,
        "",
        "",
        reasons_of(rows),
        number=sum(numbers.values()),
    )


def of_one(rows: list[HistoryRow], label: Label | None, alterations: Sequence[Alteration]) -> Change:
    """What happened to a record on a day: its last state counts, but new stays new."""
    last = rows[-1]
    verbs = {row.verb for row in rows}
    verb = "published" if last.verb == "changed" and "published" in verbs else last.verb
    words = {
        "published": _("%(kind)s published"),
        "changed": _("%(kind)s changed"),
        "withdrawn": _("%(kind)s withdrawn"),
    }
    kind = f"{last.kind.one[:1].upper()}{last.kind.one[1:]}"
    shown = label if verb != "withdrawn" else None
    return Change(
        f"{last.day}-{last.kind.name}-{last.slug}",
        last.latest,
        last.day,
        words[verb] % {"kind": kind},
        shortened(shown.text) if shown else last.slug,
        shown.url if shown else "",
        reasons_of(rows),
        last.kind.name if shown else "",
        last.slug if shown else "",
        alterations if verb == "changed" else (),
    )


def reasons_of(rows: list[HistoryRow]) -> tuple[str, ...]:
    """The reasons given, each once, in order of time."""
    return tuple(dict.fromkeys(row.reason for row in rows if row.reason))


def shortened(text: str) -> str:
    """A label of a sensible length."""
    return text if len(text) <= LONGEST_LABEL else f"{text[:LONGEST_LABEL].rsplit(' ', 1)[0]} …"
