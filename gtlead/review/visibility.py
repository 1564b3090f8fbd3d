"""What becomes public, or stops being so, with a record: what rests on it, by the querysets that readers read by."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db.models import FETCH_PEERS, Exists, OuterRef, QuerySet
from django.dispatch import Signal
from django.utils.formats import localize
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from gtlead.publication.content_version import settle
from gtlead.records.kinds import record_models
from gtlead.records.models import ModelField, Record
from gtlead.sources.models import Fact

# Besides lists and related records, what published() of any kind asks for.
DECISIVE = ("state", "answer", "legal_class", "stance")

MEASURES: list["Measure"] = []  # what stands on the site only by reckoning; each app adds its own
moved = Signal()  # record, found, reason: sent in the transaction in which it happens
exchanged = Signal()  # slugs: two records of the sender have the address of the other from now on; likewise


@dataclass(frozen=True)
class Said:
    """What the site says by reckoning: where, up to which day, and among how many of its sort that are counted."""

    line: str
    page: str = ""
    until: date = date.max
    count: str = ""  # what is counted, such as “Therapies licensed in Norway”


@dataclass(frozen=True)
class Measure:
    """What the site says that no single record does, by key; by these kinds, and such fields of theirs.

    If it `rests_on_all`, by whatever makes records of these kinds public, too.
    """

    kinds: tuple[type[Record], ...]
    fields: tuple[str, ...]
    read: Callable[[], Mapping[Any, Said]]
    rests_on_all: bool = True

    def is_moved_by(self, model: type[Record], names: Collection[str]) -> bool:
        """Whether a change of these fields of a record of this kind can change it."""
        if model in self.kinds and any(name in self.fields for name in names):
            return True
        behind = depending_on(model) if self.rests_on_all else ()
        return "state" in names and any(kind in self.kinds for kind in (model, *behind))


@dataclass(frozen=True)
class Leaving:
    """A record that would leave the site, as it stands there."""

    kind: str
    label: str
    url: str

    @classmethod
    def of(cls, record: Record) -> "Leaving":
        """The record in words, with its place."""
        return cls(capfirst(str(record._meta.verbose_name_plural)), line_of(record), address_of(record))


@dataclass
class Moved:
    """Records, other than the one that was changed, that left the site or came to it, and what it says no more."""

    itself: list[Leaving] = field(default_factory=list)  # the record as it was, if it goes though it stays published
    gone: list[Record] = field(default_factory=list)
    appeared: list[Record] = field(default_factory=list)
    unsaid: list[str] = field(default_factory=list)
    counts: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)  # on which something reads differently today


@cache
def depending_on(model: type[Record]) -> tuple[type[Record], ...]:
    """Kinds of which records may be public or not by one of this kind, directly or by others."""
    edges: dict[type[Record], set[type[Record]]] = defaultdict(set)
    for kind in record_models():
        for relation in (*kind._meta.fields, *kind._meta.many_to_many):
            target = None if relation.one_to_one else relation.related_model
            if target is not None and issubclass(target, Record):
                edges[target].add(kind)
                if relation.name in kind.upholds:
                    edges[kind].add(target)
    found: dict[type[Record], None] = {}
    left = deque([model])
    while left:
        for kind in sorted(edges[left.popleft()] - found.keys(), key=lambda k: k._meta.label):
            found[kind] = None
            left.append(kind)
    return tuple(found)


def may_move(record: Record, names: Iterable[str]) -> bool:
    """Whether a change of these fields can make anything public, or hide it."""
    return any(name in DECISIVE or record._meta.get_field(name).is_relation for name in names)


def public_keys(kinds: Iterable[type[Record]]) -> dict[type[Record], set[int]]:
    """The keys of all that is public, by kind; a query for each."""
    return {kind: set(kind._default_manager.published().order_by().values_list("pk", flat=True)) for kind in kinds}


def named(kind: type[Record], keys: Collection[int]) -> list[Record]:
    """These records, ready to be named in a line."""
    if not keys:
        return []
    if issubclass(kind, Fact):
        return list(kind._default_manager.filter(pk__in=keys).for_citing())
    return list(kind._default_manager.filter(pk__in=keys).fetch_mode(FETCH_PEERS))


@contextmanager
def watched(record: Record, names: Collection[str]) -> Iterator[Moved]:
    """What a change of these fields of the record moves; known when this ends."""
    model: type[Record] = type(record)
    kinds = depending_on(model) if may_move(record, names) else ()
    measures = [measure for measure in MEASURES if measure.is_moved_by(model, names)]
    before, said = public_keys(kinds), [measure.read() for measure in measures]
    rows = model._default_manager.published().filter(pk=record.pk)
    record.was_public = rows.exists()
    may_go = record.was_public and may_move(record, names)
    as_it_was = [Leaving.of(one) for one in named(model, {record.pk})] if may_go else []
    found = Moved()
    yield found
    if as_it_was and record.is_published and not rows.exists():
        found.itself = as_it_was
    if measures:
        settle()
    for kind, now in public_keys(kinds).items():
        own = {record.pk} if kind is model else set()
        found.gone += named(kind, before[kind] - now - own)
        found.appeared += named(kind, now - before[kind] - own)
    for measure, then in zip(measures, said, strict=True):
        compare(then, measure.read(), found)


def compare(then: Mapping[object, Said], now: Mapping[object, Said], found: Moved) -> None:
    """What is said no more, at once or from an earlier day on; the numbers that so change, and the pages of today."""
    fewer: Counter[tuple[str, date | None]] = Counter()
    for key, said in sorted(then.items(), key=lambda one: one[1].line):
        if key not in now:
            found.unsaid.append(said.line)
            found.pages.append(said.page)
            fewer[said.count, None] += 1
        elif (ends := now[key].until) < said.until:
            day = ends + timedelta(days=1)
            found.unsaid.append(_("from %(day)s: %(line)s") % {"day": localize(day), "line": said.line})
            fewer[said.count, day] += 1
    totals = Counter(said.count for said in then.values())
    for (count, from_day), number in fewer.items():
        if count:
            words = {"what": count, "old": totals[count], "new": totals[count] - number}
            day_on = _(" from %(day)s") % {"day": localize(from_day)} if from_day else ""
            found.counts.append(_("%(what)s: %(old)d, then %(new)d") % words + day_on)


def parents_of(model: type[Record]) -> dict[ModelField, type[Record]]:
    """The fields that name what a record of this kind belongs to, each with the kind of that."""
    related = {f: f.related_model for f in model._meta.fields if f.many_to_one and not f.null}
    return {f: kind for f, kind in related.items() if kind is not None and issubclass(kind, Record)}


def with_reasons(records: QuerySet[Record]) -> QuerySet[Record]:
    """The rows, each with what `why_hidden` asks; no query more."""
    model = records.model
    asked = {"is_public": Exists(model._default_manager.published().filter(pk=OuterRef("pk")))}
    for parent, kind in parents_of(model).items():
        rows = kind._default_manager.published()
        asked[f"public_{parent.name}"] = Exists(rows.filter(pk=OuterRef(parent.attname)))
    if issubclass(model, Fact):
        facts = model._default_manager.all()
        asked["is_sourced"] = Exists(facts.filter(facts.has_published_source(), pk=OuterRef("pk")))
    return records.annotate(**asked).fetch_mode(FETCH_PEERS)


def why_hidden(record: Record) -> str:
    """Why a published record is not public; it comes from `with_reasons`."""
    reasons = []
    for field_ in parents_of(type(record)):
        if not getattr(record, f"public_{field_.name}"):
            parent = getattr(record, field_.name)
            named_so = {"what": field_.verbose_name, "record": line_of(parent), "state": parent.get_state_display()}
            reasons.append(_("%(what)s “%(record)s” is not public (%(state)s)") % named_so)
    if not getattr(record, "is_sourced", True):
        reasons.append(_("it has no published source"))
    if not reasons and hasattr(record, "missing_sides"):
        reasons.append(_("no published argument stands on one side"))
    return "; ".join(reasons) or _("what it belongs to is not public")


def line_of(record: Record) -> str:
    """A record in a line."""
    return str(record.citing_label() if isinstance(record, Fact) else record)


def address_of(record: object) -> str:
    """Where it stands, or stood; empty if it has no place."""
    try:
        return str(record.get_absolute_url()) if hasattr(record, "get_absolute_url") else ""
    except IndexError:  # a milestone without countries
        return ""
