"""Staff pages ask for staff status, wherever a session came from."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from tests import builders
from tests.crawl import Route, routes
from tests.gtlead.test_accounts import LOGIN, PASSWORD
from tests.gtlead.test_urls import example_of

pytestmark = pytest.mark.django_db

PAGES = [route for route in routes() if route.pattern.startswith("staff/")]


def address_of(route):
    """An address that resolves, whether its record exists or not."""
    return example_of(Route(route.name, re.sub("<int:[a-z]+>", "1", route.pattern)))


@pytest.fixture
def somebody():
    """A member of the staff with every permission."""
    user = builders.an_editor()
    user.user_permissions.set(Permission.objects.all())
    return user


@pytest.mark.parametrize("lost", ["is_staff", "is_active"])
@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.pattern)
def test_who_stopped_being_staff_sees_no_page_of_the_staff(somebody, route, lost):
    client = Client()
    client.force_login(somebody, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/staff/").status_code == 200
    setattr(somebody, lost, False)
    somebody.save()
    for ask in (client.get, client.post):
        response = ask(address_of(route))
        assert response.status_code in ((403, 302) if lost == "is_staff" else (302,))
        assert response.headers.get("Location", "/admin/login/?next=/staff/").startswith("/admin/login/?next=/staff/")


@pytest.mark.parametrize("lost", ["is_staff", "is_active"])
def test_who_stopped_being_staff_sees_no_admin(somebody, lost):
    client = Client()
    client.force_login(somebody, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/admin/gtlead/source/").status_code == 200
    setattr(somebody, lost, False)
    somebody.save()
    assert client.get("/admin/gtlead/source/").status_code == 302


@pytest.mark.parametrize(
    "place", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/accounts/profile/x"]
)
def test_refused_next_leads_to_the_desk(editor, client, place):
    typed = {"username": editor.username, "password": PASSWORD, "next": place}
    response = client.post(LOGIN, typed)
    assert response.status_code == 302
    expected = place if place.startswith("/accounts") else "/staff/"
    assert response.headers["Location"] == expected
