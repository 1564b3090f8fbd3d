"""What changed, when and why, as readers are told; from entries of the public trace. Pure.

What a person did is an entry each; what no person did (a load of reference data) is one entry a kind and day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol, TypedDict

from django.utils.translation import gettext as _

from gtlead.records.addresses import asking
from gtlead.review.wording import Piece, marked


@dataclass(frozen=True)
class RecordKind:
    """A kind of record, with its names for readers."""

    name: str
    one: str
    many: str


@dataclass(frozen=True)
class Alteration:
    """What one field said and what it says, in pieces of which those that changed are marked."""

    label: str
    old: list[Piece]
    new: list[Piece]


@dataclass(frozen=True)
class Change:
    """One entry of the list of changes; kind and slug name the record of what can be read as it stood that day.

    A load of reference data has a `number` of records and no record of its own. What was removed has the address of
    the page as it last stood.
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
    cause: str = ""
    last_address: str = ""


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


class Traced(Protocol):
    """What a person did to a record, as the trace keeps it."""

    anchor: str
    at: datetime
    day: date
    kind: str
    slug: str
    verb: str
    label: str
    url: str
    reason: str
    cause: str
    fields: list[dict[str, str]]


class CountedRow(TypedDict):
    """What no person did on a day, in numbers."""

    day: date
    kind: str
    verb: str
    reason: str
    total: int
    latest: datetime


def made_by_people(entries: Iterable[Traced], kinds: Mapping[str, RecordKind]) -> list[Change]:
    """What people did, one by one."""
    return [of_one(entry, kinds.get(entry.kind) or unknown(entry.kind)) for entry in entries]


def made_by_machine(rows: Iterable[CountedRow], kinds: Mapping[str, RecordKind]) -> list[Change]:
    """What no person did: rows of day, kind, verb, reason, total and latest, as one entry a kind and day."""
    groups: dict[tuple[date, str], list[CountedRow]] = {}
    for row in rows:
        groups.setdefault((row["day"], row["kind"]), []).append(row)
    return [of_many(group, kinds.get(kind) or unknown(kind)) for (_day, kind), group in groups.items()]


def newest_first(changes: Iterable[Change], limit: int) -> list[Change]:
    """The latest of all."""
    return sorted(changes, key=lambda change: (change.at, change.anchor), reverse=True)[:limit]


def unknown(kind: str) -> RecordKind:
    """A kind that there is no more."""
    return RecordKind(kind, kind, kind)


def of_many(rows: Sequence[CountedRow], kind: RecordKind) -> Change:
    """What happened to a kind of record on a day, in numbers."""
    texts = {"published": _("%(number)s added"), "changed": _("%(number)s changed"), "removed": _("%(number)s removed")}
    numbers = {verb: sum(row["total"] for row in rows if row["verb"] == verb) for verb in texts}
    counts = [text % {"number": numbers[verb]} for verb, text in texts.items() if numbers[verb]]
    ordered = sorted(rows, key=lambda row: row["latest"])
    last = ordered[-1]
    title = f"{kind.many[:1].upper()}{kind.many[1:]}: {', '.join(counts)}"
    reasons = tuple(dict.fromkeys(row["reason"] for row in ordered if row["reason"]))
    anchor = f"{last['day']}-{kind.name}"
    return Change(anchor, last["latest"], last["day"], title, "", "", reasons, number=sum(numbers.values()))


def of_one(entry: Traced, kind: RecordKind) -> Change:
    """What happened to a record."""
    words = {
        "published": _("%(kind)s published"),
        "changed": _("%(kind)s changed"),
        "removed": _("%(kind)s removed from the atlas"),
    }
    is_removed = entry.verb == "removed"
    return Change(
        entry.anchor,
        entry.at,
        entry.day,
        words[entry.verb] % {"kind": f"{kind.one[:1].upper()}{kind.one[1:]}"},
        entry.label or entry.slug,
        "" if is_removed else entry.url,
        (entry.reason,) if entry.reason else (),
        "" if is_removed else entry.kind,
        "" if is_removed else entry.slug,
        tuple(Alteration(field["label"], *marked(field["old"], field["new"])) for field in entry.fields),
        cause=entry.cause,
        last_address=last_address(entry.url, entry.at) if is_removed else "",
    )


def last_address(url: str, gone_at: datetime) -> str:
    """Where a page is shown as it last stood: its edition of the second before; empty without a page."""
    moment = f"{(gone_at - timedelta(seconds=1)).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return asking(url, f"edition={moment}") if url else ""
