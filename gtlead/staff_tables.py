"""Tables for staff that belong to no domain: approved changes, overdue facts, the log of downloads."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.apps import apps
from django.utils import timezone

from .models import ExportLog, Fact, Proposal
from .tables import CellType, Column

BATCH = 2000


def moment(value: Any) -> str:
    """A moment to the second."""
    return value.isoformat(timespec="seconds") if value else ""


def slug_of(proposal: Proposal) -> str:
    """The lasting identifier of its record; empty if that was deleted."""
    return getattr(proposal.record, "slug", "")


CHANGES_COLUMNS: tuple[Column[Proposal], ...] = (
    Column("published_at", "Time at which it became public (UTC).", lambda p: moment(p.decided_at)),
    Column("kind", "Kind of record.", lambda p: p.content_type.model),
    Column("record", "Lasting identifier; empty if it was deleted.", slug_of),
    Column("what", "publication of a new record, or change of a published or archived one.", lambda p: p.kind),
    Column("fields", "Fields that changed.", lambda p: sorted(p.changes), CellType.LIST),
    Column("authors", "Everybody who wrote in it.", lambda p: [str(a) for a in p.authors.all()], CellType.LIST),
    Column("reviewer", "Who approved it.", lambda p: str(p.reviewer or "")),
    Column("reason", "Why, in the words of its authors.", lambda p: p.reason),
    Column("override_reason", "Why an author approved it, if one did.", lambda p: p.override_reason),
    Column("proposed_at", "Time at which it was proposed (UTC).", lambda p: moment(p.proposed_at)),
    Column("publish_at", "Time for which it was scheduled, if it was (UTC).", lambda p: moment(p.publish_at)),
)

OVERDUE_COLUMNS: tuple[Column[Any], ...] = (
    Column("kind", "Kind of fact.", lambda f: f._meta.model_name),
    Column("fact", "Lasting identifier.", lambda f: f.slug),
    Column("text", "The fact in a line.", lambda f: f.citing_label()),
    Column("state", "draft, in-review or published.", lambda f: f.state),
    Column("checked_on", "Day on which it was last compared with its sources.", lambda f: f.checked_on, CellType.DAY),
    Column("days", "Days since then.", lambda f: (timezone.localdate() - f.checked_on).days, CellType.WHOLE),
)

EXPORT_LOG_COLUMNS: tuple[Column[ExportLog], ...] = (
    Column("started_at", "Time of the download (UTC).", lambda e: moment(e.started_at)),
    Column("user", "Who.", lambda e: e.user.username),
    Column("report", "Which report.", lambda e: e.report),
    Column("parameters", "With which parameters.", lambda e: e.parameters),
    Column("rows", "Rows; empty while running or if broken off.", lambda e: e.rows, CellType.WHOLE),
)


def approved_changes(period: tuple[date, date]) -> Iterator[Proposal]:
    """What became public by a decision, in order of time."""
    return Proposal.objects.decided_between(*period).for_list().iterator(chunk_size=BATCH)


def overdue_facts() -> Iterator[Fact]:
    """The facts whose check is overdue, kind by kind, the oldest check first."""
    for model in apps.get_models():
        if issubclass(model, Fact):
            facts: Any = model._default_manager.all()
            late = facts.overdue().exclude(state="archived").for_citing().order_by("checked_on", "pk")
            yield from late.iterator(chunk_size=BATCH)


def downloads(period: tuple[date, date]) -> Iterable[ExportLog]:
    """Who took what, in order of time."""
    log = ExportLog.objects.filter(started_at__date__range=period).select_related("user")
    return log.order_by("started_at", "pk").iterator(chunk_size=BATCH)
