"""What readers are told when nothing can be drawn for them: a part that the site stands on fails, or what they sent."""

import sys

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template

RETRY_AFTER = 30
PART_FAILED = (DatabaseError, InterfaceError, OSError)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 for a database or disk that fails, 500 for a fault of ours."""
    if not isinstance(sys.exc_info()[1], PART_FAILED):
        return HttpResponse(get_template("500.html").render(), status=500)
    headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"}
    return HttpResponse(unavailable_page(), status=503, headers=headers)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 for what cannot be read at all; what was sent is not looked at again, as Django's own page does."""
    return HttpResponse(get_template("400.html").render(), status=400, headers={"Cache-Control": "no-store"})


def unavailable_page() -> str:
    """The page in HTML; it needs neither database nor cache."""
    return get_template("503.html").render()
