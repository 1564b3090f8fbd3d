"""The front page."""

from django.http import HttpRequest
from django.template.response import TemplateResponse

from countries.charts.data import access_of
from countries.charts.request import ask_all
from countries.domain.leaders import make_leads
from countries.models import Country
from countries.overview import glance
from countries.rows import rows_with_counts
from countries.views.charts import site_of
from themes.models import Question, Theme


def home(request: HttpRequest) -> TemplateResponse:
    """The atlas at a glance and the ways in."""
    figures = ask_all(["authorisations", "map"], site_of(request))
    therapies = figures[0].filterset
    access = access_of(therapies.hits, therapies.day)
    rows = rows_with_counts(Country.objects.published().for_cards(), access)
    context = {
        "leads": make_leads(therapies.hits, therapies.countries, figures[0].data.rows),
        "day": therapies.day,
        "glance": glance(rows, access),
        "figures": figures if therapies.hits else [],
        "themes": Theme.objects.published(),
        "questions": Question.objects.published(),
    }
    return TemplateResponse(request, "home.html", context)
