"""The log: one JSON object a line, with the request it belongs to, and nobody's name, address or words in it."""

import json
import logging
import os
import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

log = logging.getLogger(__name__)

HEADER = "X-Request-ID"
ENVIRON = "gtlead.request_id"
GIVEN = re.compile(r"[\w.-]{1,64}", re.ASCII)
SLOW = 2.0  # seconds in the site itself, without waiting for one of its threads
LONGEST_MESSAGE = 500
EXTRA = ("method", "path", "status", "seconds")
REFUSALS = "django.security"  # a line is enough for what the site refuses to look at

REQUEST: ContextVar[str] = ContextVar("request", default="")


class JSONLines(logging.Formatter):
    """Time (UTC), level, place and message; where they are known, request, method, path, status, seconds, traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, whatever is in the message."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage()[:LONGEST_MESSAGE],
            "request": REQUEST.get(),
            **{name: getattr(record, name, "") for name in EXTRA},
        }
        if record.exc_info and not record.name.startswith(REFUSALS):
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps({name: value for name, value in line.items() if value != ""}, default=str)


class RequestLogMiddleware:
    """Gives each request a name, which the response repeats, and names the slow ones."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response."""
        name = request.META.get(ENVIRON) or request_name(request.headers.get(HEADER, ""))
        token = REQUEST.set(name)
        began = time.monotonic()
        try:
            response = self.get_response(request)
            if (seconds := time.monotonic() - began) > SLOW:
                found = {"method": request.method, "path": request.path, "status": response.status_code}
                log.warning("slow request", extra=found | {"seconds": round(seconds, 2)})
        finally:
            REQUEST.reset(token)
        response.headers[HEADER] = name
        return response


def request_name(given: str) -> str:
    """A name for a request: that of our own proxy, or a new one."""
    return given if settings.BEHIND_PROXY and GIVEN.fullmatch(given) else os.urandom(8).hex()
