"""Numbers: every indicator with its definition, its values and their sources."""

from django.http import HttpRequest
from django.template.response import TemplateResponse

from countries.access import shown_countries
from countries.domain.indicators import indicator_tables
from countries.domain.trials import by_year
from countries.models import Indicator, Observation, Trial
from countries.registers.pipeline import trial_registers
from gtlead.sources.bibliography import Bibliography


def indicator_list(request: HttpRequest) -> TemplateResponse:
    """A table for each indicator, countries and years as rows; and the series that the trials make."""
    bibliography = Bibliography()
    shown, hidden = shown_countries()
    numbers = Observation.objects.published().of(*shown).for_table()
    tables = indicator_tables(Indicator.objects.published().for_page(), numbers)
    bibliography.cite_facts(row.newest for table in tables for row in table.rows)
    context = {
        "tables": tables,
        "bibliography": bibliography,
        "countries": shown,
        "shown": len(shown),
        "hidden": hidden,
        "years": by_year(Trial.objects.published().begun(), shown),
        "registers": trial_registers(),
    }
    return TemplateResponse(request, "countries/indicator_list.html", context)
