"""Every address names the parameters it does not know, and nobody has to ask for that."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from gtlead.lists.parameters import TRACKING, takes, without_tracking
from tests.crawl import routes
from tests.gtlead.test_urls import example_of
from tests.html import Document, problems

pytestmark = pytest.mark.django_db

PLACES = {
    "country": "/countries/germany/",
    "theme": "/themes/oversight/",
    "chart-page": "/charts/map/",
    "chart": "/charts/map.svg",
    "chart-png": "/charts/map.png",
    "chart-csv": "/charts/map.csv",
    "table-csv": "/data/countries.csv",
    "table-json": "/data/countries.json",
}
STAFF = [route for route in routes() if route.pattern.startswith("staff/")]
PUBLIC = [route for route in routes() if not route.is_private and not route.pattern.startswith("static")]


def address_of(route):
    """An address of the route; whether its record exists does not matter to most."""
    return PLACES.get(route.name) or example_of(route)


@pytest.mark.parametrize("route", PUBLIC, ids=lambda route: route.pattern)
def test_every_public_address_names_a_parameter_that_nobody_knows(client, route):
    response = client.get(f"{address_of(route)}?nobody=1")
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if response.status_code == 404:
        return  # a record that is not there, at an address that looks itself
    assert b"nobody" in body
    if address_of(route).endswith("/"):
        assert response.status_code in (200, 400)
        assert problems(body.decode()) == []
        assert "nobody" in [code.text for code in Document(body.decode()).all("code")] or b"nobody:" in body
    else:
        assert response.status_code == 400
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("route", STAFF, ids=lambda route: route.pattern)
def test_every_address_of_the_staff_names_a_parameter_that_nobody_knows(superuser_client, route):
    response = superuser_client.get(f"{example_of(route)}?nobody=1")
    if response.status_code in (404, 405):
        return
    assert response.status_code in (200, 400)
    assert "nobody" in response.text


@pytest.mark.parametrize("address", ["/", "/themes/", "/glossary/", "/data/", "/changes/", "/about/", "/indicators/"])
def test_page_that_takes_nothing_refuses_with_a_way_back(client, address):
    response = client.get(f"{address}?x=1&edition=2026-11-01")
    if response.status_code == 404:  # no edition of that day
        response = client.get(f"{address}?x=1")
    assert response.status_code == 400
    page = Document(response.text)
    assert [code.text for code in page.all("code")] == ["x"]
    assert address in [a.get("href") for a in page.all("a")]
    assert response.headers["Cache-Control"] == "no-store"
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/sitemap.xml", "text/plain"),
        ("/changes.atom", "text/plain"),
        ("/robots.txt", "text/plain"),
        ("/glossary.csv", "text/plain"),
        ("/glossary.json", "application/json"),
        ("/data/gtlead.zip", "text/plain"),
        ("/charts/map.svg", "text/plain"),
        ("/charts/map.png", "text/plain"),
    ],
)
def test_file_is_refused_in_its_own_form(client, address, kind):
    response = client.get(f"{address}?x=1")
    assert response.status_code == 400
    assert response.headers["Content-Type"].startswith(kind)
    assert "There is no parameter called “x”." in response.text


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/search/?q=a&q=b", "q"),
        ("/search/?q=a&q=a", "q"),
        ("/therapies/?page=1&page=1", "page"),
        ("/therapies.csv?page=1", "page"),
        ("/sources.csv?page=2", "page"),
        ("/charts/map/?page=1", "page"),
        ("/charts/map.svg?page=1", "page"),
        ("/compare/?on=2020-01-01&on=2020-01-01", "on"),
    ],
)
def test_what_can_be_given_once_only_or_not_at_all_is_named(client, address, name):
    text = client.get(address).text
    assert f"<code>{name}</code>" in text or f"{name}: " in text or f"“{name}” can be given once" in text


@pytest.mark.parametrize(
    "address", ["/", "/countries/", "/search/", "/countries.csv", "/countries.json", "/charts/map.svg"]
)
@pytest.mark.parametrize("query", ["q=%ff", "%ff=1", "q=%ed%a0%80"])
def test_query_that_is_not_utf_8_is_refused(client, address, query):
    response = client.get(f"{address}?{query}")
    assert response.status_code == 400
    assert "The address is not UTF-8." in response.text


@pytest.mark.parametrize("code", ["%00", "%01", "%0b", "%1b", "%7f", "%C2%85", "%E2%80%AE", "%EF%BF%BE", "%EF%BF%BF"])
@pytest.mark.parametrize(
    "address", ["/search/", "/therapies/", "/therapies.csv", "/therapies.json", "/charts/milestones.svg", "/sources/"]
)
def test_forbidden_character_is_named_with_its_place(client, address, code):
    response = client.get(f"{address}?q=a{code}")
    assert "Character 2, after “a”, is U+" in response.text
    assert client.get(f"{address}?{code}=1").status_code in (200, 400)


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("fbclid=abc", ""),
        ("utm_source=x&utm_medium=y", ""),
        ("gclid=1&q=gene%20therapy&region=asia&region=europe", "?q=gene+therapy&region=asia&region=europe"),
        ("msclkid=1&mc_cid=2&mc_eid=3&_ga=4&UTM_Campaign=5", ""),
    ],
)
def test_what_others_append_to_follow_readers_is_redirected_away(client, query, kept):
    response = client.get(f"/countries/?{query}")
    assert response.status_code == 302
    assert response.headers["Location"] == f"/countries/{kept}"
    assert client.get(f"/?{query}").headers["Location"] == f"/{kept}"


def test_redirect_stays_on_this_site():
    request = RequestFactory().get("/?fbclid=1")
    request.path = request.path_info = "//evil.example/"
    assert without_tracking(request) == "/%2Fevil.example/"


@pytest.mark.parametrize(
    "name", ["q", "page", "country", "theme", "on", "edition", "sort", "size", "scheme", "argument"]
)
def test_own_parameters_are_not_taken_for_tracking(name):
    assert TRACKING.fullmatch(name) is None


@pytest.mark.parametrize(
    "address",
    [
        "/?x=1",
        "/countries/?x=1",
        "/countries/?region=atlantis",
        "/search/?q=a&q=b",
        "/compare/?country=x",
        "/countries.csv?x",
    ],
)
def test_what_is_refused_is_not_kept(client, address):
    for _time in range(2):
        response = client.get(address)
        assert response.headers["Cache-Control"] == "no-store"
        assert "ETag" not in response.headers
    assert "ETag" in client.get("/countries/").headers


def test_view_says_what_it_takes():
    @takes("one", several=("many",))
    def view(request):
        """Takes one, and many."""

    assert view.parameters.once == ("one",)
    assert view.parameters.several == ("many",)


def test_admin_keeps_its_own_rules(superuser_client):
    assert superuser_client.get(reverse("admin:gtlead_source_changelist") + "?all=").status_code == 200
