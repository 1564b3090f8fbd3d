"""All that readers reach in the small world, read once: it answers, costs no row by row, and tells nothing hidden."""

import gzip
import io
import re
import zipfile
from unittest import mock
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import models
from django.db.models.fetch_modes import FetchPeers
from django.test import Client, override_settings

from gtlead.publication.content_version import raise_version
from gtlead.sources.querysets import CITED
from tests import builders as a
from tests.conftest import on_stage
from tests.crawl import FOR_MACHINES, Reply, Site, fetch, routes, walk
from tests.world import add_secrets, world_of_readers

pytestmark = pytest.mark.django_db

HIDDEN = "clandestine"
HTMX = {"HX-Request": "true"}
HISTORY = {"/changes/", "/changes.atom"}  # they count what was saved as published, its parents left aside
# Addresses that no link names, but a reader may type.
TYPED = (
    "/countries/?q=japan",
    "/countries/?theme=regulation&modality=car-t",
    "/countries.json?sort=-therapies",
    "/therapies/?modality=aav-in-vivo",
    "/timeline/?country=japan",
    "/sources/?kind=law",
    "/compare/?country=germany&country=japan&country=south-korea&differences=1",
    "/compare.csv?country=germany&country=japan&country=united-kingdom&theme=regulation",
)


@pytest.fixture(scope="module")
def names(django_db_setup, django_db_blocker):
    """The small world, and what readers wrote; use with `db`."""
    with on_stage(world_of_readers, django_db_blocker) as names:
        yield names


@pytest.fixture(scope="module", autouse=True)
def one_second():
    """Pages name the second they were made in."""
    with time_machine.travel("2026-11-23 12:00:00+00:00", tick=False):
        yield


class OnlySources(FetchPeers):
    """Brings the sources of all that were listed together, as pages count on, and nothing else."""

    def fetch(self, fetcher, instance):
        mode = super() if fetcher is CITED else models.FETCH_RAISE
        mode.fetch(fetcher, instance)


@pytest.fixture(scope="module")
def site(names, one_second, django_db_blocker, tmp_path_factory) -> Site:
    """All that links lead to, read once; what saves readers when a page forgets to fetch (FETCH_PEERS) is an error."""
    with (
        django_db_blocker.unblock(),
        override_settings(STATE_DIR=tmp_path_factory.mktemp("state")),
        mock.patch.object(models, "FETCH_PEERS", OnlySources()),
    ):
        raise_version()  # so that the moment since which all is public is the same with secrets and without
        return walk(Client(), "/", *TYPED)


def text_of(reply: Reply) -> str:
    """What a reader gets, unpacked, without what moves anyway: the content version and the tokens of forms."""
    body = reply.body
    if reply.address.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"".join(name.encode() + packed.read(name) for name in sorted(packed.namelist()))
    elif body[:2] == b"\x1f\x8b":
        body = gzip.decompress(body)
    body = re.sub(rb'(name="(csrfmiddlewaretoken|ticket)" value=")[^"]+', rb"\1", body)
    return re.sub(rb"([Vv]ersion\W+(itemprop\W+version\W+)?)\d+", rb"\1", body).decode("utf-8", "replace")


def leaks(replies: dict[str, Reply]) -> dict[str, str]:
    """The first hidden word of each reply that has one."""
    found = {}
    for address, reply in replies.items():
        text = text_of(reply).lower()
        if HIDDEN in text:
            at = text.index(HIDDEN)
            found[address] = " ".join(text[max(0, at - 80) : at + 40].split())
    return found


def test_no_page_asks_for_a_related_row_by_itself(site):
    broken = {address: reply.text[:300] for address, reply in site.replies.items() if reply.status != 200}
    assert not broken, "\n".join(f"{address}: {text}" for address, text in broken.items())
    assert len([page for page in site.pages if page.route == "source"]) > 5


def test_every_address_of_the_sitemap_answers(site):
    root = ElementTree.fromstring(fetch(Client(), "/sitemap.xml").body)  # noqa: S314 - our own text
    named = [element.text for element in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    addresses = [address.removeprefix("http://testserver") for address in named]
    assert len(addresses) > 50
    answers = {address: site.replies.get(address) or fetch(Client(), address) for address in addresses}
    assert {address: reply.status for address, reply in answers.items() if reply.status != 200} == {}


def test_all_pages_are_there_for_everybody(site):
    """What a stranger can read of each route, plain users and staff can read too."""
    public = {route.name for route in routes() if not route.is_private} - FOR_MACHINES
    one_of_each = {reply.route: reply.address for reply in site.replies.values()}
    assert public - set(one_of_each) == {"as-it-was"}  # nothing changed there
    for person in (a.a_person(), a.an_editor()):
        client = Client()
        client.force_login(person)
        answers = {address: fetch(client, address).status for address in one_of_each.values()}
        assert {address: status for address, status in answers.items() if status != 200} == {}


def test_pages_do_not_change_by_anything_unpublished(names, site):
    """Byte for byte the same, so that no count, facet, order or link betrays what is there."""
    add_secrets(names)
    after = walk(Client(), "/", *TYPED)
    assert not leaks(after.replies), "\n".join(f"{address}: …{text}" for address, text in leaks(after.replies).items())
    assert set(after.replies) == set(site.replies)
    changed = [a for a, reply in after.replies.items() if text_of(reply) != text_of(site.replies[a])]
    assert set(changed) <= HISTORY


def test_nothing_unapproved_is_found_anywhere(site):
    """In no page, download, route or fragment that is public, by no search, and at no address somebody may guess."""
    replies = dict(site.replies)
    for page in site.pages:
        if any("hx-get" in element.attributes for element in page.document.elements):
            replies[f"{page.address} by htmx"] = fetch(Client(), page.address, **HTMX)
    guesses = [
        f"/data/{name}.{kind}"
        for name in ("contributions", "contribution", "moderation", "reports")
        for kind in ("csv", "json")
    ]
    queries = ("state=pending", "page=2", "argument=x", "preview=1", "all=1")
    guesses += [f"/ethics/embryos/contributions/?{query}" for query in queries]
    guesses += [f"/{route.pattern}" for route in routes() if not route.is_private and not route.has_parameters]
    replies |= {address: fetch(Client(), address) for address in guesses if address not in replies}
    assert len(replies) > 60
    assert "An approved opinion." in replies["/ethics/embryos/contributions/"].text
    assert leaks(replies) == {}
    for words in (HIDDEN, "reader"):
        found = fetch(Client(), f"/search/?q={words}").text
        assert f"{HIDDEN} words" not in found.lower()
        assert f"{HIDDEN} name" not in found.lower()
