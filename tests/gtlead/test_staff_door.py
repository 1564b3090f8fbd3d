"""Staff pages ask for staff status, wherever a session came from."""

import re
from copy import copy

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from tests import builders
from tests.crawl import Route, routes
from tests.gtlead.test_accounts import LOGIN, PASSWORD
from tests.gtlead.test_urls import example_of

pytestmark = pytest.mark.django_db

PAGES = [route for route in routes() if route.pattern.startswith("staff/")]
# The dashboard, the ways to a form, the review and the second factor lead others to the sign-in; the rest refuse.
LEADS_TO_THE_SIGN_IN = re.compile("staff/(review/.*|second-factor/.*|find/|edit/.*)?$")


def address_of(route):
    """An address that resolves, whether its record exists or not."""
    return example_of(Route(route.name, re.sub("<int:[a-z]+>", "1", route.pattern)))


@pytest.fixture
def somebody():
    """A member of the staff with every permission."""
    user = builders.an_editor()
    user.user_permissions.set(Permission.objects.all())
    return user


def what_is_wrong(client, route, lost):
    """How the page answers, if it is not as it should be."""
    address = address_of(route)
    is_led = lost == "is_active" or LEADS_TO_THE_SIGN_IN.match(route.pattern)
    expected = (302, f"/admin/login/?next={address}") if is_led else (403, None)
    answers = [ask(address) for ask in (client.get, client.post)]
    found = [(answer.status_code, answer.headers.get("Location")) for answer in answers]
    return found if found != [expected] * 2 else None


@pytest.mark.parametrize("lost", ["is_staff", "is_active"])
def test_who_stopped_being_staff_sees_no_page_of_the_staff(somebody, lost):
    client = Client()
    client.force_login(somebody, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/staff/").status_code == 200
    session = client.cookies
    setattr(somebody, lost, False)
    somebody.save()
    found = {}
    for route in PAGES:
        client.cookies = copy(session)
        if wrong := what_is_wrong(client, route, lost):
            found[route.pattern] = wrong
    assert found == {}


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
def test_refused_next_leads_to_the_dashboard(editor, client, place):
    typed = {"username": editor.username, "password": PASSWORD, "next": place}
    response = client.post(LOGIN, typed)
    assert response.status_code == 302
    expected = place if place.startswith("/accounts") else "/staff/"
    assert response.headers["Location"] == expected
