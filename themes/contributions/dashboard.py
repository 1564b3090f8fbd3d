"""The moderators' section of the dashboard."""

from datetime import timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gtlead.dashboard.sections import DeskLine, DeskSection
from themes.contributions.models import Contribution, PublicVoice
from themes.contributions.purging import is_overdue

LONG = timedelta(days=7)


def moderation_section(request: HttpRequest) -> DeskSection | None:
    """How many wait and what somebody should act upon, for those who may decide."""
    user = request.user
    if not user.has_perm("themes.moderate_contribution"):
        return None
    url = reverse("moderation")
    counts = (
        (Contribution.objects.unsuspected().undisputed().count(), _("waiting: %(number)s"), f"{url}#waiting"),
        (Contribution.objects.disputed().count(), _("for a second moderator: %(number)s"), f"{url}#proposed"),
        (Contribution.objects.suspected().undisputed().count(), _("suspected: %(number)s"), f"{url}#suspected"),
    )
    found = warnings()
    lines = [DeskLine(text, url) for text in found]
    lines += [DeskLine(text % {"number": number}, address) for number, text, address in counts if number]
    return DeskSection(
        "moderation",
        _("Moderation"),
        lines,
        _("No contribution waits."),
        is_warning=bool(found),
        more=[(_("The queue"), url)],
    )


def warnings() -> list[str]:
    """What somebody should act upon."""
    found: list[str] = []
    if is_overdue():
        found.append(_("Nothing has been purged for more than two days: open the queue, or set a daily timer."))
    if Contribution.objects.unsuspected().received_before(timezone.now() - LONG).exists():
        found.append(_("A contribution has been waiting for more than a week."))
    if not PublicVoice.objects.has_moderators():
        found.append(_("Readers cannot contribute: nobody is in the group “moderator”."))
    return found
