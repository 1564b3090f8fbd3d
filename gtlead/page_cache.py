"""Public pages are kept, compressed, until the content version moves.

A page is a function of its address, fragment or whole, and the content version. Signed-in readers, forms
and streams pass by. See docs/decisions/0004-content-version.md.
"""

import gzip
import hashlib
import re
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language

from .htmx import wants_fragment
from .review.due import version_now

GetResponse = Callable[[HttpRequest], HttpResponse]

KEEP_FOR = 60 * 60 * 24
WITHOUT_CLOCK = ("/static/", "/healthz", "/readyz")  # these ask no database, or look for themselves
PRIVATE_PATHS = ("/admin/", "/staff/", "/static/", "/healthz", "/readyz", "/styleguide/", "/report/")
LONGEST_QUERY = 500
ACCEPTS_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")


class PageCacheMiddleware:
    """Answers anonymous reads from the cache and keeps what it had to render."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The kept page if there is one, else the rendered page, kept for the next reader."""
        if not may_keep(request):
            if not request.path.startswith(WITHOUT_CLOCK):
                version_now()
            return self.get_response(request)
        key = cache_key(request)
        kept: HttpResponse | None = cache.get(key)
        if kept is None:
            response = self.get_response(request)
            kept = prepare(response)
            if kept is None:
                return response
            cache.set(key, kept, KEEP_FOR)
        return answer(request, kept)


def may_keep(request: HttpRequest) -> bool:
    """Anonymous reads of public addresses with a query of sensible length."""
    return (
        request.method in ("GET", "HEAD")
        and not request.path.startswith(PRIVATE_PATHS)
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and len(request.META.get("QUERY_STRING", "")) <= LONGEST_QUERY
    )


def cache_key(request: HttpRequest) -> str:
    """One key for each page that can differ."""
    today = timezone.localdate().isoformat()
    parts = (request.get_host(), request.get_full_path(), str(wants_fragment(request)), str(get_language()), today)
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return f"page:{version_now()}:{digest}"


def prepare(response: HttpResponse) -> HttpResponse | None:
    """The response as it is kept: compressed once, with an ETag; None for what must not be kept."""
    if response.streaming or response.status_code != 200 or response.cookies or response.has_header("Set-Cookie"):
        return None
    if response.has_header("Cache-Control"):
        return None
    body = response.content
    kept = HttpResponse(gzip.compress(body, compresslevel=6, mtime=0), headers=dict(response.headers))
    kept.headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    patch_vary_headers(kept, ["Accept-Encoding"])
    patch_cache_control(kept, public=True, max_age=0, must_revalidate=True)
    return kept


def answer(request: HttpRequest, kept: HttpResponse) -> HttpResponse:
    """A fresh response from the kept one: 304 where the reader has it, unpacked for those who cannot gzip."""
    accepts_gzip = ACCEPTS_GZIP.search(request.headers.get("Accept-Encoding", "")) is not None
    response = HttpResponse(kept.content if accepts_gzip else gzip.decompress(kept.content), headers=dict(kept.headers))
    if accepts_gzip:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(response.content))
    return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response
