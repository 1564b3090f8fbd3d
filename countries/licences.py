"""What the site says of licences by reckoning: which therapy is licensed where, today."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from countries.access import access_on
from countries.models import Authorisation, Country, Membership, Therapy
from gtlead.review.visibility import Measure


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
