"""Reads what the access map needs; the reckoning itself is in countries/authorisation.py."""

from datetime import date

from django.utils import timezone

from .authorisation import AccessMap
from .models import Authorisation, Membership


def access_on(day: date | None = None) -> AccessMap:
    """The standing of all public therapies in all public countries on a day (today); two queries and sources'."""
    memberships = Membership.objects.filter(country__state="published", jurisdiction__state="published")
    authorisations = Authorisation.objects.published().for_list()
    return AccessMap(
        day or timezone.localdate(), memberships.select_related("jurisdiction", "country"), authorisations
    )
