"""Tables for staff that belong to no domain: approved changes, overdue facts, the log of downloads."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from gtlead.lists.tables import CellType, Column
from gtlead.records.choices import State
from gtlead.review.models import Proposal
from gtlead.sources.models import Fact
from gtlead.staff_reports.forms import ChangesForm, PeriodForm
from gtlead.staff_reports.models import ExportLog
from gtlead.staff_reports.report import Rows


def moment(value: datetime | None) -> str:
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

OVERDUE_COLUMNS: tuple[Column[Fact], ...] = (
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


def approved_changes(form: ChangesForm) -> Rows:
    """What became public by a decision, in order of time."""
    asked = form.cleaned_data
    changes = Proposal.objects.decided_between(*form.period)
    if asked["kind"]:
        changes = changes.of_kinds(asked["kind"])
    if asked["author"]:
        changes = changes.by(asked["author"])
    if asked["reviewer"]:
        changes = changes.approved_by(asked["reviewer"])
    return Rows([changes.for_list()])


def downloads(form: PeriodForm) -> Rows:
    """Who took what, in order of time."""
    asked = form.cleaned_data
    log = ExportLog.objects.filter(started_at__date__range=form.period).select_related("user")
    if asked["report"]:
        log = log.filter(report__in=asked["report"])
    if asked["user"]:
        log = log.filter(user=asked["user"])
    return Rows([log.order_by("started_at", "pk")])


def overdue_facts(conditions: Mapping[type[Fact], Q]) -> Rows:
    """The facts of these kinds under these conditions whose check is overdue; of each kind the oldest check first."""
    return Rows(
        [
            model.objects.overdue()
            .exclude(state=State.ARCHIVED)
            .filter(condition)
            .for_citing()
            .order_by("checked_on", "pk")
            for model, condition in conditions.items()
        ]
    )
