"""The list of countries and the profiles."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from countries.charts.data import access_of
from countries.charts.request import ask_all
from countries.domain.profile import make_profile
from countries.exports.tables import COUNTRY_COLUMNS
from countries.filters import CountryFilter
from countries.models import Country, Institution, Milestone, Statement
from countries.registers.pipeline import pipeline_of
from countries.views.charts import site_of
from gtlead.lists.htmx import partial_for_htmx
from gtlead.lists.listing import list_csv, list_json, make_listing
from gtlead.lists.parameters import filters_itself
from gtlead.pictures.visibility import public_picture
from themes.models import Theme


def country_filter(request: HttpRequest) -> CountryFilter:
    """The filter set of this request over the public countries."""
    return CountryFilter(request.GET, queryset=Country.objects.published().for_cards())


@filters_itself
@partial_for_htmx("results")
def country_list(request: HttpRequest) -> TemplateResponse:
    """The countries that match."""
    filterset = country_filter(request)
    listing = make_listing(filterset, lambda _: filterset.hits)
    return TemplateResponse(request, "countries/country_list.html", {"listing": listing})


@filters_itself
def country_csv(request: HttpRequest) -> HttpResponseBase:
    """The same rows as CSV."""
    filterset = country_filter(request)
    return list_csv("countries", filterset, COUNTRY_COLUMNS, lambda _: filterset.hits)


@filters_itself
def country_json(request: HttpRequest) -> HttpResponseBase:
    """The same rows as JSON."""
    filterset = country_filter(request)
    return list_json(filterset, COUNTRY_COLUMNS, lambda _: filterset.hits)


def country_profile(request: HttpRequest, slug: str) -> TemplateResponse:
    """One country: the same sections in the same order as all others."""
    country = get_object_or_404(Country.objects.published().for_profile(), slug=slug)
    authorisations, milestones = ask_all(["authorisations", "milestones"], site_of(request), f"country={slug}")
    therapies = authorisations.filterset
    profile = make_profile(
        country=country,
        themes=Theme.objects.published(),
        statements=Statement.objects.published().of(country).for_profile(),
        therapies=[row.therapy for row in therapies.rows],
        access=access_of(therapies.hits, therapies.day),
        milestones=Milestone.objects.published().of(country).for_timeline(),
        institutions=Institution.objects.published().of(country).for_profile(),
    )
    context = {
        "profile": profile,
        "picture": public_picture(country),
        "countries": therapies.countries,
        "authorisations": authorisations if profile.therapies else None,
        "milestones": milestones if profile.milestones else None,
        "pipeline": pipeline_of(countries=country),
    }
    return TemplateResponse(request, "countries/country_profile.html", context)
