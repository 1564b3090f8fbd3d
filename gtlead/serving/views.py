"""Pages that belong to no domain: sources, changes, health, robots."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from gtlead.review.due import publish_due
from gtlead.review.models import Proposal

SECURITY_KNOWN_DAYS = 180


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers, its tables are those of this version, and what was due is public."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return HttpResponse("migrations are pending\n", status=503, content_type="text/plain")
    publish_due(again=False)
    if failed := Proposal.objects.failed().count():
        text = f"{failed} approved publications are overdue and failed, see /staff/\n"
        return HttpResponse(text, status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")


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
    """Pages are welcome to be found; filtered lists, comparisons and the desk are not."""
    closed = ("/*?", "/admin/", "/staff/", "/report/", "/ethics/*/contribute/", "/ethics/withdraw/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "Allow: /", ""]
    sitemap = request.build_absolute_uri("/sitemap.xml")
    return HttpResponse("\n".join([*lines, f"Sitemap: {sitemap}", ""]), content_type="text/plain")
