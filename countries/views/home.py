"""The front page."""

from django.http import HttpRequest, QueryDict
from django.template.response import TemplateResponse

from countries.access import public_memberships
from countries.charts.data import access_of, authorisation_steps
from countries.charts.filters import TherapyChartFilter
from countries.domain.leaders import make_leads
from countries.domain.news import make_news
from countries.domain.timeline import make_events
from countries.finding.answers import example_among, widely_treated
from countries.models import Authorisation, Country, Disease, Funding, Milestone, Therapy
from countries.overview import overview
from countries.rows import rows_with_counts
from gtlead.sources.bibliography import Bibliography
from themes.models import Question


def home(request: HttpRequest) -> TemplateResponse:
    """The question readers come with; then who leads, what is new, and the ways in."""
    filterset = TherapyChartFilter(QueryDict(), queryset=Therapy.objects.published())
    filterset.is_valid()
    therapies, countries, day = filterset.hits, filterset.countries, filterset.day
    access = access_of(therapies, day)
    diseases = widely_treated(Disease.objects.published().for_page(), countries, access)
    events = make_events(
        Milestone.objects.published().for_timeline(), Authorisation.objects.published().for_list(), public_memberships()
    )
    news = make_news(events, Funding.objects.published().for_list(), day)
    rows = rows_with_counts(Country.objects.published().for_cards(), access)
    example = example_among(diseases, countries, access)
    bibliography = Bibliography()
    if example:
        bibliography.cite(example.sources)
    bibliography.cite_facts(one.fact for one in news)
    bibliography.cite_facts(row.country for row in rows)
    context = {
        "countries": countries,
        "diseases": diseases,
        "example": example,
        "leads": make_leads(therapies, countries, authorisation_steps(therapies, countries, day).rows),
        "day": day,
        "news": news,
        "overview": overview(rows, access),
        "questions": Question.objects.published(),
        "bibliography": bibliography,
    }
    return TemplateResponse(request, "home.html", context)
