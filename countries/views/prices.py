"""Prices side by side: as published, and in one currency."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from countries.exports.record_columns import PRICE_COLUMNS
from countries.filters import PriceFilter
from countries.models import Funding
from gtlead.lists.htmx import fragment_for_htmx
from gtlead.lists.listing import list_csv, list_json, make_listing
from gtlead.lists.parameters import filters_itself


def price_filter(request: HttpRequest) -> PriceFilter:
    """The filter set of this request over the published prices."""
    return PriceFilter(request.GET, queryset=Funding.objects.published().for_list().priced())


@filters_itself
@fragment_for_htmx()
def price_list(request: HttpRequest) -> TemplateResponse:
    """The prices that match."""
    filterset = price_filter(request)
    listing = make_listing(filterset, list, complete=filterset.rows_of)
    context = {"listing": listing, "wanted": "" if listing.errors else filterset.wanted}
    return TemplateResponse(request, "countries/price_list.html", context)


@filters_itself
def price_csv(request: HttpRequest) -> HttpResponseBase:
    """The same rows as CSV."""
    filterset = price_filter(request)
    return list_csv("prices", filterset, PRICE_COLUMNS, filterset.rows_of)


@filters_itself
def price_json(request: HttpRequest) -> HttpResponseBase:
    """The same rows as JSON."""
    filterset = price_filter(request)
    return list_json(filterset, PRICE_COLUMNS, filterset.rows_of)
