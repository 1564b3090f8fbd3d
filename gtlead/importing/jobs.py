"""A job goes on by a chunk at each request: no worker, bounded memory, and it can stop at any time."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import batched
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from gtlead.importing.dry_run import CHANGED, NEW, REFUSED, apply, attempt
from gtlead.importing.kinds import ImportKind, Reader
from gtlead.importing.models import ImportJob, ImportRow
from gtlead.importing.reading import Row, UnreadableError, read_table
from gtlead.publication.content_version import held_version
from gtlead.records.choices import State
from gtlead.review.submitting_drafts import hand_in_drafts

CHUNK = 200  # a few seconds, so that others who save need not wait long
OUTCOMES = (NEW, CHANGED, "unchanged", REFUSED)


def begin(*, kind: ImportKind, name: str, file: BinaryIO, by: Any, reason: str = "") -> ImportJob:
    """Read the file into a job; UnreadableError leaves nothing. Nobody waits while it is read."""
    rows = list(read_table(name, file))
    if not rows:
        raise UnreadableError(_("The file has no rows."))
    with transaction.atomic():
        job = ImportJob.objects.create(user=by, kind=kind.name, name=name[-200:], reason=reason)
        for batch in batched(job_rows(job, kind, rows), 500, strict=False):
            ImportRow.objects.bulk_create(batch)
    return job


def job_rows(job: ImportJob, kind: ImportKind, rows: Iterable[Row]) -> Iterator[ImportRow]:
    """The rows to keep; those that cannot be told apart are refused at once."""
    seen: set[str] = set()
    for row in rows:
        if not seen and (unknown := kind.unknown(list(row.values))):
            raise UnreadableError(_("Unknown columns: %(names)s.") % {"names": ", ".join(unknown)})
        slug = row.values.get(kind.key) or row.values.get("slug", "")
        reason = ""
        if not slug:
            reason = _("the column %(name)s is empty") % {"name": kind.key}
        elif slug in seen:
            reason = _("an earlier line has the same identifier")
        seen.add(slug)
        outcome = REFUSED if reason else ""
        yield ImportRow(job=job, line=row.line, slug=slug[:200], values=row.values, outcome=outcome, reason=reason)


@transaction.atomic
def go_on(pk: int, kind: ImportKind) -> ImportJob:
    """Do the next chunk of what the job is at; the lock keeps a second window from doing the same."""
    job = ImportJob.objects.select_for_update().get(pk=pk)
    if job.stage == ImportJob.Stage.TRYING:
        try_chunk(job, kind)
    elif job.stage == ImportJob.Stage.APPLYING:
        with held_version():
            apply_chunk(job, kind)
    elif job.stage == ImportJob.Stage.HANDING_IN:
        hand_in_chunk(job, kind)
    return job


def try_chunk(job: ImportJob, kind: ImportKind) -> None:
    """Decide on the next rows; writes nothing but the decisions."""
    reader = Reader(kind)
    rows = list(job.rows.filter(outcome="")[:CHUNK])
    for row in rows:
        trial = attempt(reader, row.slug, row.values)
        row.outcome, row.reason, row.version = trial.outcome, trial.reason, trial.version
    ImportRow.objects.bulk_update(rows, ["outcome", "reason", "version"])
    if len(rows) < CHUNK:
        job.stage = ImportJob.Stage.TRIED
        job.save(update_fields=["stage"])


def apply_chunk(job: ImportJob, kind: ImportKind) -> None:
    """Put the next rows on file, each only if it still would do what was shown."""
    reader = Reader(kind)
    rows = list(waiting(job)[:CHUNK])
    for row in rows:
        trial = attempt(reader, row.slug, row.values)
        if (trial.outcome, trial.version) != (row.outcome, row.version):
            meanwhile = _("somebody changed the record since the trial")
            row.reason = trial.reason if trial.outcome == REFUSED else meanwhile
            row.outcome = REFUSED
        elif reason := apply(trial, by=job.user, reason=job.public_reason):
            row.outcome, row.reason = REFUSED, reason
        else:
            row.is_applied = True
    ImportRow.objects.bulk_update(rows, ["outcome", "reason", "is_applied"])
    if len(rows) < CHUNK:
        job.stage = ImportJob.Stage.DONE
        job.save(update_fields=["stage"])


def hand_in_chunk(job: ImportJob, kind: ImportKind) -> None:
    """Let the next drafts wait for a reviewer."""
    number = hand_in_drafts(drafts_of(job, kind), user=job.user, reason=job.public_reason, most=CHUNK)
    if number < CHUNK:
        job.stage = ImportJob.Stage.HANDED_IN
        job.save(update_fields=["stage"])


def made_by(job: ImportJob) -> QuerySet[ImportRow]:
    """The rows that became records."""
    return job.rows.filter(outcome=NEW, is_applied=True)


def drafts_of(job: ImportJob, kind: ImportKind) -> QuerySet[Any]:
    """The records it made that are drafts still."""
    drafts: QuerySet[Any] = kind.model._default_manager.filter(state=State.DRAFT)
    return drafts.filter(slug__in=made_by(job).values("slug")).order_by("pk")


def hand_in(job: ImportJob) -> None:
    """The editor wants a reviewer to see what the file brought."""
    ImportJob.objects.filter(pk=job.pk, stage=ImportJob.Stage.DONE).update(stage=ImportJob.Stage.HANDING_IN)


def waiting(job: ImportJob) -> QuerySet[ImportRow]:
    """The rows that would do something and have not yet."""
    return job.rows.filter(outcome__in=(NEW, CHANGED), is_applied=False)


def confirm(job: ImportJob) -> None:
    """The editor has seen what will happen and wants it."""
    ImportJob.objects.filter(pk=job.pk, stage=ImportJob.Stage.TRIED).update(stage=ImportJob.Stage.APPLYING)


def counts(job: ImportJob) -> Counter[str]:
    """How many rows there are of each outcome; those not tried yet count as ""."""
    return Counter(dict(job.rows.order_by().values_list("outcome").annotate(Count("pk"))))


def progress(job: ImportJob, kind: ImportKind, found: Counter[str]) -> tuple[int, int]:
    """How many rows are behind, of how many."""
    if job.stage == ImportJob.Stage.HANDING_IN:
        made = made_by(job).count()
        return made - drafts_of(job, kind).count(), made
    if job.stage == ImportJob.Stage.APPLYING:
        to_do = found[NEW] + found[CHANGED]
        return to_do - waiting(job).count(), to_do
    return found.total() - found[""], found.total()


def latest_of(user: Any) -> QuerySet[ImportJob]:
    """One's own last imports."""
    return ImportJob.objects.filter(user=user)[:10]


def rows_with(job: ImportJob, outcome: str) -> QuerySet[ImportRow]:
    """The rows of an outcome, or all."""
    return job.rows.filter(outcome=outcome) if outcome in OUTCOMES else job.rows.all()
