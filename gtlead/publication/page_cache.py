"""Public pages are kept until the content version moves.

A page is a function of its address, fragment or whole, and the content version. Signed-in readers and forms pass
by. Asked once what is due is public (gtlead/review/due_middleware.py), and before Django by the server itself.
See docs/decisions/0013-kept-pages.md.
"""

import re
from collections.abc import Callable
from datetime import datetime
from itertools import chain
from typing import Protocol

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

from gtlead.publication.content_version import VersionStanding
from gtlead.publication.page_store import KeptAnswer, KeptPage, PageKey, PageStore, keep_page

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class Header(Protocol):
    """Gives the header of this name, or the default."""

    def __call__(self, name: str, default: str, /) -> str:
        """What it says."""


KEEP_FOR = 60 * 60 * 24
PRIVATE_PATHS = ("/admin/", "/staff/", "/static/", "/healthz", "/readyz", "/styleguide/", "/report/")
PRIVATE_COOKIES = re.compile(f"{re.escape(settings.SESSION_COOKIE_NAME)}=|messages=")
LONGEST_QUERY = 500
MOST_GATHERED = 512 * 1024  # a download up to this size is kept like a page, a larger one streams
KEPT_APART = {"accept-encoding", "hx-request", "hx-history-restore-request"}  # what PageKey and KeptPage know

STORE = PageStore(settings.PAGE_CACHE_BYTES)


class PageCacheMiddleware:
    """Answers anonymous reads from the kept pages and keeps what it had to render."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The kept page if there is one, else the rendered page, kept for the next reader."""
        path, query = request.META["PATH_INFO"], request.META.get("QUERY_STRING", "")
        header = request.headers.get
        if not may_keep(request.method or "", path, query, header):
            return own(self.get_response(request))
        standing: VersionStanding = request.standing  # type: ignore[attr-defined]
        key = page_key(standing.number, path, query, header)
        page = kept_page(key)
        if page is None:
            response = self.get_response(request)
            page = keep(response, header("accept-encoding", ""))
            if page is None:
                return tagged(request, response, key)
            store(key, page)
        status, headers, body = answer(key, page, request.method or "", header)
        return HttpResponse(body, status=status, headers=dict(headers))


def may_keep(method: str, path: str, query: str, header: Header) -> bool:
    """Anonymous reads of public addresses with a query of sensible length."""
    return (
        method in ("GET", "HEAD")
        and not path.startswith(PRIVATE_PATHS)
        and len(query) <= LONGEST_QUERY
        and not PRIVATE_COOKIES.search(header("cookie", ""))
        and not header("if-match", "")
    )


def page_key(version: int, path: str, query: str, header: Header) -> PageKey:
    """One key for each page that can differ."""
    is_fragment = header("hx-request", "") == "true" and header("hx-history-restore-request", "") != "true"
    return PageKey(
        version,
        datetime.now(timezone.get_default_timezone()).date().isoformat(),
        header("x-forwarded-proto", "") if settings.BEHIND_PROXY else "",
        header("host", ""),
        f"{path}?{query}",
        "fragment" if is_fragment else "page",
    )


def kept_page(key: PageKey) -> KeptPage | None:
    """The page from this process, or from the cache that processes share."""
    page = STORE.get(key)
    if page is None and settings.CACHE_URL:
        shared = cache.get(key.name)
        if isinstance(shared, KeptPage):
            page = shared
            STORE.put(key, page)
    return page


def store(key: PageKey, page: KeptPage) -> None:
    """Keep the page here, and for the other processes where they share a cache."""
    STORE.put(key, page)
    if settings.CACHE_URL:
        cache.set(key.name, page, KEEP_FOR)


def answer(key: PageKey, page: KeptPage, method: str, header: Header) -> KeptAnswer:
    """The page as this reader takes it; a form of the body that had to be made first stays, and is counted."""
    before = len(page.bodies)
    given = page.answer(
        accepted=header("accept-encoding", ""), known=header("if-none-match", ""), is_head=method == "HEAD"
    )
    if len(page.bodies) != before:
        STORE.put(key, page)
    return given


def keep(response: HttpResponseBase, accepted: str = "") -> KeptPage | None:
    """The response as it is kept, in a form that its reader takes; None for what must not be kept."""
    if (
        response.status_code != 200
        or response.cookies
        or any(response.has_header(name) for name in ("Set-Cookie", "Cache-Control", "ETag", "Content-Encoding"))
        or not set(response.headers.get("Vary", "").lower().replace(" ", "").split(",")) <= {"", *KEPT_APART}
    ):
        return None
    body = gather(response) if response.streaming else response.content  # type: ignore[attr-defined]
    if body is None:
        return None
    patch_vary_headers(response, ["Accept-Encoding"])
    public(response)
    headers = [pair for pair in response.headers.items() if pair[0].lower() != "content-length"]
    closers = response._resource_closers  # type: ignore[attr-defined]
    for close in closers:  # close() itself would say that the request has ended, connections and all
        close()
    return keep_page(headers, body, accepted)


def gather(response: HttpResponseBase) -> bytes | None:
    """A short download whole; None for a long one, which goes on streaming."""
    pieces, size = [], 0
    stream = iter(response.streaming_content)  # type: ignore[attr-defined]
    for piece in stream:
        pieces.append(piece)
        size += len(piece)
        if size > MOST_GATHERED:
            response.streaming_content = chain(pieces, stream)  # type: ignore[attr-defined]
            return None
    return b"".join(pieces)


def tagged(request: HttpRequest, response: HttpResponseBase, key: PageKey) -> HttpResponseBase:
    """A public download too long to be kept is known by what it is a function of; the rest is nobody else's."""
    if response.status_code != 200 or response.cookies or not response.streaming:
        return own(response)
    public(response)
    response.headers.setdefault("ETag", f'"{key.name.rpartition(":")[2][:32]}"')
    known = get_conditional_response(request, etag=response.headers["ETag"], response=response)  # type: ignore[arg-type]
    return known or response


def public(response: HttpResponseBase) -> None:
    """Anybody may keep it, and asks whether it still holds."""
    if not response.has_header("Cache-Control"):
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)


def own(response: HttpResponseBase) -> HttpResponseBase:
    """What is not kept here is kept nowhere, unless it says otherwise."""
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response
