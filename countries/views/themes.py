"""Themes and ethics questions across all countries: these pages show evidence, so they live here."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from countries.access import shown_countries
from countries.domain.comparison import compare
from countries.domain.discussion import arguments_in_order, by_country, in_a_word, make_discussion, make_matrix
from countries.filters.positions import PositionFilter, list_positions
from countries.models import Country, Position, Statement
from gtlead.lists.htmx import fragment_for_htmx
from gtlead.lists.paging import PAGES, asked_page
from gtlead.lists.parameters import filters_itself, takes
from gtlead.pictures.visibility import public_picture
from gtlead.sources.bibliography import Bibliography
from themes.contributions.statistics import contributions_on
from themes.models import Question, Term, Theme, Topic

ARGUMENTS_ON_A_PAGE = 24


def theme_list(request: HttpRequest) -> TemplateResponse:
    """All themes with their topics."""
    return TemplateResponse(request, "themes/theme_list.html", {"themes": Theme.objects.published().with_topics()})


def theme_page(request: HttpRequest, slug: str) -> TemplateResponse:
    """One theme: every topic across every country, linking into the profiles."""
    theme = get_object_or_404(Theme.objects.published().for_page(), slug=slug)
    shown, hidden = shown_countries()
    topics = Topic.objects.published().for_comparison([theme.slug])
    bibliography = Bibliography()
    answers = Statement.objects.published().key().of(*shown).on_theme(theme.slug)
    statements = bibliography.cite_facts(answers.for_profile())
    context = {
        "theme": theme,
        "picture": public_picture(theme),
        "themes": Theme.objects.published(),
        "comparison": compare(shown, topics, statements),
        "hidden": hidden,
        "bibliography": bibliography,
    }
    return TemplateResponse(request, "themes/theme_page.html", context)


def question_list(request: HttpRequest) -> TemplateResponse:
    """All questions, and what each country's law or official advice says to each."""
    questions = Question.objects.published()
    countries = Country.objects.published()
    matrix = make_matrix(questions, countries, Position.objects.published().for_page())
    return TemplateResponse(request, "themes/question_list.html", {"matrix": matrix})


@takes(*PAGES, several=("country", "legal_class"))
def question_page(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One question with its arguments, many of them in pages, and where countries stand in a word."""
    if request.GET.keys() & {"country", "legal_class"}:  # asked for on this page until the positions had their own
        return redirect(f"{reverse('question-positions', args=[slug])}?{request.GET.urlencode()}", permanent=True)
    question = get_object_or_404(Question.objects.published().with_arguments(), slug=slug)
    arguments = {argument.slug: argument for argument in arguments_in_order(question)}
    asked = asked_page(request, list(arguments.values()), ARGUMENTS_ON_A_PAGE, arguments.get)
    positions = Position.objects.published().for_page().on_question(question)
    stands = by_country(positions, Country.objects.published())
    shown = in_a_word(stands)
    Bibliography().cite_facts(position for row in shown for position in row.positions)
    context = {
        "discussion": make_discussion(question, asked.rows),
        "asked": asked,
        "countries": shown,
        "hidden": len(stands) - len(shown),
        "questions": Question.objects.published(),
        "contributions": contributions_on(question),
        "terms": Term.objects.published().glosses(),
    }
    return TemplateResponse(request, "themes/question_page.html", context, status=asked.status)


@filters_itself
@fragment_for_htmx()
def question_positions(request: HttpRequest, slug: str) -> TemplateResponse:
    """The countries' positions on one question in full, those asked for by country and class."""
    question = get_object_or_404(Question.objects.published(), slug=slug)
    positions = Position.objects.published().for_page().on_question(question)
    countries = by_country(positions, Country.objects.published())
    listing = list_positions(request, PositionFilter(request.GET, queryset=positions), countries)
    bibliography = Bibliography()
    bibliography.cite_facts(position for row in listing.asked.rows for position in row.positions)
    context = {"question": question, "listing": listing, "bibliography": bibliography}
    return TemplateResponse(request, "themes/question_positions.html", context, status=listing.asked.status)
