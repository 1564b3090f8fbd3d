"""The front page."""

from django.http import HttpRequest
from django.template.response import TemplateResponse

from countries.access import access_on
from countries.glance import glance
from countries.models import Country
from countries.rows import rows_with_counts
from themes.models import Question, Theme


def home(request: HttpRequest) -> TemplateResponse:
    """The atlas at a glance and the ways in."""
    access = access_on()
    rows = rows_with_counts(Country.objects.published().for_cards(), access)
    context = {
        "rows": rows,
        "glance": glance(rows, access),
        "themes": Theme.objects.published(),
        "questions": Question.objects.published(),
    }
    return TemplateResponse(request, "home.html", context)
