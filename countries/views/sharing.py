"""The picture of a shared link: for each country, therapy, disease, theme, question and chart."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from countries.access import access_on
from countries.charts import render
from countries.charts.cards import Card, card_svg, chart_svg
from countries.charts.catalogue import CHARTS
from countries.charts.pencil import DrawingError
from countries.charts.request import ask_all
from countries.models import Country, Disease, Therapy
from countries.views.charts import not_drawn, site_of
from themes.models import Question, Theme


def share_picture(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """The card as PNG, 1200 by 630 pixels."""
    if kind not in CARDS and kind != "charts":
        raise Http404
    site = site_of(request)
    try:
        drawing = chart_svg(drawn(slug, site), site) if kind == "charts" else card_svg(CARDS[kind](slug), site)
        return HttpResponse(render.pixels(drawing), content_type="image/png")
    except DrawingError:
        return not_drawn()


def drawn(name: str, site: str) -> str:
    """The chart as it stands on its page."""
    if name not in CHARTS:
        raise Http404
    [figure] = ask_all([name], site)
    return render.draw(figure.spec())


def country_card(slug: str) -> Card:
    """What the country leads in."""
    country = get_object_or_404(Country.objects.published(), slug=slug)
    return Card(_("Gene therapy by country"), country.name, country.leads_in, [slug])


def therapy_card(slug: str) -> Card:
    """What it is for, and where it is authorised today."""
    therapy = get_object_or_404(Therapy.objects.published(), slug=slug)
    access = access_on()
    places = [c for c in Country.objects.published() if access.standing(therapy.pk, c.pk).is_authorised]
    names = ", ".join(country.name for country in places)
    where = _("Authorised today: %(countries)s.") % {"countries": names} if names else ""
    title = f"{therapy.brand} ({therapy.substance})" if therapy.substance else therapy.brand
    return Card(_("Gene therapy"), title, f"{therapy.disease}. {where}".strip(), [c.slug for c in places])


def disease_card(slug: str) -> Card:
    """What the page of the disease answers."""
    disease = get_object_or_404(Disease.objects.published(), slug=slug)
    asked = _("Is there a gene therapy, where is it authorised, since when, and who pays?")
    return Card(_("Disease"), disease.name, asked)


def theme_card(slug: str) -> Card:
    """What the theme asks of every country."""
    theme = get_object_or_404(Theme.objects.published(), slug=slug)
    return Card(_("Theme across countries"), theme.name, theme.question, [c.slug for c in Country.objects.published()])


def question_card(slug: str) -> Card:
    """An ethics question."""
    question = get_object_or_404(Question.objects.published(), slug=slug)
    return Card(_("Ethics"), question.title, question.summary)


CARDS: dict[str, Callable[[str], Card]] = {
    "countries": country_card,
    "therapies": therapy_card,
    "diseases": disease_card,
    "themes": theme_card,
    "ethics": question_card,
}
