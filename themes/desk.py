"""The moderators' section of the desk."""

from datetime import timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gtlead.desk_sections import DeskCount, DeskSection

from .models import Contribution, PublicVoice
from .purging import is_overdue

LONG = timedelta(days=7)


def moderation_section(request: HttpRequest) -> DeskSection | None:
    """Contributions that wait, for those who may decide."""
    if not request.user.has_perm("themes.moderate_contribution"):
        return None
    url = reverse("moderation")
    waiting = Contribution.objects.unsuspected().undisputed()
    counts = [
        DeskCount(waiting.count(), _("waiting"), f"{url}#waiting"),
        DeskCount(Contribution.objects.disputed().count(), _("for a second moderator"), f"{url}#proposed"),
        DeskCount(Contribution.objects.suspected().undisputed().count(), _("suspected"), f"{url}#suspected"),
    ]
    return DeskSection(_("Moderation"), url, counts, warnings())


def warnings() -> list[str | Promise]:
    """What somebody should act upon."""
    found: list[str | Promise] = []
    if is_overdue():
        found.append(_("Nothing has been purged for more than two days: open the queue, or set a daily timer."))
    if Contribution.objects.unsuspected().received_before(timezone.now() - LONG).exists():
        found.append(_("A contribution has been waiting for more than a week."))
    if not PublicVoice.objects.has_moderators():
        found.append(_("Readers cannot contribute: nobody is in the group “moderator”."))
    return found
