"""A country: its cover, its page of each theme, its institutions, its timeline."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from countries.charts.data import access_of
from countries.charts.request import ask_all
from countries.domain.answers import place
from countries.domain.profile import make_contents, make_cover, make_theme_of_country, newest
from countries.domain.timeline import firsts_of_years
from countries.models import Country, Institution, Milestone, Observation, Statement
from countries.registers.pipeline import pipeline_of
from countries.views.charts import site_of
from gtlead.lists.paging import asked_page, takes_pages
from gtlead.pictures.visibility import public_picture
from gtlead.sources.bibliography import Bibliography
from themes.models import Term, Theme, Topic

ROWS_ON_A_THEME = 40


def cover(request: HttpRequest, slug: str) -> TemplateResponse:
    """One country on a few screens: who leads in what, a card for each theme, the therapies authorised here."""
    country = get_object_or_404(Country.objects.published().for_profile(), slug=slug)
    [chart] = ask_all(["authorisations"], site_of(request), f"country={slug}")
    therapies = chart.filterset
    here = [row for row in therapies.found if country.pk in row.standings]
    statements = Statement.objects.published().of(country)
    profile = make_cover(
        country=country,
        themes=Theme.objects.published(),
        answers=statements.key().for_profile(),
        numbers=statements.counts_by_country().get(country.pk, {}),
        rows=therapies.detailed(here, [country]),
        access=access_of(therapies.found, therapies.day),
    )
    context = {
        "profile": profile,
        "picture": public_picture(country),
        "countries": therapies.countries,
        "chart": chart if profile.areas else None,
        "pipeline": pipeline_of(countries=country),
        "terms": Term.objects.published().glosses(),
    }
    return TemplateResponse(request, "countries/country_cover.html", context)


@takes_pages
def theme_of_country(request: HttpRequest, slug: str, theme: str) -> TemplateResponse:
    """One theme in one country; the other themes and the other countries are a click away."""
    country = get_object_or_404(Country.objects.published(), slug=slug)
    found = get_object_or_404(Theme.objects.published(), slug=theme)
    topics = list(Topic.objects.published().for_comparison([theme]))
    known = Statement.objects.published().of(country).on_theme(theme)
    numbers = newest(Observation.objects.published().of(country).on_theme(theme).for_table())
    milestones = list(Milestone.objects.published().of(country).on_theme(theme).newest_first().for_timeline())
    contents = make_contents(topics=topics, statements=known.topics_by_slug(), numbers=numbers, milestones=milestones)
    asked = asked_page(request, contents.rows, ROWS_ON_A_THEME, contents.row_of)
    page = make_theme_of_country(
        country=country,
        theme=found,
        topics=topics,
        shown=asked.rows,
        statements=known.named([name for _section, name in asked.rows]).for_profile(),
        numbers=numbers,
        milestones=milestones,
    )
    context = {
        "page": page,
        "asked": asked,
        "contents": contents,
        "terms": Term.objects.published().glosses(),
        **neighbours(),
    }
    return TemplateResponse(request, "countries/country_theme.html", context, status=asked.status)


@takes_pages
def institutions(request: HttpRequest, slug: str) -> TemplateResponse:
    """Who works on gene therapy in one country."""
    country = get_object_or_404(Country.objects.published(), slug=slug)
    known = Institution.objects.published().of(country)
    asked = asked_page(request, known.slugs())
    bibliography = Bibliography()
    context = {
        "country": country,
        "place": place(country),
        "asked": asked,
        "institutions": bibliography.cite_facts(known.named(asked.rows).for_profile()),
        "bibliography": bibliography,
        **neighbours(),
    }
    return TemplateResponse(request, "countries/country_institutions.html", context, status=asked.status)


@takes_pages
def timeline_of_country(request: HttpRequest, slug: str) -> TemplateResponse:
    """What happened in one country, newest first; the picture stands on the first page."""
    country = get_object_or_404(Country.objects.published(), slug=slug)
    known = Milestone.objects.published().of(country).newest_first()
    dates = known.dates_by_slug()
    asked = asked_page(request, list(dates))
    bibliography = Bibliography()
    found = bibliography.cite_facts(known.named(asked.rows).for_timeline())
    has_chart = found and asked.page.number == 1
    context = {
        "country": country,
        "place": place(country),
        "asked": asked,
        "years": firsts_of_years(dates) if asked.page.has_other_pages() else {},
        "milestones": found,
        "chart": ask_all(["milestones"], site_of(request), f"country={slug}")[0] if has_chart else None,
        "bibliography": bibliography,
        **neighbours(),
    }
    return TemplateResponse(request, "countries/country_timeline.html", context, status=asked.status)


def neighbours() -> dict[str, object]:
    """What the pages of a country lead to: all countries and all themes."""
    return {"countries": Country.objects.published(), "themes": Theme.objects.published()}
