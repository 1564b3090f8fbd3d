"""Pages that belong to no domain: sources, changes, health, robots."""

from collections.abc import Iterable
from datetime import date

from django.contrib.admin.views.decorators import staff_member_required
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache

from gtlead.citing import citing_facts, with_citations
from gtlead.desk_sections import Section, sections_for
from gtlead.filters import SourceFilter
from gtlead.history import recent_changes
from gtlead.htmx import partial_for_htmx
from gtlead.listing import list_csv, list_json, make_listing
from gtlead.models import Proposal, Source
from gtlead.parameters import filters_itself
from gtlead.review.due import publish_due
from gtlead.review.pages import page_of
from gtlead.source_columns import SOURCE_COLUMNS
from gtlead.versions import version_on


def source_filter(request: HttpRequest) -> SourceFilter:
    """The filter set of this request over the public sources that something public cites."""
    return SourceFilter(request.GET, queryset=Source.objects.published().cited())


@filters_itself
@partial_for_htmx("results")
def source_list(request: HttpRequest) -> TemplateResponse:
    """The bibliography."""
    listing = make_listing(source_filter(request), with_citations)
    return TemplateResponse(request, "sources/source_list.html", {"listing": listing})


@filters_itself
def source_csv(request: HttpRequest) -> HttpResponseBase:
    """The same rows as CSV."""
    return list_csv("sources", source_filter(request), SOURCE_COLUMNS, with_citations)


@filters_itself
def source_json(request: HttpRequest) -> HttpResponseBase:
    """The same rows as JSON."""
    return list_json(source_filter(request), SOURCE_COLUMNS, with_citations)


def source_page(request: HttpRequest, slug: str) -> TemplateResponse:
    """One source and all that cites it."""
    source = get_object_or_404(Source.objects.published(), slug=slug)
    return TemplateResponse(request, "sources/source_page.html", {"source": source, "groups": citing_facts(source)})


def changes(request: HttpRequest) -> TemplateResponse:
    """What changed, when and why."""
    return TemplateResponse(request, "changes.html", {"changes": recent_changes()})


def as_it_was(request: HttpRequest, kind: str, slug: str, day: date) -> TemplateResponse:
    """A public record as it read on an earlier day."""
    version = version_on(kind, slug, day)
    page = page_of(version.record)
    context = {"version": version, "page": f"{page}#{slug}" if page else ""}
    return TemplateResponse(request, "as_it_was.html", context)


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@staff_member_required(login_url="admin:login")
def desk(request: HttpRequest, sections: Iterable[Section]) -> TemplateResponse:
    """What waits for whom; whatever is due is published first."""
    publish_due(again=False)
    return TemplateResponse(request, "staff/desk.html", {"sections": sections_for(request, sections)})


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
