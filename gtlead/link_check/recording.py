"""What was seen becomes part of a source's record: dead after failures on two days, alive at the first answer."""

from datetime import date, datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from gtlead.link_check.fetching import Seen
from gtlead.link_check.models import LinkCheck
from gtlead.publication.content_version import raise_version
from gtlead.sources.models import Source

FAILED_DAYS = 2
REFUSES_PROGRAMS = frozenset({401, 403, 405, 406, 407, 418, 429, 451})


def outcome_of(seen: Seen) -> LinkCheck.Outcome:
    """What the answer says about the document; a site that turns programs away says nothing."""
    if seen.forbidden:
        return LinkCheck.Outcome.FORBIDDEN
    if seen.status is None or seen.status not in REFUSES_PROGRAMS | set(range(200, 300)):
        return LinkCheck.Outcome.FAILED
    return LinkCheck.Outcome.UNCLEAR if seen.status in REFUSES_PROGRAMS else LinkCheck.Outcome.OK


def host_of(url: str) -> str:
    """The site, whether or not it calls itself www."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


@transaction.atomic
def record(source: Source, seen: Seen, now: datetime | None = None) -> LinkCheck:
    """Keep the result. The public hears of it only if the document died or came back."""
    now = now or timezone.now()
    check = LinkCheck.objects.filter(source=source, url=source.url).first() or LinkCheck(source=source)
    check.url, check.checked_at, check.outcome = source.url, now, outcome_of(seen)
    check.status, check.error, check.final_url = seen.status, seen.error, seen.url
    if check.outcome == LinkCheck.Outcome.OK:
        check.last_ok_at = now
        check.other_host = host_of(seen.url) != host_of(source.url)
        check.first_title = check.first_title or seen.title
        check.title = seen.title
        check.retitled = bool(seen.title) and seen.title != check.first_title
    count_failures(check, timezone.localdate(now))
    check.save()
    set_dead(source, check, timezone.localdate(now))
    return check


def count_failures(check: LinkCheck, today: date) -> None:
    """One a day at most; an answer of any kind begins anew."""
    if check.outcome == LinkCheck.Outcome.FAILED:
        if check.last_failed_on != today:
            check.failed_days, check.last_failed_on = check.failed_days + 1, today
    else:
        check.failed_days, check.last_failed_on = 0, None


def set_dead(source: Source, check: LinkCheck, today: date) -> None:
    """Readers are led to the archived copy while the original is gone; no editor's save is disturbed."""
    dead = check.failed_days >= FAILED_DAYS
    if dead != bool(source.dead_since):
        dead_since = today if dead else None
        Source.objects.filter(pk=source.pk).update(dead_since=dead_since)
        source.dead_since = dead_since
        raise_version()
