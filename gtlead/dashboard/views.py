"""The dashboard, and the ways from anywhere to a form."""

from collections.abc import Iterable

from django.contrib.admin.views.decorators import staff_member_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache

from gtlead.dashboard.finding import exactly, found_by_words, hits_of, may_see, meant_by
from gtlead.dashboard.sections import Section, sections_for
from gtlead.lists.parameters import takes
from gtlead.records.kinds import record_models
from gtlead.review.due import publish_due
from gtlead.review.record_form import change_url


@never_cache
@staff_member_required
def dashboard(request: HttpRequest, sections: Iterable[Section]) -> TemplateResponse:
    """What waits for whom; whatever is due is published first."""
    publish_due(again=False)
    return TemplateResponse(request, "staff/dashboard.html", {"sections": sections_for(request, sections)})


@takes("q")
@never_cache
@staff_member_required
def find(request: HttpRequest) -> HttpResponse:
    """The form of what is meant, or all that may be."""
    typed = request.GET.get("q", "").strip()
    meant = meant_by(request, typed) if typed else []
    if record := exactly(meant, typed):
        return redirect(change_url(record))
    context = {
        "typed": typed,
        "meant": hits_of(meant),
        "kinds": found_by_words(request, typed) if typed and not meant else [],
    }
    return TemplateResponse(request, "staff/find.html", context)


@never_cache
@staff_member_required
def edit(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """The form of a record that a public page names."""
    model = next((model for model in record_models() if model._meta.model_name == kind), None)
    if model is None or not may_see(request, model):
        raise Http404
    return redirect(change_url(get_object_or_404(model, slug=slug)))
