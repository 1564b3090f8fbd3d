"""The list of countries."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from countries.exports.tables import COUNTRY_COLUMNS
from countries.filters import CountryFilter
from countries.models import Country
from gtlead.lists.htmx import fragment_for_htmx
from gtlead.lists.listing import list_csv, list_json, make_listing
from gtlead.lists.parameters import filters_itself


def country_filter(request: HttpRequest) -> CountryFilter:
    """The filter set of this request over the public countries."""
    return CountryFilter(request.GET, queryset=Country.objects.published().for_cards())


@filters_itself
@fragment_for_htmx()
def country_list(request: HttpRequest) -> TemplateResponse:
    """The countries that match."""
    listing = make_listing(country_filter(request))
    return TemplateResponse(request, "countries/country_list.html", {"listing": listing})


@filters_itself
def country_csv(request: HttpRequest) -> HttpResponseBase:
    """The same rows as CSV."""
    return list_csv("countries", country_filter(request), COUNTRY_COLUMNS)


@filters_itself
def country_json(request: HttpRequest) -> HttpResponseBase:
    """The same rows as JSON."""
    return list_json(country_filter(request), COUNTRY_COLUMNS)
