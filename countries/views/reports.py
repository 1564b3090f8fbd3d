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
from gtlead.tables import csv_response

may_export = permission_required("gtlead.export_reports", raise_exception=True)


@never_cache
@login_required
@may_export
def report_list(request: HttpRequest) -> TemplateResponse:
    """The reports with the meaning of every column, and the last downloads."""
    context = {"reports": REPORTS.values(), "downloads": ExportLog.objects.select_related("user")[:20]}
    return TemplateResponse(request, "staff/report_list.html", context)


@never_cache
@login_required
@may_export
def report_csv(request: HttpRequest, name: str) -> HttpResponseBase:
    """One report as CSV; the log gets its number of rows when the last one has left."""
    report = REPORTS.get(name)
    if report is None:
        raise Http404
    log = ExportLog.objects.create(user=request.user, report=name)
    return csv_response(name, report.columns, counted(report.rows(), log))


def counted(rows: Iterable[Any], log: ExportLog) -> Iterator[Any]:
    """The rows, counted into the log when all have been taken; a broken download keeps no number."""
    number = 0
    for number, row in enumerate(rows, 1):  # noqa: B007 - the last number is the result
        yield row
    log.rows = number
    log.save(update_fields=["rows"])
