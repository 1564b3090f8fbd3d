"""The bibliography, the page of a source, and the way to a fact."""

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from gtlead.lists.htmx import fragment_for_htmx
from gtlead.lists.listing import list_csv, list_json, make_listing
from gtlead.lists.paging import asked_page, takes_pages
from gtlead.lists.parameters import filters_itself
from gtlead.records.addresses import asking
from gtlead.sources.cited_by import citing_facts, citing_names, with_citations
from gtlead.sources.columns import SOURCE_COLUMNS
from gtlead.sources.filters import SourceFilter
from gtlead.sources.lasting import published_fact
from gtlead.sources.models import Source

CITING_ON_A_PAGE = 100


def source_filter(request: HttpRequest) -> SourceFilter:
    """The filter set of this request over the public sources that something public cites."""
    return SourceFilter(request.GET, queryset=Source.objects.published().cited())


@filters_itself
@fragment_for_htmx()
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


@takes_pages
def source_page(request: HttpRequest, slug: str) -> TemplateResponse:
    """One source and what cites it."""
    source = get_object_or_404(Source.objects.published(), slug=slug)
    asked = asked_page(request, citing_names(source), CITING_ON_A_PAGE)
    context = {"source": source, "asked": asked, "groups": citing_facts(source, asked.rows)}
    return TemplateResponse(request, "sources/source_page.html", context, status=asked.status)


def fact(request: HttpRequest, kind: str, slug: str) -> HttpResponseRedirect:
    """The way to where the fact stands now, in the edition that is being read."""
    found = published_fact(kind, slug)
    if found is None:
        raise Http404
    return HttpResponseRedirect(asking(found.get_absolute_url(), request.GET.urlencode(safe=":")))
