"""What readers are told when a part that the site stands on does not answer: 503, drawn without it."""

import sys

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.views.defaults import server_error

RETRY_AFTER = 30


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 for a database or disk that fails, 500 for a fault of ours."""
    if not isinstance(sys.exc_info()[1], (DatabaseError, InterfaceError, OSError)):
        return server_error(request)
    text = get_template("503.html").render()
    headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"}
    return HttpResponse(text, status=503, headers=headers)
