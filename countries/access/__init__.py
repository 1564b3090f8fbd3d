"""Reads what the access map needs; the reckoning itself is in countries/domain/authorisation.py."""

from datetime import date

from django.db.models import QuerySet

from countries.domain.authorisation import AccessMap
from countries.models import Authorisation, LookThrough, Membership
from gtlead.records.clock import today


def public_memberships() -> QuerySet[Membership]:
    """Which public jurisdictions' authorisations are valid in which public countries, and when."""
    return Membership.objects.published().select_related("jurisdiction", "country")


def access_on(day: date | None = None) -> AccessMap:
    """The standing of all public therapies in all public countries on a day (today); three queries and sources'."""
    return AccessMap(
        day or today(),
        public_memberships(),
        Authorisation.objects.published().for_list(),
        LookThrough.objects.published().with_therapies(),
    )
