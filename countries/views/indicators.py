"""Numbers: every indicator with its definition, its values and their sources."""

from django.http import HttpRequest
from django.template.response import TemplateResponse

from countries.domain.indicators import indicator_tables
from countries.models import Indicator, Observation
from gtlead.sources.bibliography import Bibliography


def indicator_list(request: HttpRequest) -> TemplateResponse:
    """A table for each indicator, countries and years as rows."""
    bibliography = Bibliography()
    tables = indicator_tables(Indicator.objects.published().for_page(), Observation.objects.published().for_table())
    bibliography.cite_facts(row.newest for table in tables for row in table.rows)
    context = {"tables": tables, "bibliography": bibliography}
    return TemplateResponse(request, "countries/indicator_list.html", context)
