"""Diseases: the list, and the page of one with its therapies by country."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from countries.access import access_on
from countries.domain.disease_page import (
    available_first,
    chosen_first,
    country_parts,
    make_disease_page,
    parts_of,
    rows_of,
)
from countries.exports.record_columns import DISEASE_COLUMNS
from countries.filters import DiseaseFilter
from countries.models import Country, Disease
from countries.registers.pipeline import pipeline_of
from gtlead.lists.htmx import fragment_for_htmx
from gtlead.lists.listing import list_csv, list_json, make_listing
from gtlead.lists.paging import asked_page
from gtlead.lists.parameters import filters_itself, takes
from themes.models import Term

ROWS_ON_A_PAGE = 25


def disease_filter(request: HttpRequest) -> DiseaseFilter:
    """The filter set of this request over the public diseases."""
    return DiseaseFilter(request.GET, queryset=Disease.objects.published().with_sources())


@filters_itself
@fragment_for_htmx()
def disease_list(request: HttpRequest) -> TemplateResponse:
    """The diseases that match."""
    filterset = disease_filter(request)
    listing = make_listing(filterset, lambda _: filterset.hits, per_page=100, complete=filterset.detailed)
    return TemplateResponse(request, "countries/disease_list.html", {"listing": listing})


@filters_itself
def disease_csv(request: HttpRequest) -> HttpResponseBase:
    """The same rows as CSV."""
    filterset = disease_filter(request)
    return list_csv("diseases", filterset, DISEASE_COLUMNS, lambda _: filterset.detailed(filterset.hits))


@filters_itself
def disease_json(request: HttpRequest) -> HttpResponseBase:
    """The same rows as JSON."""
    filterset = disease_filter(request)
    return list_json(filterset, DISEASE_COLUMNS, lambda _: filterset.detailed(filterset.hits))


@takes("country", "page")
@filters_itself
def disease_page(request: HttpRequest, slug: str) -> TemplateResponse:
    """One disease: is there a therapy, where, who pays; `?country=` puts one country first."""
    disease = get_object_or_404(Disease.objects.published().for_page(), slug=slug)
    countries = list(Country.objects.published())
    chosen, errors = asked_country(request, countries)
    therapies = [therapy.pk for therapy in disease.therapies.all()]
    access = access_on(therapies=therapies)
    parts = country_parts(disease, chosen_first(countries, chosen), access)
    if len(rows_of(parts)) > ROWS_ON_A_PAGE:
        parts = available_first(parts, chosen)
    asked = asked_page(request, rows_of(parts), ROWS_ON_A_PAGE)
    page = make_disease_page(
        disease=disease,
        parts=parts,
        shown=parts_of(asked.rows),
        day=access.day,
        others=Disease.objects.published(),
        is_chosen=bool(chosen),
    )
    context = {
        "page": page,
        "asked": asked,
        "countries": countries,
        "errors": errors | asked.errors,
        "pipeline": pipeline_of(diseases=disease),
        "terms": Term.objects.published().glosses(),
    }
    return TemplateResponse(request, "countries/disease_page.html", context, status=asked.status)


def asked_country(request: HttpRequest, countries: list[Country]) -> tuple[str, dict[str, list[str]]]:
    """The slug of the country asked for, and what is wrong with the request."""
    errors = {}
    asked = request.GET.get("country", "")
    if asked and asked not in {country.slug for country in countries}:
        errors["country"] = [_("There is no country “%(slug)s” in the atlas.") % {"slug": asked}]
    return ("" if errors else asked), errors
