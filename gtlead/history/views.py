"""What changed, and records as they were."""

from datetime import date

from django.http import HttpRequest
from django.template.response import TemplateResponse

from gtlead.history.changes import recent_changes
from gtlead.history.entries import by_day
from gtlead.history.record_version import version_on
from gtlead.review.pages import page_of


def changes(request: HttpRequest) -> TemplateResponse:
    """What changed, when and why."""
    return TemplateResponse(request, "changes.html", {"days": by_day(recent_changes())})


def as_it_was(request: HttpRequest, kind: str, slug: str, day: date) -> TemplateResponse:
    """A public record as it read on an earlier day."""
    version = version_on(kind, slug, day)
    page = page_of(version.record)
    context = {"version": version, "page": f"{page}#{slug}" if page else ""}
    return TemplateResponse(request, "as_it_was.html", context)
