"""What the dashboard says about addresses that no longer lead to the document."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import localize
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from gtlead.dashboard.sections import DeskLine, DeskSection
from gtlead.link_check.problems import PROBLEMS
from gtlead.review.record_form import change_url
from gtlead.sources.models import Source

SHOWN = 10


def dead_links_section(request: HttpRequest) -> DeskSection | None:
    """For those who may see sources; two queries."""
    user = request.user
    if not user.has_perm("gtlead.view_source"):
        return None
    lines = [
        DeskLine(Truncator(source.title).chars(120), change_url(source), note_on(source))
        for source in Source.objects.dead().order_by("-dead_since", "pk")[:SHOWN]
    ]
    counts = Source.objects.link_problems({name: condition for name, (_word, condition) in PROBLEMS.items()})
    address = reverse("admin:gtlead_source_changelist")
    more = [
        (_("%(problem)s: %(number)s") % {"problem": word, "number": counts[name]}, f"{address}?link={name}")
        for name, (word, _condition) in PROBLEMS.items()
        if counts[name]
    ]
    return DeskSection("dead-links", _("Dead links"), lines, _("No dead link is known."), more=more)


def note_on(source: Source) -> str:
    """Since when, and whether readers have a copy."""
    since = _("dead since %(day)s") % {"day": localize(source.dead_since)}
    return since if source.archive_url else f"{since}, {_('no archived copy')}"
