"""Staff reports, for those with the export permission only."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache

from countries.reports import REPORTS
from gtlead.models import ExportLog
from gtlead.periods import PeriodForm
from gtlead.tables import csv_error, csv_response

may_export = permission_required("gtlead.export_reports", raise_exception=True)


@never_cache
@login_required
@may_export
def report_list(request: HttpRequest) -> TemplateResponse:
    """The reports with the meaning of every column, and the last downloads."""
    downloads = ExportLog.objects.select_related("user")[:20]
    context = {"reports": REPORTS.values(), "downloads": downloads, "period": PeriodForm()}
    return TemplateResponse(request, "staff/report_list.html", context)


@never_cache
@login_required
@may_export
def report_csv(request: HttpRequest, name: str) -> HttpResponseBase:
    """One report as CSV; the log gets its number of rows when the last one has left."""
    report = REPORTS.get(name)
    if report is None:
        raise Http404
    form = PeriodForm(request.GET)
    if report.of_a_period and not form.is_valid():
        return csv_error("\n".join(f"{name}: {' '.join(map(str, texts))}" for name, texts in form.errors.items()))
    rows = report.rows(form.period) if report.of_a_period else report.rows()
    log = ExportLog.objects.create(user=request.user, report=name, parameters=request.GET.urlencode()[:500])
    return csv_response(name, report.columns, counted(rows, log))


def counted(rows: Iterable[Any], log: ExportLog) -> Iterator[Any]:
    """The rows, counted into the log when all have been taken; a broken download keeps no number."""
    number = 0
    for number, row in enumerate(rows, 1):  # noqa: B007 - the last number is the result
        yield row
    log.rows = number
    log.save(update_fields=["rows"])
