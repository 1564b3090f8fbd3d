"""A public record as it read on an earlier day, for links that stay true."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Manager
from django.http import Http404
from django.utils.text import capfirst

from gtlead.history.models import TraceEntry
from gtlead.publication.editions import edition_of, parse_moment, reading
from gtlead.records.choices import State
from gtlead.records.clock import today
from gtlead.records.kinds import record_models
from gtlead.records.models import Record, Version, kind_named_by
from gtlead.review.restoring import values_of_version
from gtlead.review.values import in_words, proposable
from gtlead.sources.models import Fact, Source

INTERNAL = ("state", "position", "next_review", "sources", "file")


@dataclass(frozen=True)
class RecordVersion:
    """What the record said at the end of a day, and since when."""

    record: Record
    day: date
    since: datetime
    fields: list[tuple[str, str]]
    sources: list[Source]
    is_current: bool
    gone: TraceEntry | None = None  # what took it off the site since

    @property
    def label(self) -> str:
        """The record in a line, as it is named now."""
        return self.record.citing_label() if isinstance(self.record, Fact) else str(self.record)

    @property
    def kind(self) -> str:
        """Its kind."""
        return capfirst(str(self.record._meta.verbose_name))


def version_on(kind: str, slug: str, day: date) -> RecordVersion:
    """The version of that day; Http404 if the record is not public, or was not then, or the day is to come."""
    models = {str(model._meta.model_name): model for model in record_models()}
    if kind not in models or day > today():
        raise Http404
    records = models[kind]._default_manager
    record = holder_of(records, slug, day)
    version = shown_on(record, day) if record else None
    if record is None or version is None or not was_public(models[kind], slug, version, day):
        raise Http404
    gone = None if records.published().filter(pk=record.pk).exists() else removal_of(kind, record.slug)
    values = values_of_version(version)
    keys = values.get("sources", [])
    return RecordVersion(
        record=record,
        day=day,
        since=version.history_date,
        fields=list(public_words(record, values)),
        sources=list(Source.objects.published().filter(pk__in=keys)),
        is_current=version.pk == record.history.values_list("pk", flat=True).first(),
        gone=gone,
    )


def holder_of(records: "Manager[Record]", slug: str, day: date) -> Record | None:
    """The record that had the address at the end of a day: addresses are exchanged."""
    then = records.model.history.filter(slug=slug, history_date__date__lte=day).first()
    return records.filter(pk=then.id).first() if then else None


def shown_on(record: Record, day: date) -> Version | None:
    """What it said at the end of the day, or last on that day if it was taken off; None if it was not public."""
    until = record.history.filter(history_date__date__lte=day)
    version: Version | None = until.first()
    if version is None or version.state == State.PUBLISHED:
        return version
    last: Version | None = until.filter(history_date__date=day, state=State.PUBLISHED).first()
    return last


def removal_of(kind: str, slug: str) -> TraceEntry | None:
    """When and why the record was taken off the site."""
    return TraceEntry.objects.of(kind, slug).filter(verb=TraceEntry.Verb.REMOVED).first()


def was_public(model: type[Record], slug: str, version: Version, day: date) -> bool:
    """Whether readers could see it at the end of the day, or when it was last public on it, with all it belonged to."""
    end = parse_moment(day.isoformat())
    last = model.history.filter(id=version.id, history_date__date__lte=day).first()
    moment = end if last and last.pk == version.pk else version.history_date
    edition = edition_of(moment) if moment else None
    if edition is None:
        return False
    records = model._default_manager
    with reading(edition):
        return bool(records.published().filter(slug=slug).exists())


def public_words(record: Record, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The fields that had something to say, in words; what they name must be public itself."""
    for field in proposable(type(record)):
        value = values.get(field.name)
        if field.name in INTERNAL or value in (None, "", [], False):
            continue
        if field.is_relation:
            keys = value if field.many_to_many else [value]
            related = kind_named_by(field)._default_manager
            value = list(related.published().filter(pk__in=keys).values_list("pk", flat=True))
            value = value if field.many_to_many else next(iter(value), None)
            if not value:
                continue
        yield capfirst(str(field.verbose_name)), in_words(field, value)
