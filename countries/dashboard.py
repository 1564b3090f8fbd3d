"""What the dashboard shows of the evidence: cells of the comparison that nobody has filled."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from countries.domain.completeness import CompletenessRow, completeness_rows
from countries.models import Country, MissedSearch, Statement
from gtlead.dashboard.sections import DeskLine, DeskSection
from gtlead.review.record_form import change_url
from themes.models import Theme

MISSES_SHOWN = 20


def empty_cells(request: HttpRequest) -> DeskSection | None:
    """Topics without a published statement, by theme and country; each leads to a form with both filled in."""
    if not request.user.has_perm("countries.view_statement"):
        return None
    rows = completeness_rows(Theme.objects.with_topics(), Country.objects.all(), Statement.objects.for_profile())
    lines = [line_of(row) for row in rows if row.missing]
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


def line_of(row: CompletenessRow) -> DeskLine:
    """One theme in one country, with a link for each topic that is missing."""
    add = reverse("admin:countries_statement_add")
    links = [
        (topic.name, f"{add}?{urlencode({'country': row.country.pk, 'topic': topic.pk})}")
        for topic in row.topics
        if topic.pk not in row.key_topics
    ]
    text = _("%(country)s, %(theme)s") % {"country": row.country, "theme": row.theme}
    return DeskLine(text, change_url(row.country), "", links)
