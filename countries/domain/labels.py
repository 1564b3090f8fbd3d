"""The labels of a therapy as data: what each licence says now, and what it said before. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from countries.domain.shapes import Authorisation
from gtlead.sources.bibliography import Fact

IN_FORCE = ("authorised", "conditional")
INDICATION = "indication"


class LabelEntry(Fact, Protocol):
    """Something that the label of a licence says, from its date until it ended."""

    slug: str
    kind: str
    text: str
    age: str
    line: str
    date: str
    ended: str
    authorisation_id: int

    @property
    def authorisation(self) -> Authorisation:
        """The licence."""


@dataclass(frozen=True)
class Label:
    """The label of one licence: the uses it is for, the warnings it carries, and what it says no more."""

    licence: Authorisation
    uses: Sequence[LabelEntry]
    warnings: Sequence[LabelEntry]
    past: Sequence[LabelEntry]


def holds(entry: LabelEntry) -> bool:
    """Whether the label says so now: with the licence all of it ends."""
    return not entry.ended and entry.authorisation.status in IN_FORCE


def make_labels(entries: Iterable[LabelEntry]) -> list[Label]:
    """A label for each licence that has an entry, in the order of the entries; each part by its dates."""
    by_licence: dict[int, list[LabelEntry]] = {}
    for entry in entries:
        by_licence.setdefault(entry.authorisation_id, []).append(entry)
    labels = []
    for found in by_licence.values():
        dated = sorted(found, key=lambda entry: entry.date)
        now = [entry for entry in dated if holds(entry)]
        labels.append(
            Label(
                licence=found[0].authorisation,
                uses=[entry for entry in now if entry.kind == INDICATION],
                warnings=[entry for entry in now if entry.kind != INDICATION],
                past=[entry for entry in dated if not holds(entry)],
            )
        )
    return labels
