"""Which of our records a line is about, what it confirms, what it says otherwise; and whether a file can be believed.

Pure: anything with the models' attributes will do.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from countries.domain.authorisation import ENDED_STATUSES
from countries.registers.lines import RegisterLine, UnfitFileError, normal

LEAST_KEPT = 0.8  # of the entries of the last reading
MOST_VANISHED = 0.1  # of the entries that are linked to us
TOLD = 3
DERIVED = ("modality", "inclusion")  # worked out by us when a trial comes, then an editor's
LINKED, NOT_OURS, NEW, PENDING = "linked", "not-ours", "new", "pending"


@dataclass(frozen=True)
class EntryDecision:
    """What an entry was when it was last read, or what an editor has made of it."""

    standing: str
    record: Any = None
    name: str = ""
    reason: str = ""
    is_gone: bool = False


@dataclass(frozen=True)
class LineOutcome:
    """A line that concerns us: what it is to us, and what it says of our record, by field (on file, in register)."""

    line: RegisterLine
    standing: str
    record: Any = None
    therapy: Any = None
    confirmed: tuple[str, ...] = ()
    differs: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    reason: str = ""


class NamedTherapy(Protocol):
    """A therapy with all of its names."""

    pk: int
    slug: str
    brand: str
    inn: str
    other_names: str

    @property
    def is_published(self) -> bool:
        """Whether it is public."""


class NumberedAuthorisation(Protocol):
    """An authorisation with its number in a register."""

    therapy_id: int
    register_number: str
    status: str


class Catalogue:
    """Our therapies by all of their names, and their authorisations in one jurisdiction by number."""

    def __init__(self, therapies: Iterable[NamedTherapy], authorisations: Iterable[NumberedAuthorisation]) -> None:
        self.therapies = list(therapies)
        self.brands: dict[str, set[int]] = {}
        self.substances: dict[str, set[int]] = {}
        for therapy in self.therapies:
            for name in (therapy.brand, *therapy.other_names.splitlines()):
                self.brands.setdefault(normal(name), set()).add(therapy.pk)
            if therapy.inn:
                self.substances.setdefault(normal(therapy.inn), set()).add(therapy.pk)
        self.by_key = {therapy.pk: therapy for therapy in self.therapies}
        self.numbers: dict[str, NumberedAuthorisation] = {}
        self.authorised: dict[int, list[NumberedAuthorisation]] = {}
        for authorisation in authorisations:
            self.authorised.setdefault(authorisation.therapy_id, []).append(authorisation)
            if authorisation.register_number:
                self.numbers[plain_number(authorisation.register_number)] = authorisation

    def names_of(self, therapy: NamedTherapy) -> set[str]:
        """All names of a therapy, as they are compared."""
        return {normal(name) for name in (therapy.brand, therapy.inn, *therapy.other_names.splitlines()) if name}

    def therapy_named(self, names: Sequence[str]) -> NamedTherapy | None:
        """The one therapy that the names mean, by brand before substance; None for none or several."""
        for known in (self.brands, self.substances):
            for name in names:
                found = known.get(normal(name), set())
                if len(found) == 1:
                    return self.by_key[next(iter(found))]
        return None

    def is_known(self, line: RegisterLine) -> bool:
        """Whether a line bears one of our names or numbers."""
        names = {normal(name) for name in line.names}
        return plain_number(line.key) in self.numbers or not names.isdisjoint(self.brands.keys() | self.substances)

    def record_for(self, therapy: NamedTherapy, number: str) -> NumberedAuthorisation | None:
        """The authorisation of that number, else the one in force, else the last."""
        rows = self.authorised.get(therapy.pk, [])
        same = [row for row in rows if row.register_number and plain_number(row.register_number) == number]
        in_force = [row for row in rows if row.status not in ENDED_STATUSES]
        return next(iter([*same, *in_force, *rows[::-1]]), None)

    def absent(self, seen: set[str]) -> list[str]:
        """The slugs of public therapies without an authorisation here of which no name was seen."""
        return [
            therapy.slug
            for therapy in self.therapies
            if therapy.is_published and therapy.pk not in self.authorised and self.names_of(therapy).isdisjoint(seen)
        ]


@dataclass
class RegisterComparison:
    """All that a file says to us; `problems` are reasons to hold it back."""

    outcomes: list[LineOutcome] = field(default_factory=list)
    number: int = 0
    keys: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)

    def counts(self, gone: int = 0) -> dict[str, int]:
        """Numbers of entries by what they are to us."""
        linked = [outcome for outcome in self.outcomes if outcome.standing == LINKED]
        differing = sum(bool(outcome.differs) for outcome in linked)
        return {
            "confirmed": len(linked) - differing,
            "differs": differing,
            "new": sum(outcome.standing == NEW for outcome in self.outcomes),
            "gone": gone,
            "pending": sum(outcome.standing == PENDING for outcome in self.outcomes),
            "not_ours": sum(outcome.standing == NOT_OURS for outcome in self.outcomes),
        }


def compare(
    lines: Iterable[RegisterLine],
    catalogue: Catalogue,
    decisions: Mapping[str, EntryDecision],
    strangers: Mapping[str, str],
    *,
    covers: str,
) -> RegisterComparison:
    """Look at every line, and keep those that concern us."""
    found = RegisterComparison()
    for line in each_once(lines, found):
        decision = decisions.get(line.key)
        is_ours = line.concerns or catalogue.is_known(line) or decision is not None
        if covers == "letters":
            if therapy := catalogue.therapy_named(line.names):
                found.outcomes.append(LineOutcome(line, LINKED if decision else NEW, therapy=therapy))
        elif is_ours:
            found.outcomes.append(outcome_of(line, catalogue, decision, strangers, found.problems))
    refuse_two_for_one(found, decisions)
    refuse_odd_dates(found)
    return found


def each_once(lines: Iterable[RegisterLine], found: RegisterComparison) -> Iterator[RegisterLine]:
    """The lines, counted; a number that comes twice is refused."""
    for line in lines:
        if line.key in found.keys:
            raise UnfitFileError(_("The number %(key)s stands for two entries.") % {"key": line.key})
        found.keys.add(line.key)
        found.number += 1
        found.names.update(normal(name) for name in line.names)
        yield line


def outcome_of(
    line: RegisterLine,
    catalogue: Catalogue,
    decision: EntryDecision | None,
    strangers: Mapping[str, str],
    problems: list[str],
) -> LineOutcome:
    """What one line is to us."""
    names = [name.casefold() for name in (line.key, *line.names)]
    if decision and decision.standing == NOT_OURS:
        return LineOutcome(line, NOT_OURS, reason=decision.reason)
    if reason := next((strangers[name] for name in names if name in strangers), ""):
        return LineOutcome(line, NOT_OURS, reason=reason)
    by_number = catalogue.numbers.get(plain_number(line.key))
    record = (decision.record if decision else None) or by_number
    therapy = getattr(record, "therapy", None) or catalogue.therapy_named(line.names)
    is_decided = decision and line.names and normal(decision.name) == normal(line.names[0])
    is_renamed = record is not None and line.names and not is_decided
    if (
        therapy is not None
        and is_renamed
        and {normal(name) for name in line.names}.isdisjoint(catalogue.names_of(therapy))
    ):
        problems.append(
            _("The number %(key)s was that of %(ours)s and stands for %(theirs)s now.")
            % {"key": line.key, "ours": therapy, "theirs": line.names[0]}
        )
        return LineOutcome(line, PENDING, record, therapy, reason=problems[-1])
    if record is None and therapy is not None:
        record = catalogue.record_for(therapy, plain_number(line.facts.get("register_number", "")))
    if record is None and therapy is None and not line.concerns:
        why = _("The name is that of several therapies, or the register no longer counts it among those of genes.")
        return LineOutcome(line, PENDING, reason=why)
    if record is None and not line.names:
        return LineOutcome(line, PENDING, reason=_("Nothing of ours has this number, and the register gives no name."))
    if record is None:
        return LineOutcome(line, NEW, therapy=therapy)
    confirmed, differs = compared(line, record)
    return LineOutcome(line, LINKED, record, therapy, confirmed, differs)


def compared(line: RegisterLine, record: Any) -> tuple[tuple[str, ...], dict[str, tuple[str, str]]]:
    """The fields that a line confirms, and those of which it says something else; what it does not say counts not."""
    confirmed, differs = [], {}
    said = {name: (getattr(record, name), new) for name, new in line.facts.items() if new and name not in DERIVED}
    if "countries" in line.lists:
        ours = sorted(country.slug for country in record.countries.all())
        said["countries"] = (" ".join(ours), " ".join(sorted(line.lists["countries"])))
    for name, (old, new) in said.items():
        if is_same(name, old, new):
            confirmed.append(name)
        else:
            differs[name] = (old, new)
    return tuple(confirmed), differs


def is_same(name: str, old: str, new: str) -> bool:
    """Whether two values say the same, whatever the spelling."""
    if name == "status":
        return old == new or (old in ENDED_STATUSES and new in ENDED_STATUSES)
    if name == "register_number":
        return plain_number(old) == plain_number(new)
    if name == "register_url":
        return plain_address(old) == plain_address(new)
    if name in ("holder", "sponsor"):
        return re.sub(r"\W+", "", old.casefold()) == re.sub(r"\W+", "", new.casefold())
    return old == new


def plain_number(text: str) -> str:
    """A number without spaces, in capital letters; of several the first, which is the own of the register."""
    return re.sub(r"\s+", "", text.partition(";")[0]).upper()


def plain_address(text: str) -> tuple[str, str]:
    """Host and path, whatever the scheme, www, small letters of the host and a last slash."""
    parts = urlsplit(text)
    return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/")


def refuse_two_for_one(found: RegisterComparison, decisions: Mapping[str, EntryDecision]) -> None:
    """Two entries for one record are a problem, until an editor has said what the second is."""
    seen: dict[int, LineOutcome] = {}
    for outcome in found.outcomes:
        if outcome.standing != LINKED or outcome.record is None:
            continue
        other = seen.setdefault(outcome.record.pk, outcome)
        if other is not outcome and not {outcome.line.key, other.line.key} <= decisions.keys():
            found.problems.append(
                _("%(one)s and %(other)s both seem to be %(record)s.")
                % {"one": other.line.key, "other": outcome.line.key, "record": outcome.record}
            )


def refuse_odd_dates(found: RegisterComparison) -> None:
    """Days and months that have changed places, or dates that nearly all differ, come from another form of date."""
    dates = [o.differs["date"] for o in found.outcomes if "date" in o.differs and len(o.differs["date"][0]) == 10]
    swapped = [new for old, new in dates if old == f"{new[:4]}-{new[8:]}-{new[5:7]}"]
    known = sum("date" in o.confirmed for o in found.outcomes) + len(dates)
    if len(swapped) > 1:
        found.problems.append(_("Days and months have changed places in %(n)s dates.") % {"n": len(swapped)})
    elif known >= 6 and len(dates) * 2 > known:
        found.problems.append(
            _("%(n)s of %(known)s dates differ from ours; they may be in another form.")
            % {"n": len(dates), "known": known}
        )


def why_refused(found: RegisterComparison, least: int) -> str:
    """Why the file is not the register at all; empty if it may be."""
    if found.number < least:
        return _("The file has %(number)s entries; the register never had fewer than %(least)s.") % {
            "number": found.number, "least": least,
        }  # fmt: skip
    return ""


def why_held(found: RegisterComparison, last: int, decisions: Mapping[str, EntryDecision]) -> str:
    """Why an editor should look at the file before anything of it is proposed; empty if all is well."""
    reasons = []
    if found.number < last * LEAST_KEPT:
        reasons.append(
            _("The register had %(last)s entries when last read and has %(now)s now.")
            % {"last": last, "now": found.number}
        )
    linked = {key for key, decision in decisions.items() if decision.standing == LINKED and not decision.is_gone}
    vanished = sorted(linked - found.keys)
    if len(vanished) > max(2, len(linked) * MOST_VANISHED):
        reasons.append(
            _("%(n)s entries of ours are gone at once: %(keys)s.")
            % {"n": len(vanished), "keys": ", ".join(vanished[:TOLD])}
        )
    reasons += found.problems[:TOLD]
    if (more := len(found.problems) - TOLD) > 0:
        reasons.append(_("And %(more)s more.") % {"more": more})
    return " ".join(reasons)
