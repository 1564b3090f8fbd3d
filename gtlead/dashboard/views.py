"""The desk."""

from collections.abc import Iterable

from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache

from gtlead.dashboard.sections import Section, sections_for
from gtlead.review.due import publish_due


@never_cache
@staff_member_required(login_url="admin:login")
def desk(request: HttpRequest, sections: Iterable[Section]) -> TemplateResponse:
    """What waits for whom; whatever is due is published first."""
    publish_due(again=False)
    return TemplateResponse(request, "staff/desk.html", {"sections": sections_for(request, sections)})
