"""Reads the history of published records: a counted query for each kind, one more for its names."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import FETCH_PEERS, Case, CharField, Count, F, ForeignKey, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, TruncDate
from django.utils.text import capfirst
from django.utils.timezone import localtime

from gtlead.history.entries import Alteration, Change, HistoryRow, Kind, Label, make_changes
from gtlead.records.choices import State
from gtlead.records.clock import current_edition
from gtlead.records.kinds import record_models
from gtlead.records.models import Record
from gtlead.review.values import in_words, plain_fields
from gtlead.review.wording import marked
from gtlead.sources.models import Fact

LATEST = 200
NOT_TOLD = ("state", "position", "next_review")  # for the desk, not for readers


def recent_changes() -> list[Change]:
    """What the public could see change, newest first."""
    rows: list[HistoryRow] = []
    labels: dict[tuple[str, str], Label] = {}
    alterations: dict[tuple[str, str, date], list[Alteration]] = {}
    for model in record_models():
        found = list(history_rows(model))
        rows += found
        labels |= labels_of(model, {row.slug for row in found if row.slug})
        if changed := {(row.slug, row.day) for row in found if row.slug and row.verb == "changed"}:
            alterations |= alterations_of(model, changed)
    return make_changes(rows, labels, LATEST, alterations)


def history_rows(model: type[Record]) -> Iterator[HistoryRow]:
    """The latest history of a kind, equal entries of a day counted; drafts are left out."""
    kind = Kind(str(model._meta.model_name), str(model._meta.verbose_name), str(model._meta.verbose_name_plural))
    edition = current_edition()
    history: Any = model.history.filter(history_date__lte=edition.moment) if edition else model.history
    before = history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).order_by("-history_id")
    by_nobody = When(history_user=None, then=Value(""))
    rows = (
        history.filter(**parents_are_published(model))
        .annotate(
            day=TruncDate("history_date"),
            named=Case(by_nobody, default=F("slug"), output_field=CharField()),
            previous=Case(
                by_nobody,
                default=Coalesce(Subquery(before.values("state")[:1]), Value("")),
                output_field=CharField(),
            ),
        )
        .filter(Q(state=State.PUBLISHED) | Q(previous=State.PUBLISHED))
        .values("day", "named", "history_type", "state", "previous", "history_change_reason")
        .annotate(number=Count("history_id"), latest=Max("history_date"))
        .order_by("-latest")[:LATEST]
    )
    for row in rows:
        yield HistoryRow(
            kind=kind,
            day=row["day"],
            slug=row["named"],
            type=row["history_type"],
            state=row["state"],
            previous=row["previous"],
            reason=row["history_change_reason"] or "",
            number=row["number"],
            latest=row["latest"],
        )


def alterations_of(
    model: type[Record], changed: set[tuple[str, date]]
) -> dict[tuple[str, str, date], list[Alteration]]:
    """What the public read before each of these days, and at its end, of one kind of record: one query."""
    slugs, edition = {slug for slug, _day in changed}, current_edition()
    history: Any = model.history.filter(slug__in=slugs)
    if edition:
        history = history.filter(history_date__lte=edition.moment)
    fields = [f for f in plain_fields(model) if not f.is_relation and f.name not in NOT_TOLD]
    before: dict[str, dict[str, Any]] = {}
    found: dict[tuple[str, str, date], list[Alteration]] = {}
    names = ["slug", "state", "history_date", *(field.attname for field in fields)]
    versions = history.order_by("history_date", "history_id").values(*names)
    for (slug, day), listed in groupby(
        sorted(versions, key=lambda v: (v["slug"], v["history_date"])),
        key=lambda v: (v["slug"], localtime(v["history_date"]).date()),
    ):
        public = [version for version in listed if version["state"] == State.PUBLISHED]
        if public and slug in before and (slug, day) in changed:
            found[str(model._meta.model_name), slug, day] = differences(fields, before[slug], public[-1])
        if public:
            before[slug] = public[-1]
    return found


def differences(fields: list[Any], old: dict[str, Any], new: dict[str, Any]) -> list[Alteration]:
    """The fields of two versions that differ, in words."""
    return [
        Alteration(capfirst(str(f.verbose_name)), *marked(in_words(f, old[f.attname]), in_words(f, new[f.attname])))
        for f in fields
        if old[f.attname] != new[f.attname]
    ]


def parents_are_published(model: Any) -> dict[str, str]:
    """The condition that what a record belongs to is public."""
    return {
        f"{field.name}__state": "published"
        for field in model._meta.fields
        if isinstance(field, ForeignKey) and issubclass(field.related_model, Record) and not field.null
    }


def labels_of(model: type[Record], slugs: set[str]) -> dict[tuple[str, str], Label]:
    """Those of the records that are public now, by kind and slug."""
    records: Any = model._default_manager
    public = records.published().filter(slug__in=slugs).fetch_mode(FETCH_PEERS)
    if issubclass(model, Fact):
        public = public.for_citing()
    return {
        (str(model._meta.model_name), record.slug): Label(
            record.citing_label() if isinstance(record, Fact) else str(record),
            record.get_absolute_url() if hasattr(record, "get_absolute_url") else "",
        )
        for record in public
    }
