"""An import is undone as one: its drafts are discarded, its proposals withdrawn, its changes to drafts taken back.

What somebody else wrote in, and what was approved meanwhile, stays and says so.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from gtlead.importing.dry_run import NEW
from gtlead.importing.kinds import ImportKind
from gtlead.importing.models import ImportJob, ImportRow
from gtlead.records.choices import State
from gtlead.records.models import Record
from gtlead.review.deciding import RefusedError
from gtlead.review.discarding import discard, take_back
from gtlead.review.restoring import restore
from gtlead.review.submitting import is_decided, open_proposal

CHUNK = 100
UNDOABLE = (ImportJob.Stage.DONE, ImportJob.Stage.SUBMITTED)


def begin_undoing(job: ImportJob) -> None:
    """Whoever brought it wants it gone."""
    found = ImportJob.objects.filter(pk=job.pk, stage__in=UNDOABLE)
    if found.update(stage=ImportJob.Stage.UNDOING):
        job.rows.filter(is_applied=True).update(reason="")


def undo_chunk(job: ImportJob, kind: ImportKind) -> None:
    """The next rows, the last of the file first, since a row may rest on an earlier one."""
    rows = list(job.rows.filter(is_applied=True, reason="").order_by("-line")[:CHUNK])
    for row in rows:
        try:
            with transaction.atomic():
                undo(job, kind, row)
            row.is_applied, row.reason = False, _("undone")
        except RefusedError as error:
            row.reason = _("stays: %(why)s") % {"why": error}
    ImportRow.objects.bulk_update(rows, ["is_applied", "reason"])
    if len(rows) < CHUNK:
        job.stage = ImportJob.Stage.UNDONE
        job.save(update_fields=["stage"])


def undo(job: ImportJob, kind: ImportKind, row: ImportRow) -> None:
    """One row; RefusedError says why it stays."""
    record = kind.model._default_manager.select_for_update(of=("self",)).filter(slug=row.slug.lower()).first()
    if record is None:
        return
    if row.outcome == NEW:
        if record.state == State.IN_REVIEW:
            take_back(record, job.user)
        discard(record, job.user, _("import undone: %(name)s") % {"name": job.name})
    elif is_decided(record):
        proposal = open_proposal(record)
        if proposal is None or proposal.reason != job.public_reason:
            raise RefusedError(_("it was decided, or changed since"))
        take_back(record, job.user)
    else:
        back_to_before(record, job)


def back_to_before(record: Record, job: ImportJob) -> None:
    """A draft that the import changed has its words of before, if nobody saved it since."""
    last = record.history.first()
    if last.history_user_id != job.user_id or (last.history_change_reason or "") != job.public_reason[:100]:
        raise RefusedError(_("it was changed since"))
    restore(record, last.prev_record, job.user)
