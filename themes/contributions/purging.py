"""The terms of the privacy page, kept without a daemon: by a command, and at most daily when a moderator looks in."""

from datetime import date, timedelta

from django.utils import timezone

from gtlead.feedback.handling import purge_reports
from themes.contributions.models import PublicVoice
from themes.contributions.moderation import purge

OVERDUE = timedelta(days=2)


def purge_all() -> dict[str, int]:
    """Contributions and reports; how much was forgotten."""
    contributions, reports = purge(), purge_reports()
    return {name: contributions[name] + reports[name] for name in contributions}


def purge_if_due() -> None:
    """Once a day."""
    if last_purge() != timezone.localdate():
        purge_all()


def last_purge() -> date | None:
    """The day of the last purge, if there was one."""
    return PublicVoice.objects.the_one().purged_on


def is_overdue() -> bool:
    """Whether nobody has purged for days."""
    last = last_purge()
    return last is not None and timezone.localdate() - last > OVERDUE
