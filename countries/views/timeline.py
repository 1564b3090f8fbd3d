"""What happened when."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from countries.domain.timeline import pages_of_years
from countries.exports.tables import TIMELINE_COLUMNS
from countries.filters import TimelineFilter
from countries.models import Milestone
from gtlead.lists.htmx import fragment_for_htmx
from gtlead.lists.listing import InBatches, list_csv, make_listing
from gtlead.lists.paging import PER_PAGE
from gtlead.lists.parameters import filters_itself
from gtlead.sources.bibliography import Bibliography


def timeline_filter(request: HttpRequest) -> TimelineFilter:
    """The filter set of this request over the public milestones and authorisations."""
    return TimelineFilter(request.GET, queryset=Milestone.objects.published())


@filters_itself
@fragment_for_htmx()
def timeline(request: HttpRequest) -> TemplateResponse:
    """The events that match, with their sources."""
    filterset = timeline_filter(request)
    listing = make_listing(filterset, complete=filterset.detailed)
    bibliography = Bibliography()
    bibliography.cite_facts(event.fact for event in listing.page)
    years = {} if listing.errors else pages_of_years(filterset.hits, PER_PAGE)
    context = {"listing": listing, "bibliography": bibliography, "years": years}
    return TemplateResponse(request, "countries/timeline.html", context)


@filters_itself
def timeline_csv(request: HttpRequest) -> HttpResponseBase:
    """The same rows as CSV."""
    filterset = timeline_filter(request)
    return list_csv("timeline", filterset, TIMELINE_COLUMNS, lambda hits: InBatches(hits, filterset.detailed))
