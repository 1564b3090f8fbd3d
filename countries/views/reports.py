"""Staff reports, for those with the export permission only."""

from collections.abc import Iterable, Iterator

from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache

from countries.staff_reports.catalogue import FORM_REPORTS, RECORD_REPORTS, REPORTS
from gtlead.lists.parameters import filters_itself
from gtlead.lists.tables import as_text, csv_error, csv_response
from gtlead.staff_reports.models import ExportLog
from gtlead.staff_reports.report import Report

SHOWN = 20

may_export = permission_required("gtlead.export_reports", raise_exception=True)


@never_cache
@login_required
@may_export
def report_list(request: HttpRequest) -> TemplateResponse:
    """The ways to all reports, and the last downloads."""
    downloads = ExportLog.objects.select_related("user")[:SHOWN]
    context = {"form_reports": FORM_REPORTS, "record_reports": RECORD_REPORTS, "downloads": downloads}
    return TemplateResponse(request, "staff/report_list.html", context)


@filters_itself
@never_cache
@login_required
@may_export
def report_page(request: HttpRequest, name: str) -> TemplateResponse:
    """One report: its filters, how many rows match, the first of them, and the way to take all of them away."""
    report = report_or_404(name)
    asked = report.ask(request.user, request.GET)
    context = {
        "report": report,
        "asked": asked,
        "count": asked.rows.count(),
        "rows": [[(c, as_text(c.cell(row))) for c in report.columns] for row in asked.rows.first(SHOWN)],
        "query": request.GET.urlencode(),
    }
    return TemplateResponse(request, "staff/report_page.html", context)


@filters_itself
@never_cache
@login_required
@may_export
def report_csv(request: HttpRequest, name: str) -> HttpResponseBase:
    """The rows of the page as CSV; the log gets their number when the last one has left."""
    report = report_or_404(name)
    asked = report.ask(request.user, request.GET)
    if asked.errors:
        return csv_error("\n".join(f"{name}: {' '.join(texts)}" for name, texts in asked.errors.items()))
    log = ExportLog.objects.create(user=request.user, report=name, parameters=request.GET.urlencode()[:500])
    return csv_response(name, report.columns, counted(asked.rows, log))


def report_or_404(name: str) -> Report:
    """A report by its name."""
    if name not in REPORTS:
        raise Http404
    return REPORTS[name]


def counted(rows: Iterable[object], log: ExportLog) -> Iterator[object]:
    """The rows, counted into the log when all have been taken; a broken download keeps no number."""
    number = 0
    for number, row in enumerate(rows, 1):  # noqa: B007 - the last number is the result
        yield row
    log.rows = number
    log.save(update_fields=["rows"])
