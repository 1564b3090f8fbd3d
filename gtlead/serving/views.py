"""Pages that belong to no domain: sources, changes, health, robots."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from gtlead.review.due import publish_due
from gtlead.review.models import Proposal


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


def robots(request: HttpRequest) -> HttpResponse:
    """Pages are welcome to be found; filtered lists, comparisons and the desk are not."""
    closed = ("/*?", "/admin/", "/staff/", "/report/", "/ethics/*/contribute/", "/ethics/withdraw/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "Allow: /", ""]
    sitemap = request.build_absolute_uri("/sitemap.xml")
    return HttpResponse("\n".join([*lines, f"Sitemap: {sitemap}", ""]), content_type="text/plain")
