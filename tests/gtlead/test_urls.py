"""Who may read what, by walking the URLconf, so that no address is forgotten."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests import builders
from tests.crawl import FORMS, PRIVATE, fetch, routes, walk
from tests.html import problems

pytestmark = pytest.mark.django_db

ROUTES = list(routes())
FOR_STAFF_OUTSIDE = {"styleguide"}  # public while developing, see countries/views/about.py
# How one gets in, and words for its scripts.
OPEN_DOORS = {
    "/admin/login/",
    "/admin/jsi18n/",
    "/admin/password_reset/",
    "/admin/password_reset/done/",
    "/admin/reset/statements/statements/",
    "/admin/reset/done/",
}
ARGUMENTS = (
    {},
    {"object_id": 1},
    {"app_label": "countries"},
    {"content_type_id": 1, "object_id": 1},
    {"url": "x/"},
)


def example_of(route):
    """An address of a private route; slugs and numbers need not exist, since nobody gets that far."""
    if not route.has_parameters:
        return f"/{route.pattern}"
    path = route.pattern
    for start, end, value in (("(?P<", ")", "countries"), ("<", ">", "statements")):
        while start in path:
            head, _start, rest = path.partition(start)
            path = head + value + rest.partition(end)[2]
    return "/" + path.replace("^", "").replace("$", "").replace("\\", "")


def test_there_are_private_and_public_routes():
    assert len([r for r in ROUTES if r.is_private]) > 50
    assert len([r for r in ROUTES if not r.is_private]) > 15


@pytest.mark.parametrize("route", [r for r in ROUTES if r.is_private], ids=lambda r: r.pattern)
def test_private_route_refuses_strangers(route):
    address = example_of(route)
    if address in OPEN_DOORS:
        pytest.skip("a door")
    plain = Client()
    plain.force_login(builders.a_person())
    for client in (Client(), plain):
        response = client.get(address)
        assert response.status_code in (302, 403, 404), (address, response.status_code)
        if response.status_code == 302:
            assert response.headers["Location"].startswith("/admin/login/") or "logout" in address
    assert plain.post(address).status_code in (302, 403, 404, 405)


def test_public_routes_are_those_outside_the_private_folders():
    named = {r.name for r in ROUTES if not r.is_private}
    assert "home" in named
    assert not [name for name in named if name.startswith(("report", "admin"))]
    assert PRIVATE == ("admin/", "staff/")


@pytest.mark.parametrize(
    "route", [r for r in ROUTES if not r.is_private and not r.has_parameters], ids=lambda r: r.name
)
def test_public_route_is_readable_by_anyone_and_sets_no_cookie(route):
    reply = fetch(Client(), f"/{route.pattern}")
    allowed = {200, 302} if route.name in FOR_STAFF_OUTSIDE else {200, 400}  # a comparison of nothing is refused
    assert reply.status in allowed
    assert reply.status != 400 or reply.address == "/compare.csv"
    assert reply.cookies == (["csrftoken"] if route.name in FORMS else [])


def test_styleguide_is_for_staff(client, settings):
    assert client.get("/styleguide/").headers["Location"] == "/admin/login/?next=/styleguide/"
    client.force_login(builders.a_person())
    assert client.get("/styleguide/").status_code == 302
    client.force_login(builders.an_editor())
    assert problems(client.get("/styleguide/").text) == []
    settings.DEBUG = True
    assert problems(Client().get("/styleguide/").text) == []


def test_empty_atlas_keeps_the_html_contract():
    site = walk(Client(), "/")
    assert {a: r.status for a, r in site.replies.items() if r.status != 200} == {}
    assert len(site.pages) > 8
    found = {page.address: wrong for page in site.pages if (wrong := problems(page.document))}
    assert not found, "\n".join(f"{address}: {wrong}" for address, wrong in found.items())


@pytest.mark.parametrize("address", ["/nowhere/", "/countries/atlantis/", "/themes/atlantis/", "/ethics/atlantis/"])
def test_missing_page_shows_ways_on(client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert problems(response.text) == []
    assert 'href="/countries/"' in response.text


def test_address_without_its_slash_is_sent_on(client):
    assert client.get("/countries").headers["Location"] == "/countries/"


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_public_can_be_changed(method):
    client = Client(enforce_csrf_checks=True)
    for address in ("/", "/countries/", "/compare/", "/countries.csv", "/sources/", "/ethics/withdraw/"):
        assert getattr(client, method)(address).status_code in (403, 405), address


def test_every_named_route_can_be_reversed():
    for route in ROUTES:
        if route.name and not route.is_private and not route.has_parameters:
            try:
                assert reverse(route.name) == f"/{route.pattern}"
            except NoReverseMatch:
                pytest.fail(f"{route.name} cannot be reversed")
