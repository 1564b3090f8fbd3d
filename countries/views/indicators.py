"""Numbers: every indicator with its definition, its values and their sources."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.template.response import TemplateResponse

from countries.access import shown_countries
from countries.domain.indicators import indicator_tables, pages_of_indicators
from countries.domain.trials import by_year
from countries.models import Indicator, Observation, Trial
from countries.querysets import ObservationQuerySet
from countries.registers.pipeline import trial_registers
from gtlead.lists.paging import asked_page, takes_pages
from gtlead.sources.bibliography import Bibliography


@takes_pages
def indicator_list(request: HttpRequest) -> TemplateResponse:
    """A table for each indicator of the page, countries and years as rows; and the series that the trials make."""
    bibliography = Bibliography()
    shown, hidden = shown_countries()
    indicators = {indicator.pk: indicator for indicator in Indicator.objects.published().for_page()}
    numbers = Observation.objects.published().of(*shown)
    counts = numbers.counts_by_indicator()
    pages = pages_of_indicators({key: counts.get(key, []) for key in indicators})
    asked = asked_page(request, pages, 1, lambda name: page_with(name, pages, indicators, numbers))
    keys = [key for some in asked.rows for key in some]
    tables = indicator_tables([indicators[key] for key in keys], numbers.counting(keys).for_table())
    bibliography.cite_facts(row.newest for table in tables for row in table.rows)
    context = {
        "tables": tables,
        "asked": asked,
        "elsewhere": [
            (number, [indicators[key] for key in others])
            for number, others in enumerate(pages, 1)
            if asked.errors or number != asked.page.number
        ],
        "bibliography": bibliography,
        "countries": shown,
        "shown": len(shown),
        "hidden": hidden,
        "years": by_year(Trial.objects.published().begun(), shown),
        "registers": trial_registers(),
    }
    return TemplateResponse(request, "countries/indicator_list.html", context, status=asked.status)


def page_with(
    name: str, pages: list[list[int]], indicators: Mapping[int, Indicator], numbers: ObservationQuerySet[Observation]
) -> list[int] | None:
    """The page on which an indicator or one of its numbers stands, by slug."""
    named = [key for key, indicator in indicators.items() if indicator.slug == name]
    named += numbers.indicators_of(name)
    return next((page for page in pages if set(named) & set(page)), None)
