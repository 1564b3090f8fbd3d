"""Numbers: every indicator with its definition, its values and their sources."""

from django.http import HttpRequest
from django.template.response import TemplateResponse

from countries.domain.indicators import indicator_tables
from countries.domain.trials import by_year
from countries.models import Country, Indicator, Observation, Trial
from countries.registers.pipeline import trial_registers
from gtlead.sources.bibliography import Bibliography


def indicator_list(request: HttpRequest) -> TemplateResponse:
    """A table for each indicator, countries and years as rows; and the series that the trials make."""
    countries = list(Country.objects.published())
    bibliography = Bibliography()
    tables = indicator_tables(Indicator.objects.published().for_page(), Observation.objects.published().for_table())
    bibliography.cite_facts(row.newest for table in tables for row in table.rows)
    context = {
        "tables": tables,
        "bibliography": bibliography,
        "countries": countries,
        "years": by_year(Trial.objects.published().begun(), countries),
        "registers": trial_registers(),
    }
    return TemplateResponse(request, "countries/indicator_list.html", context)
