"""Reads the public trace: two queries, however much changed."""

from gtlead.history.entries import Change, RecordKind, made_by_machine, made_by_people, newest_first
from gtlead.history.models import TraceEntry
from gtlead.records.clock import current_edition
from gtlead.records.kinds import record_models

LATEST = 200


def recent_changes() -> list[Change]:
    """What the public could see change, newest first."""
    edition = current_edition()
    entries, kinds = TraceEntry.objects.until(edition and edition.moment), kinds_by_name()
    people = made_by_people(entries.of_people()[:LATEST], kinds)
    machine = made_by_machine(entries.counted()[:LATEST], kinds)
    return newest_first([*people, *machine], LATEST)


def kinds_by_name() -> dict[str, RecordKind]:
    """The names of each kind of record."""
    metas = [model._meta for model in record_models()]
    return {
        str(m.model_name): RecordKind(str(m.model_name), str(m.verbose_name), str(m.verbose_name_plural)) for m in metas
    }
