"""The public pages as editors read them: with a bar, and beside each fact the way to its form.

Whoever is no staff gets the kept pages, byte for byte as before: a page is drawn so only for a session of the staff,
which no kept page is for (gtlead/publication/page_cache.py), and it says `private, no-store`.
"""

from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from gtlead.publication.page_cache import PRIVATE_PATHS

READER: ContextVar[User | None] = ContextVar("reader", default=None)


class OnSiteMiddleware:
    """Finds out whether somebody of the staff reads; strangers, who bring no session, are not looked at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The page, drawn for this reader."""
        before = READER.set(editor_of(request))
        try:
            return self.get_response(request)
        finally:
            READER.reset(before)


def editor_of(request: HttpRequest) -> User | None:
    """Somebody who may see records behind a public page; None for everybody else, and elsewhere."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or request.path.startswith(PRIVATE_PATHS):
        return None
    user = request.user
    return user if user.is_active and user.is_staff and user.has_perm("gtlead.view_source") else None


def reader_on_site() -> User | None:
    """The member of the staff for whom the page is drawn, if it is for one."""
    return READER.get()
