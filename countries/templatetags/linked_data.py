"""What a page says to machines, in its head: a data block, which no browser runs."""

from collections.abc import Iterable

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from countries.charts.request import AskedChart
from countries.domain import linked_data as say
from countries.domain.disease_page import DiseasePage
from countries.domain.profile import ThemeOfCountry
from countries.domain.shapes import Institution, Page
from countries.domain.therapy_page import TherapyPage
from countries.models import Country
from gtlead.publication.open_data import DatedContent
from themes.models import Question, Theme

register = template.Library()

Step = tuple[str, str]


def absolute(context: Context) -> say.Absolute:
    """Makes an address of this site a full one."""
    return lambda path: str(context["request"].build_absolute_uri(path))


def block(*nodes: say.Node) -> SafeString:
    """The nodes as a data block; what could end it is written as an escape (countries/domain/linked_data.py)."""
    content = mark_safe(say.script(nodes))  # noqa: S308 - JSON without <, > and &
    return format_html('<script type="application/ld+json">{}</script>', content)


def card(kind: str, slug: str) -> str:
    """The address of the picture of a shared link."""
    return reverse("share-picture", args=[kind, slug])


def countries_step() -> Step:
    """The list that countries stand in."""
    return _("Countries"), reverse("countries")


def step(record: Page) -> Step:
    """A record with a page."""
    return str(record), record.get_absolute_url()


@register.simple_tag(takes_context=True)
def linked_home(context: Context, description: str) -> SafeString:
    """The site."""
    return block(say.website(absolute(context), description))


@register.simple_tag(takes_context=True)
def linked_country(context: Context, country: Country) -> SafeString:
    """A country's cover."""
    full, path = absolute(context), country.get_absolute_url()
    text = say.article(
        full,
        headline=_("Gene therapy: %(country)s") % {"country": country.name},
        description=country.leads_in,
        path=path,
        checked=country.checked_on,
        about=say.country(country),
        picture=card("countries", country.slug),
    )
    return block(text, say.crumbs(full, countries_step(), step(country)))


@register.simple_tag(takes_context=True)
def linked_theme_of_country(context: Context, page: ThemeOfCountry, title: str) -> SafeString:
    """A theme in a country; it was checked when the latest of its statements was."""
    full, path = absolute(context), page.country.url_of("theme", page.theme.slug)
    checked = [statement.checked_on for part in page.topics for statement in part.statements]
    text = say.article(
        full,
        headline=title,
        description=page.theme.question,
        path=path,
        checked=max(checked, default=None),
        about=say.country(page.country),
    )
    return block(text, say.crumbs(full, countries_step(), step(page.country), (page.theme.name, path)))


@register.simple_tag(takes_context=True)
def linked_institutions(context: Context, country: Country, institutions: Iterable[Institution]) -> SafeString:
    """Who works on gene therapy in a country."""
    full, last = absolute(context), (_("Institutions"), country.url_of("institutions"))
    return block(say.bodies(institutions), say.crumbs(full, countries_step(), step(country), last))


@register.simple_tag(takes_context=True)
def linked_therapy(context: Context, page: TherapyPage) -> SafeString:
    """A therapy with the countries in which it is or was authorised."""
    full = absolute(context)
    cells = [part.cell for part in page.access]
    standings = [(c.country, c.standing.words) for c in cells if c.standing.authorisations]
    way = say.crumbs(full, (_("Therapies"), reverse("therapies")), step(page.therapy))
    return block(say.drug(full, page.therapy, standings), way)


@register.simple_tag(takes_context=True)
def linked_disease(context: Context, page: DiseasePage) -> SafeString:
    """A disease with its codes and therapies."""
    full = absolute(context)
    therapies = {here.therapy.pk: here.therapy for part in page.parts for here in part.therapies}
    way = say.crumbs(full, (_("Diseases"), reverse("diseases")), step(page.disease))
    return block(say.condition(full, page.disease, therapies.values()), way)


@register.simple_tag(takes_context=True)
def linked_theme(context: Context, theme: Theme) -> SafeString:
    """A theme across countries."""
    return of_record(context, theme, theme.name, theme.question, "themes", _("Themes"), reverse("themes"))


@register.simple_tag(takes_context=True)
def linked_question(context: Context, question: Question) -> SafeString:
    """An ethics question."""
    return of_record(context, question, question.title, question.summary, "ethics", _("Ethics"), reverse("questions"))


def of_record(
    context: Context, record: Page, headline: str, description: str, kind: str, parent: str, parent_path: str
) -> SafeString:
    """A text that is a record of its own, in a list of its kind."""
    full, path = absolute(context), record.get_absolute_url()
    text = say.article(
        full,
        headline=headline,
        description=description,
        path=path,
        picture=card(kind, record.slug),
    )
    return block(text, say.crumbs(full, (parent, parent_path), (headline, path)))


@register.simple_tag(takes_context=True)
def linked_chart(context: Context, figure: AskedChart) -> SafeString:
    """A chart: the data that it draws, and its files."""
    full, path = absolute(context), reverse("chart-page", args=[figure.name])
    files = (("text/csv", "chart-csv"), ("image/svg+xml", "chart"), ("image/png", "chart-png"))
    data = say.dataset(
        full,
        name=str(figure.chart.title),
        description=f"{figure.headline}. {figure.method}",
        path=path,
        files=[(kind, reverse(name, args=[figure.name])) for kind, name in files],
        changed=figure.data.day,
        picture=card("charts", figure.name),
    )
    return block(data, say.crumbs(full, (_("Charts"), reverse("charts")), (str(figure.chart.title), path)))


@register.simple_tag(takes_context=True)
def linked_open_data(context: Context, edition: DatedContent, description: str) -> SafeString:
    """All public tables as one archive."""
    return block(
        say.dataset(
            absolute(context),
            name=_("GT Lead: open data on gene therapy by country"),
            description=description,
            path=reverse("data"),
            files=[("application/zip", reverse("data-zip"))],
            changed=edition.made_at.date(),
            version=edition.number,
            citation=edition.citation,
        )
    )
