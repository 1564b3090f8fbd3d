"""The server, never the client, picks the fragment (docs/decisions/0003-htmx.md)."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails


class HtmxHttpRequest(HttpRequest):
    """A request that django-htmx has looked at."""

    htmx: HtmxDetails


def wants_fragment(request: HttpRequest) -> bool:
    """True for an htmx request, unless it restores a page from history: that needs the whole page."""
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.history_restore_request


def fragment_for_htmx(
    page: str = "base.html",
) -> Callable[[Callable[..., TemplateResponse]], Callable[..., TemplateResponse]]:
    """Decorator: the template `frame`, which the view's own extends, is a page; for htmx it is the fragment alone."""

    def decorate(view: Callable[..., TemplateResponse]) -> Callable[..., TemplateResponse]:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> TemplateResponse:
            response = view(request, *args, **kwargs)
            if isinstance(response, TemplateResponse) and not response.is_rendered:
                frame = "fragment.html" if wants_fragment(request) else page
                response.context_data = (response.context_data or {}) | {"frame": frame}
            patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
            return response

        return wrapper

    return decorate
