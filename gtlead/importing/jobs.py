"""A job goes on by a chunk at each request: no worker, bounded memory, and it can stop at any time."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import batched
from typing import BinaryIO

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from gtlead.importing.dry_run import CHANGED, NEW, REFUSED, TWIN, apply, attempt
from gtlead.importing.kinds import EXPLAINS, REFUSED_BECAUSE, ImportKind, Reader
from gtlead.importing.mapping import header_line, made_identifier, mapped
from gtlead.importing.models import ColumnMapping, ImportJob, ImportRow, TwinChoice
from gtlead.importing.reading import FileRow, read_table
from gtlead.importing.undoing import undo_chunk
from gtlead.importing.workbooks import UnreadableError
from gtlead.lists.tables import Column
from gtlead.publication.content_version import held_version
from gtlead.records.choices import State
from gtlead.records.models import Record
from gtlead.review.submitting_drafts import submit_drafts

CHUNK = 100  # a second or two, so that others who save need not wait long
OUTCOMES = (NEW, CHANGED, "unchanged", TWIN, REFUSED)


class UnknownColumnsError(UnreadableError):
    """A table whose columns are not ours; its job waits for somebody who says what they mean."""

    def __init__(self, job: ImportJob, unknown: Sequence[str]) -> None:
        super().__init__(_("Unknown columns: %(names)s.") % {"names": ", ".join(unknown)})
        self.job = job


def begin(
    *,
    kind: ImportKind,
    name: str,
    file: BinaryIO,
    by: User | AnonymousUser,
    reason: str = "",
    may_map: bool = False,
    anew: bool = False,
) -> ImportJob:
    """Read the file into a job; UnreadableError leaves nothing. Nobody waits while it is read.

    With `may_map` a table of unknown columns is kept, and UnknownColumnsError names its job; with `anew` also one whose
    columns somebody has explained before.
    """
    rows = list(read_table(name, file, kind.known))
    if not rows:
        raise UnreadableError(_("The file has no rows."))
    header = list(rows[0].values)
    unknown = kind.unknown(header)
    known_mapping = mapping_for(kind, header) if unknown and not anew else None
    if known_mapping:
        rows = [mapped(kind, row, known_mapping.columns, known_mapping.dates) for row in rows]
    with transaction.atomic():
        job = ImportJob.objects.create(user=by, kind=kind.name, name=name[-200:], reason=reason)
        if unknown and not known_mapping:
            error = UnknownColumnsError(job, unknown)
            if not may_map:
                raise error
            ImportJob.objects.filter(pk=job.pk).update(stage=ImportJob.Stage.MAPPING)
            keep(ImportRow(job=job, line=r.line, sheet=r.sheet, values=r.values, faults=r.faults) for r in rows)
        else:
            keep(job_rows(job, kind, rows))
    if unknown and not known_mapping:
        raise error
    return job


def keep(rows: Iterable[ImportRow]) -> None:
    """Put rows of a job on file, some at a time."""
    for batch in batched(rows, 500, strict=False):
        ImportRow.objects.bulk_create(batch)


def mapping_for(kind: ImportKind, header: Sequence[str]) -> ColumnMapping | None:
    """What somebody said before that these columns mean."""
    return ColumnMapping.objects.filter(kind=kind.name, header=header_line(header)).first()


def begin_mapped(job: ImportJob, kind: ImportKind, columns: dict[str, dict[str, str]], dates: str) -> None:
    """The editor has said what the columns mean: keep that for the next time, and try the rows."""
    kept = list(job.rows.all())
    header = header_line(kept[0].values) if kept else ""
    wanted = {"columns": columns, "dates": dates}
    with transaction.atomic():
        ColumnMapping.objects.update_or_create(kind=kind.name, header=header, defaults=wanted)
        rows = [FileRow(row.line, row.values, row.faults, row.sheet) for row in kept]
        job.rows.all().delete()
        keep(job_rows(job, kind, [mapped(kind, row, columns, dates) for row in rows]))
        ImportJob.objects.filter(pk=job.pk, stage=ImportJob.Stage.MAPPING).update(stage=ImportJob.Stage.TRYING)


def job_rows(job: ImportJob, kind: ImportKind, rows: Iterable[FileRow]) -> Iterator[ImportRow]:
    """The rows to keep; those that cannot be told apart, or hold what is no value, are refused at once."""
    seen: set[str] = set()
    for row in rows:
        if str(row.values.get(kind.key, "")).startswith(EXPLAINS):
            continue
        slug = identifier_of(kind, row)
        faults = [text for name, text in row.faults.items() if name == kind.key or kind.target(name)]
        reason = " ".join(faults)
        if not slug:
            reason = reason or no_identifier(kind, row)
        elif slug.lower() in seen:
            reason = _("an earlier line has the same identifier")
        seen.add(slug.lower())
        outcome = REFUSED if reason else ""
        yield ImportRow(
            job=job, line=row.line, sheet=row.sheet, slug=slug[:200], values=row.values, outcome=outcome, reason=reason
        )


def no_identifier(kind: ImportKind, row: FileRow) -> str:
    """Why nobody can say which record a row is about."""
    if kind.key in row.values or "slug" in row.values:
        return _("the column %(name)s is empty") % {"name": kind.key}
    words = {"number": row.values.get(kind.found_by, ""), "column": kind.found_by, "names": ", ".join(kind.named_by)}
    if words["number"]:
        return _("nothing on file has the %(column)s “%(number)s”, and the row does not say %(names)s") % words
    return _("the row does not say what it is about: %(names)s") % words


def identifier_of(kind: ImportKind, row: FileRow) -> str:
    """The identifier in the row, else that of the one record it can be about, else one made of what it is about."""
    if given := str(row.values.get(kind.key) or row.values.get("slug", "")):
        return given
    if kind.key in row.values or "slug" in row.values:
        return ""
    if number := str(row.values.get(kind.found_by, "")):
        found = kind.model._default_manager.filter(**{kind.found_by: number}).values_list("slug", flat=True)[:2]
        if len(found) == 1:
            return str(found[0])
    return made_identifier(kind, row.values)


@transaction.atomic
def go_on(pk: int, kind: ImportKind) -> ImportJob:
    """Do the next chunk of what the job is at; the lock keeps a second window from doing the same."""
    job = ImportJob.objects.select_for_update().get(pk=pk)
    if job.stage == ImportJob.Stage.TRYING:
        try_chunk(job, kind)
    elif job.stage == ImportJob.Stage.APPLYING:
        with held_version():
            apply_chunk(job, kind)
    elif job.stage == ImportJob.Stage.SUBMITTING:
        submit_chunk(job, kind)
    elif job.stage == ImportJob.Stage.UNDOING:
        with held_version():
            undo_chunk(job, kind)
    return job


def try_chunk(job: ImportJob, kind: ImportKind) -> None:
    """Decide on the next rows; writes nothing but the decisions."""
    rows = list(job.rows.filter(outcome="")[:CHUNK])
    reader = Reader(kind, [row.values for row in rows])
    slugs = [row.slug for row in rows]
    said = {(c.slug, c.twin): c.choice for c in TwinChoice.objects.filter(kind=kind.name, slug__in=slugs)}
    for row in rows:
        trial = attempt(reader, row.slug, row.values, row.choice)
        row.twin = trial.twin or row.twin
        told = ""
        if trial.outcome == TWIN and (before := said.get((row.slug, trial.twin))):
            row.choice = before
            trial = attempt(reader, row.slug, row.values, before)
            told = _("as said of “%(slug)s” before: %(choice)s") % {
                "slug": row.twin, "choice": row.get_choice_display(),
            }  # fmt: skip
        row.outcome, row.version, row.differs = trial.outcome, trial.version, trial.differs
        row.reason = "; ".join(text for text in (trial.reason, told) if text)
    ImportRow.objects.bulk_update(rows, ["outcome", "reason", "differs", "version", "twin", "choice"])
    if len(rows) < CHUNK:
        job.stage = ImportJob.Stage.TRIED
        job.save(update_fields=["stage"])


def apply_chunk(job: ImportJob, kind: ImportKind) -> None:
    """Put the next rows on file, each only if it still would do what was shown."""
    rows = list(waiting(job)[:CHUNK])
    reader = Reader(kind, [row.values for row in rows])
    for row in rows:
        trial = attempt(reader, row.slug, row.values, row.choice)
        if (trial.outcome, trial.version) != (row.outcome, row.version):
            meanwhile = _("somebody changed the record since the trial")
            row.reason = trial.reason if trial.outcome in (REFUSED, TWIN) else meanwhile
            row.outcome = REFUSED
        elif reason := apply(trial, by=job.user, reason=job.public_reason):
            row.outcome, row.reason = REFUSED, reason
        else:
            row.is_applied = True
    ImportRow.objects.bulk_update(rows, ["outcome", "reason", "is_applied"])
    if len(rows) < CHUNK:
        job.stage = ImportJob.Stage.DONE
        job.save(update_fields=["stage"])


def submit_chunk(job: ImportJob, kind: ImportKind) -> None:
    """Let the next drafts wait for a reviewer."""
    number = submit_drafts(drafts_of(job, kind), user=job.user, reason=job.public_reason, most=CHUNK)
    if number < CHUNK:
        job.stage = ImportJob.Stage.SUBMITTED
        job.save(update_fields=["stage"])


def made_by(job: ImportJob) -> QuerySet[ImportRow]:
    """The rows that became records."""
    return job.rows.filter(outcome=NEW, is_applied=True)


def drafts_of(job: ImportJob, kind: ImportKind) -> QuerySet[Record]:
    """The records it made that are drafts still."""
    drafts: QuerySet[Record] = kind.model._default_manager.filter(state=State.DRAFT)
    return drafts.filter(slug__in=made_by(job).values("slug")).order_by("pk")


def submit(job: ImportJob) -> None:
    """The editor wants a reviewer to see what the file brought."""
    ImportJob.objects.filter(pk=job.pk, stage=ImportJob.Stage.DONE).update(stage=ImportJob.Stage.SUBMITTING)


def waiting(job: ImportJob) -> QuerySet[ImportRow]:
    """The rows that would do something and have not yet."""
    return job.rows.filter(outcome__in=(NEW, CHANGED), is_applied=False)


def confirm(job: ImportJob) -> None:
    """The editor has seen what will happen and wants it."""
    ImportJob.objects.filter(pk=job.pk, stage=ImportJob.Stage.TRIED).update(stage=ImportJob.Stage.APPLYING)


def choose(job: ImportJob, choices: Mapping[int, str]) -> None:
    """The editor has said what becomes of rows that are on file under another identifier; they are tried again."""
    if job.stage != ImportJob.Stage.TRIED:
        return
    with transaction.atomic():
        for row in found_twice(job).filter(line__in=choices):
            row.choice, row.outcome = choices[row.line], ""
            row.save(update_fields=["choice", "outcome"])
            TwinChoice.objects.update_or_create(
                kind=job.kind, slug=row.slug, twin=row.twin, defaults={"choice": row.choice}
            )
        ImportJob.objects.filter(pk=job.pk).update(stage=ImportJob.Stage.TRYING)


def refused_columns(job: ImportJob, kind: ImportKind) -> list[Column[ImportRow]]:
    """The columns of the file of refused rows: as they came, and why."""
    found = {name for values in refused(job).values_list("values", flat=True) for name in values} - {REFUSED_BECAUSE}
    ours = [column.name for column in kind.columns if column.name in found]
    names = [*ours, *sorted(found.difference(ours))]
    columns: list[Column[ImportRow]] = [
        Column(name, "", lambda row, name=name: row.values.get(name, "")) for name in names
    ]
    return [*columns, Column(REFUSED_BECAUSE, "", lambda row: row.reason)]


def found_twice(job: ImportJob) -> QuerySet[ImportRow]:
    """The rows that say the same as a record under another identifier, decided on or not."""
    return job.rows.exclude(twin="")


def refused(job: ImportJob) -> QuerySet[ImportRow]:
    """The rows that were not taken."""
    return job.rows.filter(outcome=REFUSED)


def unread(job: ImportJob, kind: ImportKind) -> list[str]:
    """The columns of the file that an import does not read."""
    first = job.rows.first()
    return kind.unread(first.values) if first else []


def counts(job: ImportJob) -> Counter[str]:
    """How many rows there are of each outcome; those not tried yet count as ""."""
    return Counter(dict(job.rows.order_by().values_list("outcome").annotate(Count("pk"))))


def progress(job: ImportJob, kind: ImportKind, found: Counter[str]) -> tuple[int, int]:
    """How many rows are behind, of how many."""
    if job.stage == ImportJob.Stage.SUBMITTING:
        made = made_by(job).count()
        return made - drafts_of(job, kind).count(), made
    if job.stage == ImportJob.Stage.UNDOING:
        touched = job.rows.filter(outcome__in=(NEW, CHANGED)).exclude(reason="", is_applied=False)
        return touched.exclude(reason="").count(), touched.count()
    if job.stage == ImportJob.Stage.APPLYING:
        to_do = found[NEW] + found[CHANGED]
        return to_do - waiting(job).count(), to_do
    return found.total() - found[""], found.total()


def latest_of(user: User | AnonymousUser) -> QuerySet[ImportJob]:
    """One's own last imports."""
    return ImportJob.objects.filter(user=user)[:10]


def rows_with(job: ImportJob, outcome: str) -> QuerySet[ImportRow]:
    """The rows of an outcome, or all."""
    return job.rows.filter(outcome=outcome) if outcome in OUTCOMES else job.rows.all()
