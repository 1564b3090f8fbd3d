"""What a row would do, and doing it: drafts are made and changed, changes to what is published are proposed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gtlead.importing.kinds import Reader
from gtlead.records.choices import State
from gtlead.review.record_form import needs_source
from gtlead.review.saving import save_once
from gtlead.review.submitting import is_decided, open_proposal, propose
from gtlead.review.values import as_json, list_fields, plain_fields
from gtlead.sources.models import Fact

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
        changed = changes(record, plain, lists) if record is not None else []
        if record is not None and not changed:
            return Trial(UNCHANGED, version=record.version)
        if is_decided(record) and open_proposal(record):
            return Trial(REFUSED, _("a change to it already waits for a reviewer"))
        record = record or reader.kind.model(slug=slug, state=State.DRAFT)
        for name, value in plain.items():
            setattr(record, name, value)
        record.wanted_lists = lists
        record.full_clean()
        wants = lists.get("sources", [] if is_new else None)
        if isinstance(record, Fact) and wants == [] and needs_source(record._meta.model_name, vars(record)):
            raise ValidationError({"sources": _("a fact needs at least one source")})
    except ValidationError as error:
        return Trial(REFUSED, " ".join(reasons(error)))
    told = _("changes %(fields)s") % {"fields": ", ".join(changed)} if changed else ""
    return Trial(NEW if is_new else CHANGED, told, record, lists, record.version)


def changes(record: Any, plain: dict[str, Any], lists: dict[str, list[Any]]) -> list[str]:
    """The fields of which the row says something else than the record."""
    found = [name for name, value in plain.items() if getattr(record, name) != value]
    found += [
        name for name, wanted in lists.items() if {r.pk for r in getattr(record, name).all()} != {r.pk for r in wanted}
    ]
    return sorted(found)


def reasons(error: ValidationError) -> list[str]:
    """The messages, each with its column."""
    if hasattr(error, "error_dict"):
        named = error.message_dict.items()
        return [text if name == "__all__" else f"{name}: {text}" for name, texts in named for text in texts]
    return list(error.messages)


def apply(trial: Trial, *, by: Any, reason: str) -> str:
    """Put a tried row on file or propose it; the reason if the database says no after all."""
    record = trial.record
    try:
        with transaction.atomic():
            if is_decided(record):
                on_file = type(record)._default_manager.get(pk=record.pk)
                propose(on_file, values_of(record, trial.lists), user=by, reason=reason)
            else:
                record.version += 1 if record.pk else 0
                save_once(record, trial.lists, user=by, reason=reason)
    except IntegrityError:
        return _("another row or record is in the way")
    return ""


def values_of(record: Any, lists: Mapping[str, list[Any]]) -> dict[str, Any]:
    """What the record would hold, as a proposal keeps it."""
    plain = {f.name: as_json(f, f.value_from_object(record)) for f in plain_fields(type(record))}
    return plain | {f.name: as_json(f, lists[f.name]) for f in list_fields(type(record)) if f.name in lists}
