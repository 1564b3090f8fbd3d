"""The difference that a proposal would make, field by field, in words."""

from dataclasses import dataclass

from django.utils.text import capfirst

from gtlead.pictures.visibility import address_of_value
from gtlead.records.choices import State
from gtlead.records.models import ModelField, Record
from gtlead.review.models import Proposal
from gtlead.review.restoring import values_of_version
from gtlead.review.values import changeable, in_words, value_on_file, values_on_file
from gtlead.review.wording import Piece, marked


@dataclass(frozen=True)
class FieldDifference:
    """One field: what is public or was proposed against, what shall be, and what is on file if that moved on."""

    label: str
    old: list[Piece]
    new: list[Piece]
    conflict: str = ""


def differences(proposal: Proposal, record: Record) -> list[FieldDifference]:
    """The fields that differ, in the order of the form's model."""
    pairs = publication_pairs(record) if proposal.is_publication else change_pairs(proposal)
    found = []
    for field in changeable(type(record)):
        if field.name not in pairs:
            continue
        old, new = pairs[field.name]
        now = value_on_file(record, field)
        moved_on = proposal.is_open and not proposal.is_publication and now not in (old, new)
        left, right = marked(*words_of(field, old, new))
        left, right = with_picture(field, old, left), with_picture(field, new, right)
        conflict = in_words(field, now) if moved_on else ""
        found.append(FieldDifference(capfirst(str(field.verbose_name)), left, right, conflict))
    return found


def with_picture(field: ModelField, value: object, pieces: list[Piece]) -> list[Piece]:
    """The words, and before them the picture that the value names, if it names one."""
    address = address_of_value(field, value)
    return [Piece("", False, address), *pieces] if address else pieces


def words_of(field: ModelField, old: object, new: object) -> tuple[str, str]:
    """Both values in words; lists one a line."""
    words = (in_words(field, old), in_words(field, new))
    return (words[0].replace("; ", "\n"), words[1].replace("; ", "\n")) if field.many_to_many else words


def change_pairs(proposal: Proposal) -> dict[str, tuple[object, object]]:
    """What was on file, and what shall be."""
    return {name: (change["old"], change["new"]) for name, change in proposal.changes.items()}


def publication_pairs(record: Record) -> dict[str, tuple[object, object]]:
    """What was last public, or nothing, and what the record says now."""
    history = record.history
    last = history.filter(state=State.PUBLISHED).first()
    before = values_of_version(last) if last else {}
    now = values_on_file(record)
    pairs = {name: (before.get(name), value) for name, value in now.items() if name != "state"}
    empty: tuple[object, ...] = (None, "", [], False)
    return {
        n: (old or ([] if isinstance(new, list) else old), new)
        for n, (old, new) in pairs.items()
        if (old != new) and not (old is None and new in empty)
    }
