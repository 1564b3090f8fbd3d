"""Pages that belong to no domain: sources, changes, health, robots."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from gtlead.serving.readiness import readiness

SECURITY_KNOWN_DAYS = 180


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


def security(request: HttpRequest) -> HttpResponse:
    """Where a weakness is reported, as RFC 9116 has it; it holds for half a year from today on."""
    expires = timezone.localdate() + timedelta(days=SECURITY_KNOWN_DAYS)
    contact = settings.SECURITY_CONTACT or request.build_absolute_uri(f"{reverse('about')}#corrections")
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires}T00:00:00Z",
        "Preferred-Languages: en",
        f"Canonical: {request.build_absolute_uri(request.path)}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def robots(request: HttpRequest) -> HttpResponse:
    """Pages are welcome to be found, and what lists hold; filtered lists, comparisons and the dashboard are not."""
    closed = ("/*?", "/admin/", "/staff/", "/report/", "/ethics/*/contribute/", "/ethics/withdraw/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "Allow: /", "Allow: /*/?page=", ""]
    sitemap = request.build_absolute_uri("/sitemap.xml")
    return HttpResponse("\n".join([*lines, f"Sitemap: {sitemap}", ""]), content_type="text/plain")
