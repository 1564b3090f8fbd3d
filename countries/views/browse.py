"""The list of countries and the profiles."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from countries.access import access_on
from countries.exports import COUNTRY_COLUMNS
from countries.filters import CountryFilter
from countries.models import Country, Institution, Milestone, Statement, Therapy
from countries.profile import make_profile
from countries.rows import rows_with_counts
from gtlead.htmx import partial_for_htmx
from gtlead.listing import list_csv, list_json, make_listing
from themes.models import Theme


def country_filter(request: HttpRequest) -> CountryFilter:
    """The filter set of this request over the public countries."""
    return CountryFilter(request.GET, queryset=Country.objects.published().for_cards())


@partial_for_htmx("results")
def country_list(request: HttpRequest) -> TemplateResponse:
    """The countries that match."""
    filterset = country_filter(request)
    listing = make_listing(filterset, lambda countries: rows_with_counts(countries, filterset.access))
    return TemplateResponse(request, "countries/country_list.html", {"listing": listing})


def country_csv(request: HttpRequest) -> HttpResponseBase:
    """The same rows as CSV."""
    filterset = country_filter(request)
    return list_csv("countries", filterset, COUNTRY_COLUMNS, lambda c: rows_with_counts(c, filterset.access))


def country_json(request: HttpRequest) -> HttpResponseBase:
    """The same rows as JSON."""
    filterset = country_filter(request)
    return list_json(filterset, COUNTRY_COLUMNS, lambda c: rows_with_counts(c, filterset.access))


def country_profile(request: HttpRequest, slug: str) -> TemplateResponse:
    """One country: the same sections in the same order as all others."""
    country = get_object_or_404(Country.objects.published().for_profile(), slug=slug)
    profile = make_profile(
        country=country,
        themes=Theme.objects.published(),
        statements=Statement.objects.published().of(country).for_profile(),
        therapies=Therapy.objects.published(),
        access=access_on(),
        milestones=Milestone.objects.published().of(country).for_timeline(),
        institutions=Institution.objects.published().of(country).for_profile(),
    )
    others = Country.objects.published()
    return TemplateResponse(request, "countries/country_profile.html", {"profile": profile, "countries": others})
