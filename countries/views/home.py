"""The front page."""

from django.http import HttpRequest
from django.template.response import TemplateResponse

from countries.access import known_on, turns_until
from countries.domain.leaders import make_leads
from countries.domain.matrix import make_rows
from countries.finding.answers import example_among, widely_treated
from countries.finding.news import newest
from countries.models import Country, Therapy
from countries.overview import foremost, overview
from gtlead.records.clock import today
from gtlead.sources.bibliography import Bibliography
from themes.models import Question


def home(request: HttpRequest) -> TemplateResponse:
    """The question readers come with; then who leads, what is new, and the ways in."""
    access, countries = known_on(today()), list(Country.objects.published().for_cards())
    day, shown = access.day, foremost(countries, access)
    rows = make_rows(Therapy.objects.published().for_counting(), countries, access)
    pairs, news = list(Therapy.objects.published().pairs_with_diseases()), newest(day)
    diseases = widely_treated(access, pairs)
    example = example_among(diseases, shown, access, pairs)
    bibliography = Bibliography()
    if example:
        bibliography.cite(example.sources)
    bibliography.cite_facts(one.fact for one in news)
    bibliography.cite_facts(shown)
    context = {
        "countries": countries,
        "shown": shown,
        "hidden": len(countries) - len(shown),
        "diseases": diseases,
        "example": example,
        "leads": [lead.among(shown) for lead in make_leads(rows, countries, turns_until(day))],
        "day": day,
        "news": news,
        "overview": overview(shown, access),
        "questions": Question.objects.published(),
        "bibliography": bibliography,
    }
    return TemplateResponse(request, "home.html", context)
