"""Readers' reports on facts, as a section of the dashboard."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from gtlead.dashboard.sections import DeskLine, DeskSection
from gtlead.feedback.models import FactReport


def fact_reports_section(request: HttpRequest) -> DeskSection | None:
    """How many wait, for those who may see them."""
    user = request.user
    if not user.has_perm("gtlead.view_factreport"):
        return None
    url = reverse("fact-reports")
    counts = (
        (FactReport.objects.unsuspected().count(), _("waiting: %(number)s"), f"{url}#waiting"),
        (FactReport.objects.suspected().count(), _("suspected to be from a machine: %(number)s"), f"{url}#suspected"),
    )
    lines = [DeskLine(text % {"number": number}, address) for number, text, address in counts if number]
    return DeskSection(
        "fact-reports", _("Reports on facts"), lines, _("No report waits."), more=[(_("All reports"), url)]
    )
