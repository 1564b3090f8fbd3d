"""How therapies stand on a day: from their records for what a page shows, from spans for what it counts.

The reckoning itself is in countries/domain/authorisation.py.
"""

from collections.abc import Collection, Hashable, Mapping
from datetime import date

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from countries.domain.authorisation import AccessMap, StandingKind
from countries.domain.funding import PAID
from countries.domain.known_access import Known, KnownAccess, Turns, make_known
from countries.domain.looking import LookThroughs
from countries.domain.spans import NEXT, Of
from countries.domain.supply import SupplyKind
from countries.models import Authorisation, Country, Funding, LookThrough, Membership, Span, SpansMade, Therapy
from countries.overview import MOST_SHOWN, foremost
from gtlead.publication.per_version import kept_until_published, kept_while
from gtlead.records.clock import today
from gtlead.review.visibility import Measure, Said

DAYS_KEPT = 2
ASKED = (Of.LICENCE, Of.PAYER, Of.FIRST)
KNOWN = ("kind", "therapy", "country", "state", "since", "months", "shortest", "longest")  # of a span


def public_memberships() -> QuerySet[Membership]:
    """Which public jurisdictions' authorisations are valid in which public countries, and when."""
    return Membership.objects.published().select_related("jurisdiction", "country")


def access_on(
    day: date | None = None,
    therapies: Collection[int] | None = None,
    countries: Collection[int] | None = None,
    *,
    with_firsts: bool = False,
) -> AccessMap:
    """The standing of public therapies in public countries on a day (today), with the records that say so.

    Of all of them, or of the therapies or countries with these keys: what a page shows; `with_firsts` also the records
    of the first authorisation of each therapy, wherever that was. Three queries and sources'.
    """
    day = day or today()
    memberships, looks = public_memberships(), LookThrough.objects.published().with_therapies()
    granted = Authorisation.objects.published().with_sources()
    anywhere = None
    if therapies is not None:
        granted, looks = granted.filter(therapy__in=therapies), looks.filter(therapies__in=therapies).distinct()
    if countries is not None:
        memberships = memberships.filter(country__in=countries)
        places = [membership.jurisdiction_id for membership in memberships]
        firsts = Span.objects.filter(kind=Of.FIRST, country=None) if with_firsts else Span.objects.none()
        granted = granted.filter(Q(jurisdiction__in=places) | Q(pk__in=firsts.values("authorisation")))
        looks = looks.filter(Q(jurisdiction__in=places) | Q(country__in=countries))
        anywhere = firsts_anywhere(day, therapies)
    return AccessMap(day, memberships, granted, looks, anywhere)


def firsts_anywhere(day: date, therapies: Collection[int] | None) -> dict[int, str]:
    """The partial date of its first authorisation, or "", of each therapy with a standing in any country by the day."""
    known = Span.objects.on(day).of(therapies).filter(Q(kind=Of.LICENCE) | Q(kind=Of.FIRST, country=None))
    firsts = (
        known.order_by("therapy")
        .values_list("therapy")
        .annotate(first=Max("since", filter=Q(kind=Of.FIRST)), number=Count("pk", filter=Q(kind=Of.LICENCE)))
    )
    return {therapy: first or "" for therapy, first, number in firsts if number}


@kept_until_published(DAYS_KEPT)
def known_on(day: date) -> KnownAccess:
    """How all public therapies stand in all public countries on a day, from spans."""
    return KnownAccess(
        day,
        lambda: known_of(day),
        lambda: LookThroughs(Membership.objects.published(), LookThrough.objects.published().with_therapies()),
        lambda: set(Span.objects.filter(kind=Of.LICENCE).values_list("country", flat=True).distinct().order_by()),
    )


def spans_stand() -> Hashable:
    """How the spans stand: another as soon as one comes or goes; none is ever changed."""
    return SpansMade.objects.filter(pk=1).values_list("mark").first()


@kept_while(spans_stand, DAYS_KEPT)
def known_of(day: date) -> Known:
    """What the spans say of the day; one query. Asked for by nearly every list, some megabytes at full size."""
    return make_known(Span.objects.on(day).filter(kind__in=ASKED).order_by().values_list(*KNOWN))


def shown_countries() -> tuple[list[Country], int]:
    """The countries that a page puts side by side where nobody chose, and how many more there are."""
    countries = list(Country.objects.published())
    shown = foremost(countries, known_on(today())) if len(countries) > MOST_SHOWN else countries
    return shown, len(countries) - len(shown)


@kept_while(spans_stand, DAYS_KEPT)
def turns_until(day: date) -> Turns:
    """When every therapy began and ceased to be authorised until the day; one query."""
    spans = Span.objects.filter(kind=Of.LICENCE, begins__lte=day, country__isnull=False).order_by("begins", "pk")
    return Turns(spans.values_list("therapy", "country", "state", "since", "ended", "begins"))


def said_of(of: Of, states: Collection[str], line: str, count: str) -> Mapping[tuple[int, int], Said]:
    """What such states say of public therapies in public countries today, by both their keys: up to which day."""
    day = today()
    spans = Span.objects.filter(kind=of, state__in=states, until__gte=day, country__isnull=False)
    until: dict[tuple[int, int], date] = {}
    for therapy, country, begins, ends in spans.order_by("begins").values_list("therapy", "country", "begins", "until"):
        key = (therapy, country)
        if begins <= day or (key in until and begins == until[key] + NEXT):
            until[key] = ends
    countries = dict(Country.objects.published().values_list("pk", "name"))
    therapies = {therapy.pk: therapy for therapy in Therapy.objects.published().only("slug", "brand")}
    found = {}
    for (therapy, country), ends in until.items():
        if country in countries and therapy in therapies:
            words = {"therapy": therapies[therapy].brand, "country": countries[country]}
            page = therapies[therapy].get_absolute_url()
            found[therapy, country] = Said(_(line) % words, page, ends, _(count) % words)
    return found


OF_LICENCES = (
    "state", "date", "status", "ended", "jurisdiction", "therapy", "country", "valid_from", "valid_until", "converted",
)  # fmt: skip
LICENCES = Measure(
    (Authorisation, Membership),
    OF_LICENCES,
    lambda: said_of(
        Of.LICENCE,
        (StandingKind.AUTHORISED, StandingKind.CONDITIONAL),
        gettext_noop("%(therapy)s is licensed in %(country)s"),
        gettext_noop("Therapies licensed in %(country)s"),
    ),
)
SUPPLIES = Measure(
    (Authorisation, Membership),
    (*OF_LICENCES, "supply", "supply_from", "supply_until"),  # what has no licence is on no market
    lambda: said_of(
        Of.SUPPLY,
        (SupplyKind.MARKETED,),
        gettext_noop("%(therapy)s is on the market in %(country)s"),
        gettext_noop("Therapies on the market in %(country)s"),
    ),
    rests_on_all=False,
)
PAYERS = Measure(
    (Funding,),
    ("state", "decision", "date", "ended", "therapy", "country", "indication"),
    lambda: said_of(
        Of.PAYER,
        PAID,
        gettext_noop("%(therapy)s is paid for in %(country)s"),
        gettext_noop("Therapies paid for in %(country)s"),
    ),
    rests_on_all=False,
)
