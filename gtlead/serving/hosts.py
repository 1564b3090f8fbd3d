"""Only hosts and ports that are listed are answered, since pages, feeds and pictures repeat them in their links."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase

USUAL = ("", "80", "443")


class HostMiddleware:
    """Refuses a request for a port that nobody listed; a site of this machine alone is asked by any."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response, if the request names a place of ours."""
        host = request.get_host()  # refuses the names that are not listed
        if not settings.IS_LOCAL and split_domain_port(host)[1] not in (*USUAL, *settings.ALLOWED_PORTS):
            raise DisallowedHost(f"Port of “{host}” is not listed: add “{host}” to ALLOWED_HOSTS if it is yours.")
        return self.get_response(request)
