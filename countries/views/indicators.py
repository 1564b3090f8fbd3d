"""Numbers: every indicator with its definition, its values and their sources."""

from django.http import HttpRequest
from django.template.response import TemplateResponse

from countries.domain.indicators import indicator_tables
from countries.models import Indicator, Observation
from gtlead.sources.bibliography import Bibliography


def indicator_list(request: HttpRequest) -> TemplateResponse:
    """A table for each indicator, countries and years as rows."""
    bibliography = Bibliography()
    observations = bibliography.cite_facts(Observation.objects.published().for_table())
    context = {
        "tables": indicator_tables(Indicator.objects.published().for_page(), observations),
        "bibliography": bibliography,
    }
    return TemplateResponse(request, "countries/indicator_list.html", context)
