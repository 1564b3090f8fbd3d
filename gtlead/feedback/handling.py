"""Readers' reports on facts: which facts can be reported, and what can happen to a report."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, Model, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from gtlead.feedback import form_guard
from gtlead.feedback.form_guard import ReportRejectedError
from gtlead.feedback.models import FactReport
from gtlead.publication.content_version import raise_version
from gtlead.review.visibility import exchanged
from gtlead.sources.lasting import kinds_of_fact
from gtlead.sources.models import Fact

State = FactReport.State
LONGEST_LABEL = 300


@dataclass(frozen=True)
class LoggedCorrection:
    """An entry of the public log: what was wrong, and where it stands, if it still does."""

    report: FactReport
    url: str
    label: str


def fact_on_file(report: FactReport) -> Fact | None:
    """The reported fact in whatever state it is now, or None."""
    model = kinds_of_fact().get(report.kind)
    return model._default_manager.filter(slug=report.slug).first() if model else None


@transaction.atomic
def submit_report(
    *,
    fact: Fact,
    version: int,
    problem: str,
    text: str,
    source_url: str,
    address_hash: str,
    form_hash: str,
    suspicion: str = "",
) -> FactReport:
    """Keep a reader's report for the reviewers; the same form sent twice is kept once."""
    known: FactReport | None = FactReport.objects.filter(form_hash=form_hash).first()
    if known:
        return known
    refuse_floods(address_hash)
    values = {
        "kind": fact.fact_kind,
        "slug": fact.slug,
        "version": version,
        "label": fact.citing_label()[:LONGEST_LABEL],
        "problem": problem,
        "text": text,
        "source_url": source_url,
        "suspicion": suspicion,
        "address_hash": address_hash,
    }
    return FactReport.objects.get_or_create(form_hash=form_hash, defaults=values)[0]  # two at once are one too


def refuse_floods(address_hash: str) -> None:
    """Too many from one address, or more than anybody could ever read."""
    now = timezone.now()
    sent = FactReport.objects.from_address
    in_an_hour, in_a_day = (sent(address_hash, now - timedelta(hours=hours)).count() for hours in (1, 24))
    if in_an_hour >= form_guard.PER_HOUR or in_a_day >= form_guard.PER_DAY:
        raise ReportRejectedError(_("Many reports have come from your network. Please try again later."))
    if FactReport.objects.open().count() >= form_guard.MOST_WAITING:
        raise ReportRejectedError(_("Very many reports are waiting to be read. Please try again in some days."))


@transaction.atomic
def answer_report(*, report: FactReport, by: Any, state: str, answer: str = "", public_note: str = "") -> FactReport:
    """Say what became of it; a correction appears in the public log, and leaves it if it is taken back."""
    found: FactReport = FactReport.objects.select_for_update().get(pk=report.pk)
    was_public = found.state == State.CORRECTED
    found.state, found.answer = State(state), answer
    found.public_note = public_note if found.state == State.CORRECTED else ""
    found.handled_by, found.handled_at = (None, None) if found.state == State.OPEN else (by, timezone.now())
    found.save()
    if was_public or found.state == State.CORRECTED:
        raise_version()
    return found


def corrections() -> list[LoggedCorrection]:
    """The public log, newest first; a fact that is public no more is named and not linked."""
    reports = list(FactReport.objects.corrected())
    public: dict[tuple[str, str], Fact] = {}
    for kind in sorted({report.kind for report in reports} & kinds_of_fact().keys()):
        facts = kinds_of_fact()[kind]._default_manager
        slugs = {report.slug for report in reports if report.kind == kind}
        found = facts.published().for_citing().filter(slug__in=slugs)
        public |= {(kind, fact.slug): fact for fact in found}
    return [make_correction(report, public.get((report.kind, report.slug))) for report in reports]


def make_correction(report: FactReport, fact: Fact | None) -> LoggedCorrection:
    """The entry; what the fact says now, not what it said when reported."""
    if fact is None:
        return LoggedCorrection(report, "", report.slug)
    return LoggedCorrection(report, fact.get_absolute_url(), fact.citing_label())


def follow_exchange(sender: type[Model], slugs: tuple[str, str], **kwargs: object) -> None:
    """Receiver: two facts have each other's address, and what was reported of them goes with them."""
    one, other = slugs
    reports = FactReport.objects.filter(kind=sender._meta.model_name, slug__in=slugs)
    reports.update(slug=Case(When(slug=one, then=Value(other)), default=Value(one)))


def connect() -> None:
    """Called once, when the app registry is ready."""
    exchanged.connect(follow_exchange, dispatch_uid="reports-exchange")


@transaction.atomic
def purge_reports() -> dict[str, int]:
    """Forget what readers wrote when its term is over; what became of the report stays."""
    addresses = FactReport.objects.with_old_addresses().update(address_hash="")
    texts = FactReport.objects.past_retention().update(text="", source_url="", suspicion="")
    return {"addresses": addresses, "texts": texts}
