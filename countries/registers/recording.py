"""What was read is written down, and what differs is put before a reviewer; nothing of it becomes public here."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from countries.models import Authorisation, Difference, Entry, Reading, Register, Therapy, Trial
from countries.registers.adapters import adapters
from countries.registers.comparing import (
    LINKED,
    NEW,
    Catalogue,
    EntryDecision,
    LineOutcome,
    RegisterComparison,
    compare,
    why_held,
    why_refused,
)
from countries.registers.drafts import (
    cite,
    country_keys,
    draft_authorisation,
    draft_letter,
    draft_look_through,
    draft_trials,
)
from countries.registers.lines import FilePage, UnfitFileError, line_from_json
from gtlead.publication.content_version import held_version, raise_version
from gtlead.review.models import LONGEST_REASON, Proposal
from gtlead.review.submitting import is_decided, open_proposal, propose
from gtlead.sources.models import Fact

Outcomes = Reading.Outcome


class TrialCatalogue(Catalogue):
    """Our trials by number: a trial's titles are no names, so nothing but the number is compared."""

    def __init__(self, trials: Iterable[Trial]) -> None:
        super().__init__((), ())
        self.numbers = {trial.number: trial for trial in trials}


def catalogue_for(register: Register, covers: str) -> Catalogue:
    """What of ours the lines are compared with."""
    if covers == "trials":
        return TrialCatalogue(Trial.objects.with_lists_of(register))
    jurisdiction = Authorisation.objects.exclude(state="archived").filter(jurisdiction=register.jurisdiction)
    return Catalogue(Therapy.objects.exclude(state="archived"), jurisdiction.select_related("therapy", "jurisdiction"))


def decisions_of(register: Register) -> dict[str, EntryDecision]:
    """What the entries were, by number."""
    return {
        entry.key: EntryDecision(entry.standing, entry.record, entry.name, entry.reason, entry.is_gone)
        for entry in Entry.objects.of(register)
    }


def digested(pages: Iterable[FilePage], add: Callable[[bytes], object]) -> Iterator[FilePage]:
    """The pages, each added to the hash as it passes."""
    for page in pages:
        add(page.content)
        yield page


def read_register(
    register: Register, pages: Iterable[FilePage], as_of: date, *, dry_run: bool = False
) -> tuple[Reading, RegisterComparison]:
    """Read a file, compare it, and write down what came of it; a dry run writes nothing."""
    adapter, digest, found = adapters()[register.form], hashlib.sha256(), RegisterComparison()
    reading = Reading(register=register, as_of=as_of, outcome=Outcomes.REFUSED)
    decisions, last = decisions_of(register), Reading.objects.last_of(register)
    catalogue = catalogue_for(register, adapter.COVERS)
    try:
        lines = adapter.read(digested(pages, digest.update))
        found = compare(lines, catalogue, decisions, register.strangers, covers=adapter.COVERS)
        reading.reason = why_refused(found, register.least_entries)
    except UnfitFileError as error:
        reading.reason = str(error)
    reading.digest, reading.entries = digest.hexdigest(), found.number
    if not reading.reason:
        reading.excerpt = [outcome.line.as_json() for outcome in found.outcomes]
        complete = adapter.COMPLETE and adapter.COVERS == "authorisations"
        reading.absent = catalogue.absent(found.names) if complete else []
        settle(reading, found, last, decisions)
    if not dry_run:
        with transaction.atomic(), held_version():
            reading.save()
            raise_version()  # pages say when it was last read, whatever came of it
            if reading.outcome == Outcomes.READ:
                record(reading, found)
            elif last is not None and reading.outcome == Outcomes.UNCHANGED:
                reading.counts = last.counts
                reading.save(update_fields=["counts"])
    return reading, found


def settle(
    reading: Reading, found: RegisterComparison, last: Reading | None, decisions: dict[str, EntryDecision]
) -> None:
    """Whether the file is believed: the same as before, held for an editor, or read."""
    gone = [key for key, decision in decisions.items() if key not in found.keys and not decision.is_gone]
    reading.counts = found.counts(len(gone))
    if last and last.digest == reading.digest:
        reading.outcome = Outcomes.UNCHANGED
    elif reason := why_held(found, last.entries if last else 0, decisions):
        reading.outcome, reading.reason = Outcomes.HELD, reason
    else:
        reading.outcome = Outcomes.READ


def release(reading: Reading, *, why: str) -> Reading:
    """An editor has looked at a held reading and takes it for right; what it says is compared anew."""
    register, covers = reading.register, adapters()[reading.register.form].COVERS
    lines = [line_from_json(kept) for kept in reading.excerpt]
    with transaction.atomic(), held_version():
        decisions = decisions_of(register)
        found = compare(lines, catalogue_for(register, covers), decisions, register.strangers, covers=covers)
        reading.outcome = Outcomes.READ
        reading.reason = f"{reading.reason} {_('Released: %(why)s') % {'why': why}}"
        reading.save()
        raise_version()
        record(reading, found)
    return reading


def record(reading: Reading, found: RegisterComparison) -> None:
    """Keep the entries; put what differs and what is new before people."""
    register = reading.register
    cite(reading)
    entries = keep_entries(reading, found)
    proposed = Difference.objects.latest_of(register)
    gone = Entry.objects.filter(register=register).exclude(key__in=entries).exclude(is_gone=True)
    pending = 0
    for outcome in found.outcomes:
        entry = entries[outcome.line.key]
        if outcome.standing == LINKED and outcome.record is not None:
            pending += not put_before_reviewer(reading, entry, outcome, proposed)
    draft_new(reading, found, entries)
    if reading.absent:
        draft_look_through(reading)
    reading.counts = found.counts(gone.count()) | {"pending": found.counts()["pending"] + pending}
    gone.update(is_gone=True)
    reading.save(update_fields=["counts"])


def keep_entries(reading: Reading, found: RegisterComparison) -> dict[str, Entry]:
    """The lines that concern us as entries, by number; an editor's decision stays."""
    known = {entry.key: entry for entry in Entry.objects.of(reading.register)}
    new: list[Entry] = []
    old: list[Entry] = []
    for outcome in found.outcomes:
        line = outcome.line
        entry = known.get(line.key) or Entry(register=reading.register, key=line.key, first_reading=reading)
        entry.name = (line.names[0] if line.names else line.key)[:400]
        entry.facts, entry.url, entry.last_reading, entry.is_gone = dict(line.facts), line.url, reading, False
        entry.standing, entry.reason = outcome.standing, outcome.reason
        if isinstance(outcome.record, Authorisation):
            entry.authorisation = outcome.record
        elif isinstance(outcome.record, Trial):
            entry.trial = outcome.record
        (old if entry.pk else new).append(entry)
    Entry.objects.bulk_create(new, batch_size=500)
    changed = ["name", "facts", "url", "last_reading", "is_gone", "standing", "reason", "authorisation", "trial"]
    Entry.objects.bulk_update(old, changed, batch_size=500)
    return {entry.key: entry for entry in [*new, *old]}


def put_before_reviewer(
    reading: Reading, entry: Entry, outcome: LineOutcome, proposed: dict[tuple[int, str], str]
) -> bool:
    """Propose what differs, or the day of comparison of what was confirmed; False if somebody has to decide first."""
    ours = outcome.record
    fresh = {name: pair for name, pair in outcome.differs.items() if proposed.get((entry.pk, name)) != pair[1]}
    if outcome.differs and not fresh:
        return True
    if not is_decided(ours):
        return not outcome.differs
    if not fresh and isinstance(ours, Trial):
        Trial.objects.filter(pk=ours.pk, as_of__lt=reading.as_of).update(as_of=reading.as_of)
        return True
    waits = open_proposal(ours)
    if waits and (not waits.origin or (waits.state == Proposal.State.SENT_BACK and not fresh)):
        return not fresh
    values: dict[str, object] = {name: new for name, (_old, new) in fresh.items()} | stamps(reading, ours)
    if "countries" in fresh:
        values["countries"] = country_keys(fresh["countries"][1])
    if not values:
        return True
    proposal = propose(ours, values, user=None, reason=reason_for(reading, entry.key), origin=str(reading)[:250])
    Difference.objects.bulk_create(
        Difference(entry=entry, reading=reading, proposal=proposal, field=name, old=old, new=new)
        for name, (old, new) in fresh.items()
    )
    return True


def stamps(reading: Reading, ours: Fact | Trial) -> dict[str, object]:
    """The day on which the record was compared with the register, and the register among its sources."""
    if isinstance(ours, Trial):
        return {"as_of": reading.as_of.isoformat()}
    day: dict[str, object] = {} if ours.checked_on >= reading.as_of else {"checked_on": reading.as_of.isoformat()}
    sources = sorted(ours.sources.order_by().values_list("pk", flat=True))
    source = reading.register.source_id
    return day if source is None or source in sources else day | {"sources": sorted([*sources, source])}


def reason_for(reading: Reading, key: str) -> str:
    """What readers find in the list of changes: register, entry, day."""
    told = _("%(register)s, entry %(key)s, read for %(day)s") % {
        "register": reading.register.name, "key": key, "day": reading.as_of.isoformat(),
    }  # fmt: skip
    return told[:LONGEST_REASON]


def draft_new(reading: Reading, found: RegisterComparison, entries: dict[str, Entry]) -> None:
    """What is new to us comes as drafts, once: an entry that has been seen before was decided on or waits."""
    new = [
        outcome
        for outcome in found.outcomes
        if outcome.standing == NEW and entries[outcome.line.key].first_reading_id == reading.pk
    ]
    covers = adapters()[reading.register.form].COVERS
    if covers == "trials":
        draft_trials(reading, new)
        return
    for outcome in new:
        if covers == "letters":
            draft_letter(reading, outcome)
        else:
            entry = entries[outcome.line.key]
            entry.authorisation = draft_authorisation(reading, outcome)
            entry.save(update_fields=["authorisation"])
