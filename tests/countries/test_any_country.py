"""Any country without code: entered through forms and imports alone, it is right on every public surface."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from countries.import_kinds import IMPORT_KINDS
from countries.models import Country, Statement
from gtlead.importing import jobs
from gtlead.review.deciding import approve, token
from gtlead.review.models import Proposal
from tests import builders
from tests.admin_forms import form_fields
from tests.conftest import signed_in
from tests.html import Document, problems

pytestmark = pytest.mark.django_db

FIVE = {
    "canada": ("Canada", "CA", "CAN", "north-america"),
    "switzerland": ("Switzerland", "CH", "CHE", "europe"),
    "india": ("India", "IN", "IND", "southern-asia"),
    "brazil": ("Brazil", "BR", "BRA", "latin-america"),
    "israel": ("Israel", "IL", "ISR", "western-asia"),
}
ADD = "/admin/countries/country/add/"


def decide_on_all(reviewer: Any) -> None:
    """A second person approves what waits, countries first."""
    for proposal in Proposal.objects.open().order_by("pk"):
        approve(proposal, reviewer, seen=token(proposal, proposal.record))


def run(kind: str, text: str, by: Any) -> None:
    """A table, tried, put on file and handed in."""
    job = jobs.begin(
        kind=IMPORT_KINDS[kind], name="t.csv", file=SimpleUploadedFile("t.csv", text.encode()), by=by, reason="First"
    )
    for step in (jobs.confirm, jobs.submit, lambda job: None):
        job.refresh_from_db()
        while job.is_running:
            job = jobs.go_on(job.pk, IMPORT_KINDS[kind])
        assert not list(job.rows.filter(outcome="refused").values_list("slug", "reason"))
        step(job)


@pytest.fixture
def five(editor: Any, reviewer: Any) -> SimpleNamespace:
    """Japan as before, and five countries that two people entered."""
    builders.a_country(slug="japan", name="Japan", iso2="JP", iso3="JPN", position=5)
    builders.a_topic(slug="pathway", theme=builders.a_theme(slug="regulation", name="Regulation"))
    therapy = builders.a_therapy(slug="alpha", brand="Alpha")
    source = builders.a_source(slug="the-law")
    jurisdiction = builders.a_jurisdiction(slug="health-canada", name="Canada")
    builders.an_authorisation(therapy=therapy, jurisdiction=jurisdiction)
    client = signed_in(editor)
    for slug, (name, iso2, iso3, region) in FIVE.items():
        page = client.get(ADD)
        typed = {"name": name, "official_name": name, "iso2": iso2, "iso3": iso3, "region": region, "slug": slug}
        typed |= {"leads_in": f"{name} leads.", "summary": f"What {name} does.", "state": "in-review", "reason": "New"}
        answer = client.post(ADD, form_fields(page) | typed | {"sources": [source.pk]})
        assert answer.status_code == 302, answer.text
    decide_on_all(reviewer)
    rows = [
        f"{slug}-pathway,{slug},pathway,yes,known,A rule.,A rule of {slug}.,2025-11,law,the-law,2026-11-01"
        for slug in FIVE
    ]
    header = "statement,country,topic,in_comparison,answer,value,text,as_of,evidence,sources,checked_on"
    run("statements", "\n".join([header, *rows]), editor)
    run(
        "memberships",
        "membership,country,jurisdiction,sources,checked_on\nca-in-ca,canada,health-canada,the-law,2026-11-01",
        editor,
    )
    decide_on_all(reviewer)
    return SimpleNamespace(therapy=therapy)


def test_every_public_surface_is_right(five: Any) -> None:
    client = Client()
    countries = list(Country.objects.published())
    assert [c.slug for c in countries] == ["japan", *FIVE]  # last, in the order in which they came
    assert [c.hue for c in countries[1:]] == Country.Hue.values
    assert Statement.objects.published().count() == len(FIVE)
    home = client.get("/").text
    assert "seven" not in home
    for slug, (name, *_codes) in FIVE.items():
        page = client.get(f"/countries/{slug}/").text
        assert problems(page) == []
        assert f"profile hue-{countries[[c.slug for c in countries].index(slug)].hue}" in page
        assert f"A rule of {slug}." in client.get(f"/countries/{slug}/regulation/").text
        assert name in home
    therapy = Document(client.get("/therapies/alpha/").text).all("main")[0].text
    assert "not looked up" in therapy
    assert "not authorised" not in therapy.lower()
    picture = client.get("/charts/map.svg").text
    for code in ("Canada 1", "Switzerland ?", "India ?", "Brazil ?", "Israel ?"):
        assert code in picture
    assert client.get("/countries/?region=latin-america").text.count('class="country-card ') == 1
    assert "Western Asia" in client.get("/countries.csv").getvalue().decode()
    compared = client.get("/compare/?" + "&".join(f"country={slug}" for slug in [*FIVE, "japan"]))
    assert compared.status_code == 200
    assert len(re.findall("A rule\\.", compared.text)) == len(FIVE)


@pytest.mark.parametrize("words", ["alpha canada", "alpha in Brazil", "alpha 加拿大"])
def test_search_answers_of_a_country_that_the_list_of_places_elsewhere_has(words: str, editor: Any) -> None:
    before = Client().get("/search/", {"q": words}).text
    assert "is not one of the countries of the atlas" in before
    builders.a_therapy(slug="alpha", brand="Alpha")
    for name, other, iso2, iso3 in (("Canada", "加拿大", "CA", "CAN"), ("Brazil", "", "BR", "BRA")):
        builders.a_country(name=name, other_names=other, iso2=iso2, iso3=iso3)
    after = Client().get("/search/", {"q": words}).text
    assert "is not one of the countries of the atlas" not in after
    assert "Alpha" in after
    assert "is not one of the countries" in Client().get("/search/", {"q": "alpha norway"}).text


def test_point_is_both_numbers_or_none(editor_client: Client) -> None:
    page = editor_client.get(ADD)
    typed = {"name": "Malta", "official_name": "Malta", "iso2": "MT", "iso3": "MLT", "region": "europe"}
    typed |= {"leads_in": "Leads.", "summary": "Small.", "longitude": "14.4", "slug": "malta"}
    assert "Longitude and latitude go together." in editor_client.post(ADD, form_fields(page) | typed).text
    answer = editor_client.post(ADD, form_fields(page) | typed | {"latitude": "35.9"})
    assert answer.status_code == 302, [one.text for one in Document(answer.text).by_class("errorlist")]


SURFACES = {  # a page, and what a reader finds on it if nobody looked, and if somebody did in vain
    "/": ("Therapies not looked up", "Therapies 0"),
    "/countries/": ("authorised today not looked up", "authorised today 0"),
    "/countries/new-zealand/": ("authorised today not looked up", "authorised today 0"),
    "/compare/?country=japan&country=new-zealand": ("New Zealand not looked up", "New Zealand 1 of 1"),
    "/charts/map/": ("Numbernot looked up", "Number0"),
    "/charts/authorisations/": ("On that day: Japan 1.", "On that day: Japan 1, New Zealand 0."),
}


@pytest.mark.parametrize("address", SURFACES)
def test_where_nobody_looked_there_is_no_number(client: Client, address: str) -> None:
    """Nought would say that somebody did; with a register looked through it is true."""
    japan = builders.a_country(slug="japan", name="Japan", iso2="JP", iso3="JPN")
    zealand = builders.a_country(slug="new-zealand", name="New Zealand", iso2="NZ", iso3="NZL")
    pmda, medsafe = (builders.a_membership(country=country).jurisdiction for country in (japan, zealand))
    therapy = builders.an_authorisation(jurisdiction=pmda).therapy
    not_looked, in_vain = SURFACES[address]
    for here, not_here in ((not_looked, in_vain), (in_vain, not_looked)):
        page = Document(client.get(address).text)
        text = " ".join(page.all("main")[0].text.split())
        assert here in text
        assert not_here not in text
        assert problems(page) == []
        builders.a_look_through(jurisdiction=medsafe, therapies=[therapy])
