"""What readers are told when a part that the site stands on does not answer: 503, drawn without it."""

import sys

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.views.defaults import server_error

RETRY_AFTER = 30
PART_FAILED = (DatabaseError, InterfaceError, OSError)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 for a database or disk that fails, 500 for a fault of ours."""
    if not isinstance(sys.exc_info()[1], PART_FAILED):
        return server_error(request)
    headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"}
    return HttpResponse(unavailable_page(), status=503, headers=headers)


def unavailable_page() -> str:
    """The page in HTML; it needs neither database nor cache."""
    return get_template("503.html").render()
