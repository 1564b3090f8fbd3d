"""Readers' reports on facts: the form, the public log of corrections, the queue of the staff."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods

from gtlead.feedback.fact_report_form import AnswerForm, FactReportForm
from gtlead.feedback.forms import send_or_explain
from gtlead.feedback.handling import answer_report, corrections, fact_on_file
from gtlead.feedback.models import FactReport
from gtlead.review.record_form import change_url
from gtlead.sources.lasting import published_fact

HANDLE = "gtlead.handle_factreport"
may_see = permission_required("gtlead.view_factreport", raise_exception=True)


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)
def report_fact(request: HttpRequest, kind: str, slug: str) -> TemplateResponse:
    """Say what is wrong with one fact."""
    fact = published_fact(kind, slug)
    if fact is None:
        raise Http404
    form = FactReportForm(request, f"{kind} {slug}", fact.version)
    context = {"fact": fact, "form": form}
    sent = send_or_explain(form, lambda: form.send(fact))
    return TemplateResponse(request, "reports/report_sent.html" if sent else "reports/report_fact.html", context)


def correction_list(request: HttpRequest) -> TemplateResponse:
    """What readers reported and we corrected."""
    return TemplateResponse(request, "reports/corrections.html", {"corrections": corrections()})


def privacy(request: HttpRequest) -> TemplateResponse:
    """What is kept of a reader, and for how long."""
    return TemplateResponse(request, "privacy.html", {})


@never_cache
@login_required
@may_see
def report_queue(request: HttpRequest) -> TemplateResponse:
    """What readers reported: waiting, suspected, answered."""
    reports = FactReport.objects
    context = {"waiting": reports.unsuspected(), "suspected": reports.suspected(), "answered": reports.answered()[:50]}
    return TemplateResponse(request, "staff/fact_reports.html", context)


@never_cache
@login_required
@may_see
def report_item(request: HttpRequest, number: int) -> HttpResponseBase:
    """One report beside the fact as it is now; reviewers answer it."""
    report = get_object_or_404(FactReport, pk=number)
    may_handle = request.user.has_perm(HANDLE)
    form = AnswerForm(request.POST if request.method == "POST" else None, instance=report)
    if request.method == "POST":
        if not may_handle:
            raise PermissionDenied
        if form.is_valid():
            answer_report(report=report, by=request.user, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("fact-reports")
    fact = fact_on_file(report)
    context = {"report": report, "fact": fact, "edit_url": change_url(fact) if fact else "", "form": form}
    return TemplateResponse(request, "staff/fact_report.html", {**context, "may_handle": may_handle})
