"""What changed, and records as they were."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from gtlead.history.changes import recent_changes
from gtlead.history.entries import by_day
from gtlead.history.gone import what_went
from gtlead.history.record_version import version_on
from gtlead.review.visibility import address_of


def changes(request: HttpRequest) -> TemplateResponse:
    """What changed, when and why."""
    return TemplateResponse(request, "changes.html", {"days": by_day(recent_changes())})


def as_it_was(request: HttpRequest, kind: str, slug: str, day: date) -> TemplateResponse:
    """A public record as it read on an earlier day."""
    version = version_on(kind, slug, day)
    context = {"version": version, "address": "" if version.gone else address_of(version.record)}
    return TemplateResponse(request, "as_it_was.html", context)


def not_found(request: HttpRequest, exception: Exception, template_name: str = "404.html") -> HttpResponse:
    """Nothing is there; where something was, what it was, when and why it went, and where it can still be read."""
    if gone := what_went(request.path):
        return TemplateResponse(request, "gone.html", {"gone": gone}, status=410).render()
    return TemplateResponse(request, template_name, status=404).render()
