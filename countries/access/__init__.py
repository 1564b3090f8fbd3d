"""Reads what the access map needs; the reckoning itself is in countries/domain/authorisation.py."""

from collections.abc import Mapping
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from countries.domain.authorisation import AccessMap
from countries.models import Authorisation, Country, LookThrough, Membership, Therapy
from gtlead.records.clock import today
from gtlead.review.visibility import Measure


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


def licences() -> Mapping[tuple[int, int], str]:
    """A line for each public therapy that is licensed in a public country today, by both their keys."""
    access = access_on()
    countries = dict(Country.objects.published().values_list("pk", "name"))
    therapies = dict(Therapy.objects.published().values_list("pk", "brand"))
    return {
        (therapy, country): _("%(therapy)s is licensed in %(country)s")
        % {"therapy": therapies[therapy], "country": countries[country]}
        for therapy in access.authorisations
        for country, standing in access.standings(therapy).items()
        if standing.is_authorised and country in countries and therapy in therapies
    }


LICENCES = Measure(
    (Authorisation, Membership),
    (
        "state",
        "date",
        "status",
        "ended",
        "jurisdiction",
        "therapy",
        "country",
        "valid_from",
        "valid_until",
        "converted",
    ),
    licences,
)
