"""Every address names the parameters it does not know, and nobody has to ask for that."""

import re

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from gtlead.lists.parameters import TRACKING, takes, without_tracking
from tests import builders
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
SOURCES = "/admin/gtlead/source/"
ADMIN = [route for route in routes() if route.pattern.startswith("admin/")]
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
        ("gad_source=1&gad_campaignid=2&rdt_cid=3&ScCid=4", ""),
        ("msclkid=1&mc_cid=2&mc_eid=3&_ga=4&UTM_Campaign=5", ""),
    ],
)
def test_what_others_append_to_follow_readers_is_redirected_away(client, query, kept):
    response = client.get(f"/countries/?{query}")
    assert response.status_code == 302
    assert response.headers["Location"] == f"/countries/{kept}"
    assert client.get(f"/?{query}").headers["Location"] == f"/{kept}"


@pytest.mark.parametrize("charset", ["latin-1", "utf-16", "utf-7"])
def test_what_is_not_utf8_is_refused_before_it_is_read(charset):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    kept = client.get("/therapies/?q=caf%C3%A9").text
    response = client.get("/therapies/?q=caf%C3%A9", headers={"Content-Type": f"text/plain; charset={charset}"})
    assert response.text == kept  # the page of this address, whoever asks how
    client.cookies["csrftoken"] = token = "x" * 32
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=b"):
        for address in ("/ethics/withdraw/", "/admin/login/", "/nothing/", "/", "/therapies.csv"):
            body = f"csrfmiddlewaretoken={token}&a=1"
            response = client.generic("POST", address, body, f"{kind}; charset={charset}")
            assert (response.status_code, charset in response.text) == (400, True), (kind, address)
            assert response.headers["Cache-Control"] == "no-store"
    uncached = client.get("/therapies/?q=caf%C3%A8", headers={"Content-Type": f"text/plain; charset={charset}"})
    assert uncached.status_code == 400
    assert client.get("/therapies/?q=aav", headers={"Content-Type": "text/plain; charset=UTF8"}).status_code == 200


@pytest.mark.parametrize("address", ["/ethics/withdraw/", "/nothing/", "/admin/login/", "/staff/"])
def test_form_with_too_many_parts_is_refused_wherever_it_is_sent(address):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies["csrftoken"] = "x" * 32
    part = '--b\r\nContent-Disposition: form-data; name="a"{}\r\n\r\n1\r\n'
    bodies = {
        "application/x-www-form-urlencoded": "a=1&" * 10_000,
        "multipart/form-data; boundary=b": part.format("") * 3000 + "--b--",
        "multipart/form-data; boundary=c": part.format('; filename="x"').replace("--b", "--c") * 300 + "--c--",
    }
    for kind, body in bodies.items():
        response = client.generic("POST", address, body, kind)
        assert response.status_code in (400, 404), (kind, response.status_code)
        assert "<h1>" in response.text


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


@pytest.mark.parametrize("query", ["nobody=1", "nobody=1&e=1", "e=1", "edition=2026-11-01", "p=x&nobody=1"])
def test_every_address_of_the_admin_names_a_parameter_that_nobody_knows(superuser_client, query):
    silent = {}
    name = query.partition("=")[0]
    for address in {example_of(route) for route in ADMIN}:
        response = superuser_client.get(f"{address}?{query}")
        if response.status_code != 400 or not re.search(rf"(<code>|^){name}(</code>)?: ", response.text, re.MULTILINE):
            silent[address] = response.status_code, response.headers.get("Location")
    assert silent == {}


@pytest.mark.parametrize(
    ("query", "name", "why"),
    [
        ("p=x", "p", "“x” is not a page number."),
        ("o=99", "o", "“99” names no column to sort by."),
        ("o=1&o=2", "o", "“o” can be given once only."),
        ("kind__exact=rumour", "kind__exact", "“rumour” is not one of the choices."),
        ("kind__exact=law&colour=red", "colour", "The list does not understand “colour=red”."),
        ("e=1&kind__exact=law", "e", "There is no parameter called “e”."),
        ("_changelist_filters=q%3Da", "_changelist_filters", "The list does not understand"),
        ("\x01=1", "", "The list does not understand"),
    ],
)
def test_list_of_the_admin_names_what_it_does_not_know(superuser_client, query, name, why):
    builders.a_source()
    response = superuser_client.get(f"{SOURCES}?{query}")
    assert response.status_code == 400
    page = Document(response.text)
    assert [code.text for code in page.all("code")] == [name], response.text
    assert why in response.text
    assert problems(response.text) == []
    assert response.headers["Cache-Control"].startswith(("no-store", "max-age=0"))
    way_on = next(a.get("href") for a in page.all("a") if a.get("href").startswith(SOURCES))
    assert superuser_client.get(way_on).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "all=", "p=1", "o=1", "o=-2.1", "o=", "q=law", "kind__exact=law&o=1&p=1", "_facets=True", "id__in=1,2",
        "_popup=1&_to_field=id", "language=ja", "read_on__year=2026&read_on__month=11", "title__contains=a", "pk__in=1",
    ],
)  # fmt: skip
def test_list_of_the_admin_takes_its_own_parameters(superuser_client, query):
    for language in ("en", "ja"):
        builders.a_source(language=language)
    response = superuser_client.get(f"{SOURCES}?{query}")
    assert response.status_code == 200, response.text


def test_filter_with_one_choice_only_is_not_unknown(superuser_client):
    """Django does not show it, and leaves it out; whoever comes from the dashboard brings it."""
    country = builders.a_statement().country
    address = reverse("admin:countries_statement_changelist")
    assert superuser_client.get(f"{address}?country__id__exact={country.pk}").status_code == 200
    assert superuser_client.get(f"{address}?country__id__exact={country.pk + 1}").status_code == 400


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("change", "_changelist_filters=kind__exact%3Dlaw"),
        ("change", "_popup=1&_to_field=id"),
        ("history", "one=1&other=2"),
        ("history", "p=1&_changelist_filters=o%3D1"),
        ("add", "title=A+law&_changelist_filters=o%3D1"),
        ("add", "_popup=1&_to_field=id&_source_model=countries.statement"),
    ],
)
def test_page_of_a_record_takes_its_own_parameters(superuser_client, page, query):
    arguments = [] if page == "add" else [builders.a_source().pk]
    address = reverse(f"admin:gtlead_source_{page}", args=arguments)
    assert superuser_client.get(f"{address}?{query}").status_code == 200
    assert superuser_client.get(f"{address}?{query}&state__exact=draft").status_code == 400
    assert superuser_client.get(f"{address}?_popup=1&_popup=2").status_code == 400


def test_lists_of_the_admin_link_to_nothing_that_they_refuse(superuser_client, world_with_secrets):
    some = ("gtlead_source", "countries_statement", "auth_group")
    lists = [route for route in ADMIN if route.name in {f"{name}_changelist" for name in some}]
    pages = [Document(superuser_client.get(example_of(route)).text) for route in lists]
    pages.append(Document(superuser_client.get("/staff/").text))
    links = {link for page in pages for link in page.links if "/admin/" in link and "?" in link}
    shown = zip(lists, pages, strict=False)
    own = {f"/{route.pattern}{link}" for route, page in shown for link in page.links if link[:1] == "?"}
    of_each = {(link.partition("?")[0], link.partition("=")[0]): link for link in sorted(links | own)}
    assert len(of_each) > 15
    assert [link for link in of_each.values() if superuser_client.get(link).status_code != 200] == []
