"""What is new: dated facts of the last months, each once, nothing to come and nothing typed in late."""

from datetime import date

import pytest

from countries.domain.news import make_news
from countries.domain.timeline import make_events
from countries.models import Authorisation, Funding, Jurisdiction, Membership, Milestone
from tests import builders as a

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 29)


@pytest.fixture
def japan():
    country, jurisdiction = a.a_country(slug="japan", name="Japan"), a.a_jurisdiction(code="JP")
    a.a_membership(country=country, jurisdiction=jurisdiction)
    return country


def titles(day: date = DAY, limit: int = 9) -> list[str]:
    events = make_events(Milestone.objects.for_timeline(), Authorisation.objects.for_list(), Membership.objects.all())
    return [one.title for one in make_news(events, Funding.objects.for_list(), day, limit)]


def licence(brand: str, day: str, **values) -> Authorisation:
    therapy = a.a_therapy(brand=brand, disease="Rare blindness")
    return a.an_authorisation(therapy=therapy, jurisdiction=Jurisdiction.objects.get(), date=day, **values)


def test_newest_first_within_a_year_and_nothing_to_come(japan):
    licence("Older", "2026-01-05")
    licence("Newer", "2026-10-05", status="conditional")
    licence("Ancient", "2025-11-01")
    licence("Future", "2026-12-01")
    licence("Vague", "2026")
    assert titles() == ["Newer authorised under conditions: Rare blindness", "Older authorised: Rare blindness"]
    assert len(titles(limit=1)) == 1


def test_decision_with_the_licence_and_milestone_that_tells_it_again_are_left_out(japan):
    granted = licence("Alpha", "2026-10-05")
    a.a_funding(therapy=granted.therapy, country=japan, date="2026-10-05", decision="funded")
    a.a_milestone(countries=[japan], date="2026-10", title="Alpha is licensed, a first")
    a.a_milestone(countries=[japan], date="2026-10-06", title="A law on alphabets takes effect")
    assert titles() == ["A law on alphabets takes effect", "Alpha authorised: Rare blindness"]


def test_what_payers_decided_alike_on_a_date_is_one_line(japan):
    for brand in ("Beta", "Gamma"):
        therapy = a.a_therapy(brand=brand)
        a.a_funding(therapy=therapy, country=japan, date="2026-07", decision="under-assessment", payer="NHI")
        a.a_funding(therapy=therapy, country=japan, date="2026-06", decision="not-known", payer="NHI")
    assert titles() == ["Beta and 1 more: under assessment (NHI)"]
