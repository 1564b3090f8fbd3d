"""What was typed survives a session that ended and a token that changed: the form comes back with the text in it.

A POST of somebody who is signed in no longer gets the sign-in page, which carries what was sent; signed in, they send
it again with a fresh token. A POST with another token than the browser's gets the same, if it came from our own pages.
"""

import json
from collections.abc import Callable
from copy import copy
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.csrf import csrf_failure as plain_failure

PAGES = ("/admin/", "/staff/")
DOORS = ("/admin/password_reset/", "/admin/reset/")  # of those who are not signed in
OPEN_PAGES = ("/report/", "/ethics/")  # readers write there
KEPT = "kept"  # the field of the sign-in form that carries what was sent
OURS = ("csrfmiddlewaretoken", KEPT)
LONGEST = 2_000_000  # characters
SIGN_IN = "admin:login"


class ContinuingMiddleware:
    """Inside those that know who somebody is and which token they have."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """After a sign-in that carried something: that, to be sent again."""
        response = self.get_response(request)
        sent = request.POST.get(KEPT, "") if request.method == "POST" and request.path == reverse(SIGN_IN) else ""
        if sent and response.status_code == 302 and request.user.is_authenticated:
            target, fields = response.headers["Location"], unpacked(sent)
            if fields and is_ours(target):
                return again(request, target, fields, 200)
        return response

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponseBase | None:
        """The sign-in page for a POST of nobody, with what was sent."""
        if request.method != "POST" or request.user.is_authenticated or not is_ours(request.path):
            return None
        if request.path.startswith(DOORS):
            return None
        if request.path in (reverse(SIGN_IN), reverse("admin:logout")) or not fields_of(request.POST):
            return None
        reading: Any = copy(request)
        reading.method, reading.GET = "GET", QueryDict(f"next={request.path}")
        extra = {KEPT: packed(request.POST), "app_path": reverse(SIGN_IN), "next": request.get_full_path()}
        response = admin.site.login(reading, extra)
        return response.render() if hasattr(response, "render") else response


def is_ours(path: str) -> bool:
    """Whether it is an address of the staff on this site."""
    return path.startswith(PAGES) and url_has_allowed_host_and_scheme(path, None)


def fields_of(data: QueryDict) -> list[tuple[str, str]]:
    """Every field that was typed, in its order."""
    return [(name, value) for name, values in data.lists() if name not in OURS for value in values]


def packed(data: QueryDict) -> str:
    """The fields as one text; empty if they are too long to be carried."""
    text = json.dumps(fields_of(data))
    return text if len(text) <= LONGEST else ""


def unpacked(text: str) -> list[tuple[str, str]]:
    """The fields again; none if somebody changed the text."""
    try:
        fields = [(str(name), str(value)) for name, value in json.loads(text[:LONGEST])]
    except (ValueError, TypeError, RecursionError):
        return []
    return [(name, value) for name, value in fields if name not in OURS]


def again(request: HttpRequest, target: str, fields: list[tuple[str, str]], status: int) -> HttpResponse:
    """The page that gives back what was sent, and sends it again."""
    context = {"target": target, "fields": fields, "is_signed_in": request.user.is_authenticated}
    return TemplateResponse(request, "send_again.html", context, status=status).render()


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Nothing was saved, and here is what was typed; without it if the form was not ours."""
    fields = fields_of(request.POST)
    is_form = request.path.startswith((*PAGES, *OPEN_PAGES)) and request.path != reverse(SIGN_IN)
    if not is_form or not fields or not is_from_here(request):
        return plain_failure(request, reason)
    return again(request, request.get_full_path(), fields, 403)


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that one of our own pages sent it."""
    return request.headers.get("Origin", "") == f"{request.scheme}://{request.get_host()}"
