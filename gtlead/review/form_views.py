"""What the form of a record asks while somebody writes in it."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from gtlead.lists.parameters import takes
from gtlead.records.kinds import record_models
from gtlead.records.models import Record
from gtlead.review.presence import others_editing, told_of
from gtlead.review.typed import NotYetError, page_as_typed
from gtlead.review.views import for_those_who_read


def owner_of(kind: str) -> "admin.ModelAdmin[Record]":
    """The admin of a kind of record."""
    model = next((model for model in record_models() if model._meta.model_name == kind), None)
    if model is None or model not in admin.site._registry:
        raise Http404
    return admin.site._registry[model]


@takes("shown")
@for_those_who_read
def editing(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Who else has the form open now; nothing if that is shown already."""
    owner = owner_of(kind)
    record = get_object_or_404(owner.model, pk=pk)
    if not owner.has_change_permission(request, record):
        raise PermissionDenied
    people = others_editing(record, request.user)
    shown = told_of(people)
    if request.GET.get("shown") == shown:
        return HttpResponse(status=204)
    context = {"people": people, "shown": shown, "address": request.path}
    return TemplateResponse(request, "staff/_editing.html", context)


@for_those_who_read
@require_POST
def typed(request: HttpRequest, kind: str, pk: int | None) -> HttpResponse:
    """The public page with what is typed in the form, which is saved nowhere."""
    owner = owner_of(kind)
    record = get_object_or_404(owner.model, pk=pk) if pk else None
    if not (owner.has_change_permission(request, record) if record else owner.has_add_permission(request)):
        raise PermissionDenied
    try:
        context = {"page": page_as_typed(request, owner, record), "reasons": []}
    except NotYetError as error:
        context = {"page": "", "reasons": error.reasons}
    return TemplateResponse(request, "staff/_typed.html", context)
