"""Sections of the desk: what waits in a queue, in numbers that lead there."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import FactReport


@dataclass(frozen=True)
class DeskCount:
    """A number, what is counted, and where it is seen."""

    number: int
    label: str | Promise
    url: str


@dataclass(frozen=True)
class DeskSection:
    """A queue of the desk; warnings are sentences that somebody should act upon."""

    title: str | Promise
    url: str
    counts: Sequence[DeskCount]
    warnings: Sequence[str | Promise] = ()


def fact_reports_section(request: HttpRequest) -> DeskSection | None:
    """Readers' reports on facts, for those who may see them."""
    if not request.user.has_perm("gtlead.view_factreport"):
        return None
    url = reverse("fact-reports")
    counts = [
        DeskCount(FactReport.objects.unsuspected().count(), _("waiting"), f"{url}#waiting"),
        DeskCount(FactReport.objects.suspected().count(), _("suspected to be from a machine"), f"{url}#suspected"),
    ]
    return DeskSection(_("Reports on facts"), url, counts)
