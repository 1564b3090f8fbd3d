"""Pages that belong to no domain: sources, changes, health, robots."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from gtlead.serving.readiness import readiness


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """How this process stands: `ok` or `degraded` (200), `unavailable` (503), with the reasons."""
    found = readiness()
    body = {"status": found.status, "ready": not found.missing, "reasons": [*found.missing, *found.degraded]}
    return JsonResponse(body, status=503 if found.missing else 200)


def robots(request: HttpRequest) -> HttpResponse:
    """Pages are welcome to be found; filtered lists, comparisons and the desk are not."""
    closed = ("/*?", "/admin/", "/staff/", "/report/", "/ethics/*/contribute/", "/ethics/withdraw/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "Allow: /", ""]
    sitemap = request.build_absolute_uri("/sitemap.xml")
    return HttpResponse("\n".join([*lines, f"Sitemap: {sitemap}", ""]), content_type="text/plain")
