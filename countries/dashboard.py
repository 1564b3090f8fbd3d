"""What the dashboard shows of the evidence: cells of the comparison that nobody has filled."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from countries.models import Country, MissedSearch, Statement
from gtlead.dashboard.sections import DeskLine, DeskSection
from gtlead.review.record_form import change_url
from themes.models import Theme, Topic

MISSES_SHOWN = 20


def empty_cells(request: HttpRequest) -> DeskSection | None:
    """Topics without a published statement, by theme and country; each leads to a form with both filled in."""
    if not request.user.has_perm("countries.view_statement"):
        return None
    filled, countries = Statement.objects.filled_cells(), list(Country.objects.all())
    missing = (
        (theme, country, [topic for topic in theme.topics.all() if (country.pk, topic.pk) not in filled])
        for theme in Theme.objects.with_topics()
        for country in countries
    )
    lines = [line_of(theme, country, topics) for theme, country, topics in missing if topics]
    return DeskSection("empty", _("Empty cells of the comparison"), lines, _("Every cell is filled."))


def missed_searches(request: HttpRequest) -> DeskSection | None:
    """What readers looked for in vain, most often first; each leads to the search as readers see it."""
    if not request.user.has_perm("countries.view_statement"):
        return None
    lines = [
        DeskLine(
            miss.words,
            f"{reverse('search')}?{urlencode({'q': miss.words})}",
            _("%(number)s times, last on %(date)s") % {"number": miss.number, "date": miss.last_on.isoformat()},
        )
        for miss in MissedSearch.objects.often(MISSES_SHOWN)
    ]
    return DeskSection("missed", _("Searches that found nothing"), lines, _("Every search found something."))


def line_of(theme: Theme, country: Country, topics: Iterable[Topic]) -> DeskLine:
    """One theme in one country, with a link for each of its topics that is missing."""
    add = reverse("admin:countries_statement_add")
    links = [(topic.name, f"{add}?{urlencode({'country': country.pk, 'topic': topic.pk})}") for topic in topics]
    return DeskLine(_("%(country)s, %(theme)s") % {"country": country, "theme": theme}, change_url(country), "", links)
