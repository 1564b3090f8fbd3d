"""Numbers: every indicator with its definition, its values and their sources."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse

from countries.access import shown_countries
from countries.domain.indicators import indicator_tables, pages_of_indicators
from countries.domain.trials import by_year
from countries.models import Indicator, Observation, Trial
from countries.registers.pipeline import trial_registers
from gtlead.lists.parameters import page_complaint, takes
from gtlead.sources.bibliography import Bibliography


@takes("page")
def indicator_list(request: HttpRequest) -> TemplateResponse:
    """A table for each indicator of the page, countries and years as rows; and the series that the trials make."""
    bibliography = Bibliography()
    shown, hidden = shown_countries()
    indicators = {indicator.pk: indicator for indicator in Indicator.objects.published().for_page()}
    numbers = Observation.objects.published().of(*shown)
    counts = numbers.counts_by_indicator()
    pages = Paginator(pages_of_indicators({key: counts.get(key, []) for key in indicators}), 1)
    asked = request.GET.get("page", "1")
    if page_complaint(asked) or int(asked) > pages.num_pages:
        raise Http404
    page = pages.get_page(asked)
    keys = page.object_list[0]
    tables = indicator_tables([indicators[key] for key in keys], numbers.counting(keys).for_table())
    bibliography.cite_facts(row.newest for table in tables for row in table.rows)
    context = {
        "tables": tables,
        "page": page,
        "elsewhere": [
            (number, [indicators[key] for key in others])
            for number, others in enumerate(pages.object_list, 1)
            if number != page.number
        ],
        "bibliography": bibliography,
        "countries": shown,
        "shown": len(shown),
        "hidden": hidden,
        "years": by_year(Trial.objects.published().begun(), shown),
        "registers": trial_registers(),
    }
    return TemplateResponse(request, "countries/indicator_list.html", context)
