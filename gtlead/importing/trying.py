"""What a row would do, and doing it: new records and changed drafts; nothing published is touched."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gtlead.editing import EDITORS_STATES, needs_source
from gtlead.models import HISTORY, Fact, State

from .kinds import Reader

NEW, CHANGED, UNCHANGED, REFUSED = "new", "changed", "unchanged", "refused"


@dataclass
class Trial:
    """A row's record as it would be, and what that means."""

    outcome: str
    reason: str = ""
    record: Any = None
    lists: dict[str, list[Any]] = field(default_factory=dict)
    version: int = 0


def attempt(reader: Reader, slug: str, row: Mapping[str, str]) -> Trial:
    """Decide on a row without writing."""
    record = reader.kind.model._default_manager.filter(slug=slug).first()
    is_new = record is None
    try:
        plain, lists = reader.values(
            {name: text for name, text in row.items() if name not in ("slug", reader.kind.key)}
        )
        if record is not None and not differs(record, plain, lists):
            return Trial(UNCHANGED, version=record.version)
        if record is not None and record.state not in EDITORS_STATES:
            return Trial(REFUSED, refusal_of(record))
        record = record or reader.kind.model(slug=slug, state=State.DRAFT)
        for name, value in plain.items():
            setattr(record, name, value)
        record.full_clean()
        wants = lists.get("sources", [] if is_new else None)
        if isinstance(record, Fact) and wants == [] and needs_source(record._meta.model_name, vars(record)):
            raise ValidationError({"sources": _("a fact needs at least one source")})
    except ValidationError as error:
        return Trial(REFUSED, " ".join(reasons(error)))
    return Trial(NEW if is_new else CHANGED, record=record, lists=lists, version=record.version)


def refusal_of(record: Any) -> str:
    """Why a record is not changed by a table."""
    if record.state == State.PUBLISHED:
        return _("published: change it in its form")
    return _("archived: a reviewer takes it back to draft first")


def differs(record: Any, plain: dict[str, Any], lists: dict[str, list[Any]]) -> bool:
    """Whether the row says something else than the record."""
    return any(getattr(record, name) != value for name, value in plain.items()) or any(
        {r.pk for r in getattr(record, name).all()} != {r.pk for r in wanted} for name, wanted in lists.items()
    )


def reasons(error: ValidationError) -> list[str]:
    """The messages, each with its column."""
    if hasattr(error, "error_dict"):
        named = error.message_dict.items()
        return [text if name == "__all__" else f"{name}: {text}" for name, texts in named for text in texts]
    return list(error.messages)


def apply(trial: Trial, *, by: Any, reason: str) -> str:
    """Put a tried row on file; the reason if the database says no after all.

    Here a changed row of a published record would become a proposal: `propose(record, changes, by, reason)`.
    """
    record = trial.record
    try:
        with transaction.atomic():
            kind = "~" if record.pk else "+"
            record.version += 1 if record.pk else 0
            record.skip_history_when_saving = True
            record.save()
            for name, wanted in trial.lists.items():
                getattr(record, name).set(wanted)
            del record.skip_history_when_saving
            record._history_user, record._change_reason = by, reason
            HISTORY.create_historical_record(record, kind)
    except IntegrityError:
        return _("another row or record is in the way")
    return ""
