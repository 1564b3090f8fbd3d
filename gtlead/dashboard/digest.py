"""What waits on the dashboard, sent to those who have an address: each section that is for them, in a letter."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.http import HttpRequest
from django.utils.translation import gettext as _

from gtlead.dashboard.sections import DeskSection, Section, sections_for

LINES = 10
# The sections that tell somebody of something new; the others are work that is always there.
TOLD = (
    "overdue-publications",
    "overdue-removals",
    "waiting",
    "sent-back",
    "approved",
    "scheduled",
    "to-review",
    "moderation",
    "fact-reports",
    "dead-links",
)


def send_digests(sections: Iterable[Section]) -> int:
    """A letter to each member of the staff for whom something waits; how many were sent."""
    staff = get_user_model().objects.filter(is_active=True, is_staff=True).exclude(email="").order_by("pk")
    sent = 0
    for user in staff:
        if text := letter(told(user, sections)):
            subject = _("What waits for you at %(host)s") % {"host": host()}
            sent += send_mail(subject, text, None, [user.email])
    return sent


def told(user: User, sections: Iterable[Section]) -> list[DeskSection]:
    """The sections of their dashboard that have something to tell them."""
    request = HttpRequest()
    request.user = user
    return [made for made in sections_for(request, sections) if made.name in TOLD and made.lines]


def letter(sections: list[DeskSection]) -> str:
    """The sections as text; nothing if there are none."""
    parts = []
    for section in sections:
        lines = [
            f"- {line.text}{f' ({line.note})' if line.note else ''}\n  {absolute(line.url)}" for line in section.lines
        ]
        rest = [_("and %(number)d more") % {"number": len(lines) - LINES}] if len(lines) > LINES else []
        parts.append("\n".join([str(section.title), "", *lines[:LINES], *rest]))
    return "\n\n".join([*parts, absolute("/staff/")]) if parts else ""


def host() -> str:
    """The first name of the site."""
    return str(settings.LISTED_HOSTS[0]).lstrip(".")


def absolute(address: str) -> str:
    """The whole address, as somebody outside the site needs it."""
    if settings.IS_LOCAL:
        return f"http://127.0.0.1:{settings.PORT}{address}"
    return f"https://{host()}{address}"
