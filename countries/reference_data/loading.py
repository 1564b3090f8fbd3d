"""From entries to records, in one transaction: all of the reference data or nothing of it.

A record belongs to the reference data as long as every entry of its history came from here. What an editor
changed or deleted is left alone.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Model

from countries.access.spans import rebuild
from countries.finding import entries as search_entries
from countries.reference_data.kinds import KINDS, DataKind
from countries.reference_data.reading import BrokenFileError, DataEntry, Refusal
from gtlead.history.trace import Load, loading
from gtlead.publication.content_version import held_version, raise_version
from gtlead.records.choices import State
from gtlead.records.models import HISTORY, ModelField, Record, Version, field_named, kind_named_by
from gtlead.sources.models import Fact

REASON = "reference data"
BATCH = 500


class LoadRejectedError(Exception):
    """The load broke rules, so nothing of it stays."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__(f"{len(refusals)} entries refused")
        self.refusals = refusals


@dataclass
class LoadReport:
    """What a load did, as counts of entries by outcome: created, changed, unchanged, kept."""

    outcomes: Counter[str] = field(default_factory=Counter)


def load(
    root: Path | None = None, progress: Callable[[Iterable[DataEntry], str], Iterable[DataEntry]] | None = None
) -> LoadReport:
    """Load all files under `root` (the project by default); LoadRejectedError names every broken rule."""
    report, refusals = LoadReport(), []
    with transaction.atomic(), held_version(), loading(REASON) as trace:
        for kind in KINDS:
            try:
                entries = list(kind.entries(root or settings.BASE_DIR))
            except BrokenFileError as error:
                refusals.append(error.refusal)
                continue
            loader = KindLoader(kind, trace)
            name = str(kind.model._meta.verbose_name_plural)
            for entry in progress(entries, name) if progress else entries:
                try:
                    report.outcomes[loader.apply(entry)] += 1
                except ValidationError as error:
                    refusals.extend(entry.refuse(reason) for reason in reasons(error))
            refusals.extend(loader.create_new())
        if refusals:
            raise LoadRejectedError(refusals)
        rebuild()
        search_entries.rebuild()
        raise_version()  # rows made in bulk tell nobody
    return report


def reasons(error: ValidationError) -> list[str]:
    """The messages of a validation error, each with its field."""
    if hasattr(error, "error_dict"):
        return [f"{name}: {text}" for name, texts in error.message_dict.items() for text in texts]
    return list(error.messages)


class KindLoader:
    """Applies the entries of one kind; keeps in memory what it would otherwise ask for at each entry."""

    def __init__(self, kind: DataKind, trace: Load) -> None:
        self.model, self.trace = kind.model, trace
        listed = [target.name for target in self.model._meta.many_to_many]
        self.existing = by_slug_of_the_files(
            self.model.objects.prefetch_related(*listed).fetch_mode(models.FETCH_PEERS)
        )
        self.seen: set[str] = set()
        self.edited, self.deleted = self.editors_work()
        self.related: dict[type[Record], dict[str, Record]] = {}
        self.new: list[tuple[DataEntry, Any, dict[str, list[Record]]]] = []

    def editors_work(self) -> tuple[set[int], set[str]]:
        """Ids of records that somebody changed, and slugs of those that somebody deleted."""
        others = self.model.history.exclude(history_change_reason=REASON)
        return (
            set(others.values_list("id", flat=True)),
            set(others.filter(history_type="-").values_list("slug", flat=True)),
        )

    def apply(self, entry: DataEntry) -> str:
        """Create or update one record; the outcome is a word for the report."""
        values, many = self.converted(entry)
        key = str(values.get("slug") or "")
        if not key:
            raise ValidationError("the slug is missing")
        if "counter" not in values and key in self.seen:
            raise ValidationError(f"there is already an entry “{key}”")
        self.seen.add(key)
        record = self.existing.get(key)
        if record is None and key in self.deleted:
            return "kept"
        if record is not None and record.pk in self.edited:
            return "kept"
        if record is None:
            record = self.model(state=State.PUBLISHED)
            fill(record, values, many)
            record.clean_fields()
            record.clean()
            self.new.append((entry, record, many))
            return "created"
        if not self.differs(record, values, many):
            return "unchanged"
        fill(record, values, many)
        with transaction.atomic():
            self.save(record, many)
        return "changed"

    def create_new(self) -> list[Refusal]:
        """Insert the new records at once; if the database says no, say which entries it means and why."""
        try:
            with transaction.atomic():
                records = [record for _entry, record, _many in self.new]
                self.model.objects.bulk_create(records, batch_size=BATCH)
                for target in self.model._meta.many_to_many:
                    if any(target.name in many for _entry, _record, many in self.new):
                        self.join_new(target)
                for version in write_history(self.model, records):
                    self.trace.add(version)
        except IntegrityError:
            return self.reasons_of_integrity()
        return []

    def join_new(self, target: "models.ManyToManyField[models.Model, models.Model]") -> None:
        """Insert the rows of one many-to-many list of the new records."""
        through: Any = target.remote_field.through
        own, other = target.m2m_column_name(), target.m2m_reverse_name()
        rows = [
            through(**{own: record.pk, other: related.pk})
            for _entry, record, many in self.new
            for related in many.get(target.name, ())
        ]
        through.objects.bulk_create(rows, batch_size=BATCH)

    def reasons_of_integrity(self) -> list[Refusal]:
        """Try the new records one by one; nothing of it stays, since the load is refused."""
        refusals: list[Refusal] = []
        for entry, record, _many in self.new:
            record.pk = None
            try:
                record.full_clean()
                record.save_without_historical_record()
            except ValidationError as error:
                refusals.extend(entry.refuse(reason) for reason in reasons(error))
        return refusals

    def differs(self, record: Model, values: dict[str, object], many: dict[str, list[Record]]) -> bool:
        """Whether the entry says something else than the record."""
        return any(getattr(record, name) != value for name, value in values.items()) or any(
            {r.pk for r in getattr(record, name).all()} != {r.pk for r in wanted} for name, wanted in many.items()
        )

    def save(self, record: Any, many: dict[str, list[Record]]) -> None:
        """Save a changed record with one entry of history that holds the many-to-many lists too."""
        record.version += 1
        record.full_clean()
        record.skip_history_when_saving = True
        record.save()
        for name, wanted in many.items():
            getattr(record, name).set(wanted)
        del record.skip_history_when_saving
        record._change_reason = REASON
        HISTORY.create_historical_record(record, "~")

    def converted(self, entry: DataEntry) -> tuple[dict[str, object], dict[str, list[Record]]]:
        """The entry's values as the model's fields want them: plain ones, and many-to-many lists."""
        values: dict[str, object] = {}
        many: dict[str, list[Record]] = {}
        for name, raw in entry.values.items():
            try:
                target = field_named(self.model, name)
            except FieldDoesNotExist:
                raise ValidationError(f"unknown column “{name}”") from None
            if isinstance(target, models.ManyToManyField):
                slugs = raw if isinstance(raw, list) else raw.split()
                many[name] = [self.find(kind_named_by(target), slug) for slug in dict.fromkeys(slugs)]
            elif isinstance(target, models.ForeignKey):
                values[name] = self.find(kind_named_by(target), raw.lower()) if raw else None
            else:
                values[name] = plain_value(target, raw)
        return values, many

    def find(self, model: type[Record], slug: str) -> Record:
        """A record that must already be there, by slug."""
        if model not in self.related:
            self.related[model] = by_slug_of_the_files(model._default_manager.all())
        try:
            return self.related[model][slug]
        except KeyError:
            raise ValidationError(f"there is no {model._meta.verbose_name} “{slug}”") from None


def by_slug_of_the_files(records: models.QuerySet[Record]) -> dict[str, Record]:
    """Records by the slug that the files call them by: that of the load, which editors may have exchanged since."""
    history = records.model.history
    changed = history.exclude(history_change_reason=REASON).values("id")
    loaded = history.filter(history_change_reason=REASON, id__in=changed).order_by("history_date", "history_id")
    by_key = {record.pk: record for record in records}
    then = {slug: by_key[key] for key, slug in loaded.values_list("id", "slug") if key in by_key}
    return {record.slug: record for record in by_key.values()} | then


def plain_value(target: ModelField, raw: object) -> object:
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


def fill(record: Record, values: dict[str, object], many: dict[str, list[Record]]) -> None:
    """Give the record the entry's values; a fact needs a source."""
    for name, value in values.items():
        setattr(record, name, value)
    record.wanted_lists = many
    if isinstance(record, Fact) and "sources" in many and not many["sources"]:
        demand_source(record)


def write_history(model: type[Record], records: Sequence[Record]) -> list[Version]:
    """One entry of history for each new record, its many-to-many lists included."""
    entries = model.history.bulk_history_create(records, batch_size=BATCH, default_change_reason=REASON)
    by_record = {entry.id: entry for entry in entries}
    for target in model.history.model._history_m2m_fields:
        through, kept = target.remote_field.through, HISTORY.m2m_models[target]
        rows = through.objects.filter(**{f"{target.m2m_field_name()}__in": records})
        kept.objects.bulk_create(
            [kept(history=by_record[getattr(row, target.m2m_column_name())], **plain_attributes(row)) for row in rows],
            batch_size=BATCH,
        )
    return list(entries)


def plain_attributes(row: Model) -> dict[str, object]:
    """A row's own columns."""
    return {column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields}


def demand_source(record: Record) -> None:
    """Refuse a fact without a source, where the record's kind knows no exception."""
    if getattr(record, "answer", "") == "not-known" or getattr(record, "legal_class", "") == "unknown":
        return
    if record._meta.model_name in ("question", "term"):
        return
    raise ValidationError("a fact needs at least one source")
