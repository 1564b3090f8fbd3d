"""Publishes what is due before anything is answered: the first of all middleware, in front of the kept pages."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from gtlead.review.due import standing_now

WITHOUT_CLOCK = ("/static/", "/healthz", "/readyz")  # these ask no database, or look for themselves


class PublishDueMiddleware:
    """Lets each request know where public content stands, once what is due is public."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, made after what was due."""
        if not request.path_info.startswith(WITHOUT_CLOCK):
            request.standing = standing_now()  # type: ignore[attr-defined]
        return self.get_response(request)
