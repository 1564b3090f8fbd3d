"""A short part of `make fuzz`, and every request that ever failed there, through the test client."""

from functools import cache

import pytest
from django.apps import apps
from django.test import Client

from tests import builders
from tests.fuzzing import PEOPLE, Ask, Known, Reply, asks, explore, failed_before, faults, put

pytestmark = pytest.mark.django_db

NUMBER, EXPLORED = 70, 20
SEED = 20261129


class TestClientSite:
    """The site without its server."""

    __test__ = False

    def __init__(self):
        makers = {"editor": builders.an_editor, "reviewer": builders.a_reviewer, "superuser": builders.a_superuser}
        self.clients = {who: Client(raise_request_exception=False) for who in PEOPLE}
        for who, make in makers.items():
            self.clients[who].force_login(make())

    def send(self, who, method, address, headers, body):
        """The answer, a stream read to its end."""
        kind = headers.get("Content-Type", "application/octet-stream")
        extra = {name: value for name, value in headers.items() if name != "Content-Type"}
        client = self.clients[who]
        path, _mark, query = address.partition("?")
        if "Cookie" in extra:
            extra["Cookie"] = "; ".join([*(f"{n}={c.value}" for n, c in client.cookies.items()), extra["Cookie"]])
        response = client.generic(method, path, body, kind, headers=extra, QUERY_STRING=query)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        return Reply(
            response.status_code,
            {name.lower(): value for name, value in response.headers.items()},
            content.decode("utf-8", "replace"),
        )


@pytest.fixture
def site(world_with_secrets):
    return TestClientSite()


@cache
def known_of_the_world():
    """What a short walk finds, which is the same for all tests; and a row of each kind, for its form in the admin."""
    known = Known()
    site = TestClientSite()
    for who in ("", "superuser"):
        explore(site, who, known, EXPLORED)
    for model in apps.get_models():
        if model._meta.app_label in ("countries", "themes", "gtlead") and (row := model._base_manager.first()):
            beginning = f"admin/{model._meta.app_label}/{model._meta.model_name}/"
            known.parts[f"{beginning}<path:object_id>/change/"] = [{"object_id": str(row.pk)}]
    return known


def test_what_nobody_should_send_is_answered(site):
    known = known_of_the_world()
    wrong = {ask.as_line(): faults(ask, put(ask, site, known)) for ask in asks(SEED, NUMBER, known)}
    assert not any(wrong.values()), "\n".join(f"{line}\n  {found}" for line, found in wrong.items() if found)


@pytest.mark.parametrize("ask", failed_before(), ids=Ask.as_line)
def test_what_failed_once_is_answered(site, ask):
    assert faults(ask, put(ask, site, known_of_the_world())) == []
