"""Proves the public trace against the history and against what is public: nothing missing, nothing invented."""

from collections import defaultdict
from collections.abc import Iterator

from gtlead.history.models import TraceEntry
from gtlead.history.trace import Verb, alterations, kind_of
from gtlead.records.choices import State
from gtlead.records.kinds import record_models
from gtlead.records.models import Record, Version
from gtlead.review.restoring import values_of_version

Standing = dict[str, bool]


def complaints() -> Iterator[str]:
    """What the trace says otherwise than the history, one line each."""
    entries: dict[str, list[TraceEntry]] = defaultdict(list)
    for entry in TraceEntry.objects.order_by("at", "pk").iterator(chunk_size=2000):
        entries[entry.kind].append(entry)
    kinds = {kind_of(model): model for model in record_models()}
    for kind in entries.keys() - kinds.keys():
        yield f"{kind}: the trace tells of a kind of record that there is not."
    for kind, model in kinds.items():
        yield from of_kind(model, entries[kind])


def of_kind(model: type[Record], entries: list[TraceEntry]) -> Iterator[str]:
    """One kind: each entry against its version, each version against its entry, the sum against what is public."""
    history = model.history
    told = {entry.version for entry in entries if entry.version}
    versions = {version.pk: version for version in history.filter(pk__in=told).iterator(chunk_size=500)}
    for entry in entries:
        if entry.version:
            yield from of_version(model, entry, versions.get(entry.version))
    standing = folded(entries)
    public = set(model._default_manager.published().values_list("slug", flat=True))
    for slug in sorted(public - {slug for slug, stands in standing.items() if stands}):
        yield f"{kind_of(model)} {slug}: it is public, and the trace does not say since when."
    for slug in sorted({slug for slug, stands in standing.items() if stands} - public):
        yield f"{kind_of(model)} {slug}: it is not public, and the trace does not say since when."
    began = min((entry.version for entry in entries if entry.version), default=None)
    yield from untold(model, public, told, began)


def folded(entries: list[TraceEntry]) -> Standing:
    """Whether each record stood on the site at the end of the entries."""
    standing: Standing = {}
    for entry in entries:
        for slug in entry.records or [entry.slug]:
            standing[slug] = entry.verb != Verb.REMOVED
    return standing


def of_version(model: type[Record], entry: TraceEntry, version: Version | None) -> Iterator[str]:
    """An entry against the version that it tells of."""
    name = f"{entry.anchor}: "
    if version is None:
        yield name + "its version is not in the history."
        return
    if (version.slug, version.history_date, (version.history_change_reason or "")[:250]) != (
        entry.slug,
        entry.at,
        entry.reason,
    ):
        yield name + "record, time or reason are not those of its version."
    is_public = version.state == State.PUBLISHED and version.history_type != "-"
    if is_public != (entry.verb != Verb.REMOVED):
        yield name + f"it says “{entry.verb}”, and the version is {version.state}."
    previous = version.prev_record
    if entry.verb == Verb.CHANGED and previous is not None:
        now = alterations(model, values_of_version(previous), values_of_version(version))
        lasting = {field.name for field in model._meta.concrete_fields if not field.is_relation}
        if [f for f in now if f["name"] in lasting] != [f for f in entry.fields if f["name"] in lasting]:
            yield name + "its words are not those of the versions."


def untold(model: type[Record], public: set[str], told: set[int], began: int | None) -> Iterator[str]:
    """Versions of what is public that somebody made since the trace began, of which it does not tell."""
    if began is None:
        return
    history = model.history
    made = history.filter(pk__gt=began, state=State.PUBLISHED, slug__in=public).exclude(history_user=None)
    for pk, slug in made.exclude(pk__in=told).order_by("pk").values_list("pk", "slug"):
        previous = history.filter(slug=slug, pk__lt=pk).first()
        if previous is not None and previous.state == State.PUBLISHED:
            yield f"{kind_of(model)} {slug}: the trace does not tell of its version {pk}."
