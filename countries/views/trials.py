"""Trials of gene therapies: the list, and how many began each year."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from countries.domain.trials import by_year
from countries.exports.record_columns import TRIAL_COLUMNS
from countries.filters import TrialFilter
from countries.models import Country, Trial
from countries.registers.pipeline import trial_registers
from gtlead.lists.htmx import fragment_for_htmx
from gtlead.lists.listing import list_csv, list_json, make_listing
from gtlead.lists.parameters import filters_itself

PER_PAGE = 40  # a trial takes half a screen of a phone


def trial_filter(request: HttpRequest) -> TrialFilter:
    """The filter set of this request over the public trials."""
    return TrialFilter(request.GET, queryset=Trial.objects.published().for_list())


@filters_itself
@fragment_for_htmx()
def trial_list(request: HttpRequest) -> TemplateResponse:
    """The trials that match, and of all trials how many began each year."""
    countries = list(Country.objects.published())
    context = {
        "listing": make_listing(trial_filter(request), list, PER_PAGE),
        "registers": trial_registers(),
        "countries": countries,
        "years": by_year(Trial.objects.published().begun(), countries),
    }
    return TemplateResponse(request, "countries/trial_list.html", context)


@filters_itself
def trial_csv(request: HttpRequest) -> HttpResponseBase:
    """The same rows as CSV."""
    return list_csv("trials", trial_filter(request), TRIAL_COLUMNS)


@filters_itself
def trial_json(request: HttpRequest) -> HttpResponseBase:
    """The same rows as JSON."""
    return list_json(trial_filter(request), TRIAL_COLUMNS)
