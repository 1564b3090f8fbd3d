"""Fetches what the front page tells as news: no more records than can be among the newest."""

from datetime import date

from countries.domain.news import MOST, RECENT, News, make_news
from countries.domain.timeline import make_events
from countries.models import Authorisation, Funding, Membership, Milestone

MONTH = 7  # the length of a date that is no more precise
ENOUGH = 3 * MOST  # dates, of which some are told together or not at all


def newest(day: date) -> list[News]:
    """The news of the day, from the records since the month that is early enough; six queries and sources'."""
    year_ago = (day - RECENT).isoformat()[:MONTH]
    since = early_enough(year_ago, day.isoformat())
    news = since_month(since, day)
    if len(news) < MOST or min(one.date for one in news) < since:
        news = since_month(year_ago, day)
    return news


def early_enough(since: str, until: str) -> str:
    """The latest month from which on there are dates enough, else the earliest."""
    records = (Authorisation.objects.published(), Funding.objects.published(), Milestone.objects.published())
    found = [one for rows in records for one in rows.dates_since(since) if since <= one <= until]
    return max(since, sorted(found, reverse=True)[:ENOUGH][-1][:MONTH]) if len(found) >= ENOUGH else since


def since_month(month: str, day: date) -> list[News]:
    """The news among the records with a date in the month or later."""
    events = make_events(
        Milestone.objects.published().dated_since(month).for_timeline(),
        Authorisation.objects.published().dated_since(month).for_list(),
        Membership.objects.published().select_related("country"),
    )
    return make_news(events, Funding.objects.published().dated_since(month).for_list(), day)
