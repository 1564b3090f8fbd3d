"""What every answer says to browsers and to other sites; checked at one address of each route."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from gtlead.serving.headers import FEATURES, is_open
from tests.crawl import routes
from tests.gtlead.test_parameters import PLACES
from tests.gtlead.test_urls import example_of

pytestmark = pytest.mark.django_db

ADDRESSES = sorted({PLACES.get(route.name) or example_of(route) for route in routes() if not route.is_private})
PRIVATE = ["/admin/", "/admin/login/", "/admin/gtlead/source/", "/staff/", "/staff/second-factor/", "/staff/review/"]


@pytest.mark.parametrize("address", [*ADDRESSES, *PRIVATE, "/nowhere/", "/?x=1", "/static/css/site.css"])
def test_every_answer_is_guarded(client, address):
    response = client.get(address)
    response.close()
    headers = response.headers
    policy = headers["Permissions-Policy"]
    assert [feature for feature in FEATURES if f"{feature}=()" not in policy] == []
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "data:" not in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    if is_open(address):
        assert (headers["Access-Control-Allow-Origin"], headers["Cross-Origin-Resource-Policy"]) == (
            "*",
            "cross-origin",
        )
    else:
        assert "Access-Control-Allow-Origin" not in headers
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("address", "open_"),
    [
        *((address, True) for address in ("/therapies.csv", "/therapies.json", "/data/gtlead.zip", "/changes.atom")),
        *((address, True) for address in ("/charts/map.svg", "/charts/map.png", "/sitemap.xml")),
        *((address, False) for address in ("/", "/therapies/", "/staff/a.csv", "/admin/a.json", "/static/a.svg")),
        ("/healthz", False),
    ],
)
def test_open_data_is_for_the_programs_of_all_sites(address, open_):
    assert is_open(address) is open_


def test_kept_page_says_the_same_as_a_new_one(client):
    first, second = client.get("/countries.csv"), client.get("/countries.csv")
    assert first.headers["Access-Control-Allow-Origin"] == second.headers["Access-Control-Allow-Origin"] == "*"
    assert second.headers["Permissions-Policy"] == first.headers["Permissions-Policy"]


@pytest.mark.parametrize(
    "address", ["/", "/countries/", "/countries.csv", "/charts/map.svg", "/changes.atom", *PRIVATE]
)
def test_what_somebody_signed_in_reads_is_kept_nowhere(reviewer_client, address):
    policy = reviewer_client.get(address).headers["Cache-Control"]
    assert "private" in policy
    assert "no-store" in policy


@pytest.mark.parametrize("contact", ["", "mailto:security@atlas.example"])
def test_weaknesses_are_reported_to_somebody(settings, contact):
    settings.SECURITY_CONTACT = contact
    response = Client().get("/.well-known/security.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in response.text.splitlines())
    assert fields["Contact"] == (contact or "http://testserver/about/#corrections")
    assert fields["Canonical"] == "http://testserver/.well-known/security.txt"
    assert fields["Expires"] == f"{timezone.localdate() + timedelta(days=180)}T00:00:00Z"
