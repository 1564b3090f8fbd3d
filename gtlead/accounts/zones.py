"""Times on the pages of the staff are told in the zone of whoever reads them, which their browser names in a cookie.

The public reads UTC, since its pages are kept and are the same for everybody.
"""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

PAGES = ("/staff/", "/admin/")
COOKIE = "zone"  # static/js/staff.js sets it


class ZoneMiddleware:
    """Around the pages of the staff."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The page with its times in the reader's zone; in UTC if there is no such zone."""
        if not request.path.startswith(PAGES):
            return self.get_response(request)
        with timezone.override(zone_named(request.COOKIES.get(COOKIE, ""))):
            return self.get_response(request)


def zone_named(name: str) -> ZoneInfo:
    """The zone, or UTC."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder of zones
        return ZoneInfo("UTC")
