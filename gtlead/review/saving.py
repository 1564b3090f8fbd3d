"""Saving a record with its lists as one entry of the history."""

from collections.abc import Mapping, Sequence

from gtlead.publication.content_version import held_version
from gtlead.records.models import HISTORY, Record


def save_once(record: Record, lists: Mapping[str, Sequence[object]], *, user: object = None, reason: str = "") -> None:
    """Save the record and its many-to-many lists; the history gets one entry that holds both."""
    kind = "~" if record.pk else "+"
    record._history_user = user  # type: ignore[attr-defined]
    with_one_entry_begin(record, reason)
    with held_version():
        record.save()
        for name, rows in lists.items():
            related = getattr(record, name)
            related.set(rows) if kind == "~" else related.add(*rows)
    with_one_entry_end(record, kind)


def with_one_entry_begin(record: Record, reason: str = "") -> None:
    """From here on saves leave no trace; what they will be explained by is known from the start."""
    record.skip_history_when_saving = True  # type: ignore[attr-defined]
    if reason:
        record._change_reason = reason  # type: ignore[attr-defined]


def with_one_entry_end(record: Record, kind: str) -> None:
    """Write down all that was saved since."""
    del record.skip_history_when_saving  # type: ignore[attr-defined]
    HISTORY.create_historical_record(record, kind)
