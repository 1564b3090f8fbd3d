"""From entries to records, in one transaction: all of the reference data or nothing of it.

A record belongs to the reference data as long as every entry of its history came from here. What an editor
changed or deleted is left alone.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models, transaction

from gtlead.content import held_version
from gtlead.models import HISTORY, Fact, Record, State

from .kinds import KINDS, Kind
from .reading import BrokenFileError, Entry, Refusal

REASON = "reference data"


class RefusedError(Exception):
    """The load broke rules, so nothing of it stays."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__(f"{len(refusals)} entries refused")
        self.refusals = refusals


@dataclass
class Report:
    """What a load did, as counts of entries by outcome: created, changed, unchanged, kept."""

    outcomes: Counter[str] = field(default_factory=Counter)


def load(root: Path | None = None, progress: Callable[[Iterable[Entry], str], Iterable[Entry]] | None = None) -> Report:
    """Load all files under `root` (the project by default); RefusedError names every broken rule."""
    report, refusals = Report(), []
    with transaction.atomic(), held_version():
        for kind in KINDS:
            try:
                entries = list(kind.entries(root or settings.BASE_DIR))
            except BrokenFileError as error:
                refusals.append(error.refusal)
                continue
            loader = Loader(kind)
            name = str(kind.model._meta.verbose_name_plural)
            for entry in progress(entries, name) if progress else entries:
                try:
                    with transaction.atomic():
                        report.outcomes[loader.apply(entry)] += 1
                except ValidationError as error:
                    refusals.extend(entry.refuse(reason) for reason in reasons(error))
        if refusals:
            raise RefusedError(refusals)
    return report


def reasons(error: ValidationError) -> list[str]:
    """The messages of a validation error, each with its field."""
    if hasattr(error, "error_dict"):
        return [f"{name}: {text}" for name, texts in error.message_dict.items() for text in texts]
    return list(error.messages)


class Loader:
    """Applies the entries of one kind; keeps in memory what it would otherwise ask for at each entry."""

    def __init__(self, kind: Kind) -> None:
        self.model = kind.model
        self.names = kind.lookup.split()
        self.existing = {self.identity(record): record for record in self.model.objects.all()}
        self.seen: set[Any] = set()
        self.edited, self.deleted = self.editors_work()
        self.related: dict[type, dict[str, Any]] = {}

    def identity(self, record: Any) -> Any:
        """What makes a record this one: its slug, or the slugs of what it joins."""
        if self.names == ["slug"]:
            return record.slug
        return tuple(getattr(record, name).slug for name in self.names)

    def editors_work(self) -> tuple[set[int], set[str]]:
        """Ids of records that somebody changed, and slugs of those that somebody deleted."""
        if not issubclass(self.model, Record):
            return set(), set()
        others = self.model.history.exclude(history_change_reason=REASON)
        return (
            set(others.values_list("id", flat=True)),
            set(others.filter(history_type="-").values_list("slug", flat=True)),
        )

    def apply(self, entry: Entry) -> str:
        """Create or update one record; the outcome is a word for the report."""
        values, many = self.converted(entry)
        names = [values.get(name) for name in self.names]
        key = names[0] if self.names == ["slug"] else tuple(getattr(value, "slug", None) for value in names)
        if key == "" or key is None:
            raise ValidationError("the slug is missing")
        if "counter" not in values and key in self.seen:
            raise ValidationError(f"there is already an entry “{key}”")
        self.seen.add(key)
        record = self.existing.get(key)
        if record is None and key in self.deleted:
            return "kept"
        if record is not None and record.pk in self.edited:
            return "kept"
        created = record is None
        if created:
            record = self.model(**({"state": State.PUBLISHED} if issubclass(self.model, Record) else {}))
        elif not self.differs(record, values, many):
            return "unchanged"
        self.save(record, values, many, created=created)
        self.existing[key] = record
        return "created" if created else "changed"

    def differs(self, record: Any, values: dict[str, Any], many: dict[str, list[Any]]) -> bool:
        """Whether the entry says something else than the record."""
        return any(getattr(record, name) != value for name, value in values.items()) or any(
            {r.pk for r in getattr(record, name).all()} != {r.pk for r in wanted} for name, wanted in many.items()
        )

    def save(self, record: Any, values: dict[str, Any], many: dict[str, list[Any]], *, created: bool) -> None:
        """Validate and save with one entry of history that holds the many-to-many lists too."""
        for name, value in values.items():
            setattr(record, name, value)
        record.full_clean()
        if isinstance(record, Fact) and "sources" in many and not many["sources"]:
            demand_source(record)
        record.skip_history_when_saving = True
        record.save()
        for name, wanted in many.items():
            getattr(record, name).set(wanted)
        del record.skip_history_when_saving
        if isinstance(record, Record):
            record._change_reason = REASON
            HISTORY.create_historical_record(record, "+" if created else "~")

    def converted(self, entry: Entry) -> tuple[dict[str, Any], dict[str, list[Any]]]:
        """The entry's values as the model's fields want them: plain ones, and many-to-many lists."""
        values: dict[str, Any] = {}
        many: dict[str, list[Any]] = {}
        for name, raw in entry.values.items():
            try:
                target = self.model._meta.get_field(name)
            except FieldDoesNotExist:
                raise ValidationError(f"unknown column “{name}”") from None
            if isinstance(target, models.ManyToManyField):
                slugs = raw if isinstance(raw, list) else raw.split()
                many[name] = [self.find(target.related_model, slug) for slug in dict.fromkeys(slugs)]
            elif isinstance(target, models.ForeignKey):
                values[name] = self.find(target.related_model, raw.lower()) if raw else None
            else:
                values[name] = plain_value(target, raw)
        return values, many

    def find(self, model: type, slug: str) -> Any:
        """A record that must already be there, by slug."""
        if model not in self.related:
            self.related[model] = {record.slug: record for record in model.objects.all()}
        try:
            return self.related[model][slug]
        except KeyError:
            raise ValidationError(f"there is no {model._meta.verbose_name} “{slug}”") from None


def plain_value(target: models.Field, raw: Any) -> Any:
    """One value as the field wants it; text stays text."""
    if isinstance(raw, list):
        return (" " if target.name == "designations" else "\n").join(raw)
    if isinstance(raw, str):
        raw = raw.strip()
    if raw == "" and target.null:
        return None
    if isinstance(target, models.CharField | models.TextField):
        return raw.isoformat() if isinstance(raw, date) else str(raw)
    return target.to_python(raw)


def demand_source(record: Any) -> None:
    """Refuse a fact without a source, where the record's kind knows no exception."""
    if getattr(record, "answer", "") == "not-known" or getattr(record, "legal_class", "") == "unknown":
        return
    if record._meta.model_name in ("question", "term"):
        return
    raise ValidationError("a fact needs at least one source")
