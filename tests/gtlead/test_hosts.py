"""No host and no port is repeated in links unless it is listed."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def public_site(settings):
    """A site on the Internet."""
    settings.IS_LOCAL = False
    settings.ALLOWED_HOSTS = ["atlas.example"]
    settings.ALLOWED_PORTS = {"8443"}


@pytest.mark.parametrize("address", ["/", "/sitemap.xml", "/changes.atom", "/charts/map.svg", "/healthz", "/admin/"])
@pytest.mark.parametrize(
    "host", ["atlas.example:1234", "evil.example", "atlas.example:8443.evil.example", "atlas.example:"]
)
def test_unlisted_host_or_port_is_refused(public_site, address, host):
    response = Client().get(address, headers={"host": host})
    if host == "atlas.example:":
        assert "atlas.example:/" not in response.text
        return
    assert response.status_code == 400
    assert "1234" not in response.text
    assert "evil" not in response.text


@pytest.mark.parametrize("host", ["atlas.example", "atlas.example:443", "atlas.example:80", "atlas.example:8443"])
def test_listed_host_is_answered(public_site, host):
    response = Client().get("/sitemap.xml", headers={"host": host})
    assert response.status_code == 200
    assert f"<loc>http://{host}/" in response.text


def test_site_of_this_machine_is_asked_by_any_port():
    assert Client().get("/", headers={"host": "localhost:5000"}).status_code == 200
