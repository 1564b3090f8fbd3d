"""Kept pages: as they were rendered, dropped by any change, never anybody's own."""

import gzip
import re

import brotli
import pytest
import time_machine
from django.core.cache import cache
from django.http import HttpResponse
from django.template import Template
from django.test import Client
from django.test.signals import template_rendered

from gtlead.publication import page_cache
from gtlead.publication.page_cache import LONGEST_QUERY, STORE
from gtlead.publication.page_store import OVERHEAD, KeptPage, PageKey, PageStore, keep_page
from tests import builders

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def rendered():
    """The templates rendered so far."""
    names = []

    def note(template: Template, **kwargs):
        names.append(template.name)

    template_rendered.connect(note)
    yield names
    template_rendered.disconnect(note)


@pytest.fixture
def theme():
    return builders.a_theme(name="A theme of its own")


def is_kept(client, address, rendered, **kwargs):
    client.get(address, **kwargs)
    rendered.clear()
    client.get(address, **kwargs)
    return rendered == []


def test_second_reader_costs_one_query_and_no_rendering(client, theme, rendered, django_assert_num_queries):
    first = client.get("/themes/")
    assert rendered
    rendered.clear()
    with django_assert_num_queries(1):  # the content version
        second = Client().get("/themes/")
    assert rendered == []
    assert second.content == first.content
    assert "A theme of its own" in second.text
    assert second.headers["Content-Type"] == first.headers["Content-Type"]


@time_machine.travel("2026-11-23 12:00Z", tick=False)  # a page says in which second it was made
@pytest.mark.parametrize("kind", ["save", "list", "delete", "new"])
def test_any_change_drops_all_kept_pages(client, theme, kind):
    statement = builders.a_statement()
    other = builders.a_source()
    old = client.get("/themes/").headers["ETag"]
    theme.name = "Another name"
    changes = {
        "save": theme.save,
        "list": lambda: statement.sources.add(other),
        "delete": statement.delete,
        "new": builders.a_theme,
    }
    changes[kind]()
    response = client.get("/themes/")
    changed = kind in ("save", "new")
    assert ("Another name" in response.text) is (kind == "save")
    assert (response.headers["ETag"] != old) is changed


def test_list_change_is_rendered_anew(client, rendered):
    statement = builders.a_statement()
    address = statement.get_absolute_url().partition("#")[0]
    client.get(address)
    statement.sources.set([builders.a_source(title="A quite different document")])
    assert "A quite different document" in client.get(address).text


def test_signed_in_readers_pass_by(client, theme, rendered):
    client.get("/themes/")
    client.force_login(builders.an_editor())
    rendered.clear()
    response = client.get("/themes/")
    assert rendered
    assert "ETag" not in response.headers


def test_page_of_a_signed_in_reader_is_not_kept_for_others(client, theme, rendered):
    client.force_login(builders.an_editor())
    client.get("/themes/")
    rendered.clear()
    Client().get("/themes/")
    assert rendered


@pytest.mark.parametrize("address", ["/themes/", "/countries/", "/compare/", "/"])
def test_pages_are_kept_with_and_without_parameters(client, address, rendered):
    assert is_kept(client, address, rendered)


def test_parameters_make_another_page(client, rendered):
    builders.a_country(name="Japan", region="east-asia")
    client.get("/countries/")
    rendered.clear()
    assert "0 of 1" in client.get("/countries/?region=europe").text
    assert rendered
    assert "1 of 1" in client.get("/countries/?region=east-asia").text


def test_fragment_and_page_are_kept_apart(client, theme):
    builders.a_country()
    whole = client.get("/countries/").text
    fragment = client.get("/countries/", headers=HTMX).text
    assert "<html" in whole
    assert "<html" not in fragment
    assert client.get("/countries/", headers=HTMX).text == fragment
    assert client.get("/countries/").text == whole
    assert client.get("/countries/", headers=HTMX | {"HX-History-Restore-Request": "true"}).text == whole


def test_hosts_are_kept_apart(client, settings):
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    builders.a_country()
    for host in settings.ALLOWED_HOSTS:
        assert f"http://{host}/countries/" in client.get("/countries/", headers={"Host": host}).text


def test_reader_who_has_the_page_gets_304(client, theme):
    etag = client.get("/themes/").headers["ETag"]
    response = client.get("/themes/", headers={"If-None-Match": etag})
    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["ETag"] == etag
    assert "HX-Request" not in etag
    builders.a_theme()
    assert client.get("/themes/", headers={"If-None-Match": etag}).status_code == 200


def test_304_says_nothing_of_a_body():
    page = keep_page([("Content-Type", "text/csv"), ("Content-Disposition", "attachment"), ("Vary", "Cookie")], b"a,b")
    assert page.answer(accepted="gzip", known=page.etag, is_head=False) == (
        304,
        [("vary", "Cookie"), ("etag", page.etag)],
        b"",
    )


def test_first_reader_gets_an_etag_too(client, theme):
    first, second = client.get("/themes/"), client.get("/themes/")
    assert first.headers["ETag"] == second.headers["ETag"]
    assert first.headers["Cache-Control"] == second.headers["Cache-Control"] == "public, max-age=0, must-revalidate"


UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}


@pytest.mark.parametrize("visit", ["first", "second"])
@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate, br;q=0", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("", ""),
        ("br", "br"),
        ("identity", ""),
        ("gzip;q=0", ""),
        ("gzip;q=0.000", ""),
        ("gzip;q=1.2.3", ""),
        ("*;q=0", ""),
        ("br," + " " * 1000, ""),
    ],
)
def test_packed_for_those_who_can_unpack(client, theme, accepted, encoding, visit):
    plain = client.get("/themes/").content
    if visit == "first":
        cache.clear()
        STORE.clear()
    response = client.get("/themes/", headers={"Accept-Encoding": accepted})
    assert int(response.headers["Content-Length"]) == len(response.content)
    assert "Accept-Encoding" in response.headers["Vary"]
    assert response.headers.get("Content-Encoding", "") == encoding
    assert UNPACK[encoding](response.content) == plain


@pytest.mark.parametrize("first", ["br", "gzip", ""])
def test_page_is_packed_only_as_it_is_asked_for_and_every_form_is_the_same_text(first):
    page = keep_page([], b"a text", first)
    assert list(page.bodies) == [first or "gzip"]
    for encoding, unpack in UNPACK.items():
        assert unpack(page.body(encoding)) == b"a text"


def test_head_is_the_page_without_its_body(client, theme):
    page = client.get("/themes/")
    head = client.head("/themes/")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == page.headers["ETag"]
    assert head.headers["Content-Length"] == page.headers["Content-Length"]


def test_head_first_does_not_empty_the_page(client, theme):
    client.head("/themes/")
    assert "A theme of its own" in client.get("/themes/").text


def test_post_is_not_answered_from_the_kept_page(client, theme, rendered):
    client.get("/themes/")
    rendered.clear()
    client.post("/themes/")
    assert rendered


def test_long_query_is_not_kept(client, rendered):
    assert not is_kept(client, "/countries/?q=" + "x" * LONGEST_QUERY, rendered)
    assert is_kept(client, "/countries/?q=" + "x" * 100, rendered)


@pytest.mark.parametrize("address", ["/countries/atlantis/", "/countries.csv?region=atlantis", "/nowhere/"])
def test_errors_are_not_kept(client, address):
    client.get(address)
    response = client.get(address)
    assert response.status_code in (400, 404)
    assert "ETag" not in response.headers


def test_missing_page_is_there_as_soon_as_it_is_published(client):
    country = builders.a_country(state="draft")
    assert client.get(country.get_absolute_url()).status_code == 404
    country.state = "published"
    country.save()
    assert client.get(country.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/styleguide/", "/admin/login/"])
def test_what_is_private_is_not_kept(client, address):
    client.get(address)
    assert "ETag" not in client.get(address).headers


def test_kept_page_carries_the_safety_headers(client, theme):
    for _visit in range(2):
        headers = client.get("/themes/").headers
        assert headers["Content-Security-Policy"].startswith("default-src 'self'")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"


def test_no_page_sets_a_cookie(client, theme):
    for _visit in range(2):
        assert client.get("/themes/").cookies == {}


def test_page_is_the_same_at_any_second_and_in_any_process(client, theme):
    with time_machine.travel("2026-11-29 12:00:00+00:00", tick=False):
        first = client.get("/themes/")
    STORE.clear()
    cache.clear()
    with time_machine.travel("2026-11-29 12:00:31+00:00", tick=False):
        second = client.get("/themes/")
    assert first.content == second.content
    assert first.headers["ETag"] == second.headers["ETag"]


def test_day_makes_another_page(client, theme, rendered):
    with time_machine.travel("2026-11-29 23:59:59+00:00", tick=False):
        client.get("/themes/")
    rendered.clear()
    with time_machine.travel("2026-11-30 00:00:01+00:00", tick=False):
        client.get("/themes/")
    assert rendered


def test_pages_dated_address_shows_it_as_soon_as_it_is_made(client):
    term = builders.a_term()
    page = client.get("/glossary/").text
    address = re.search(r"/glossary/\?edition=[\dT:Z-]+", page)[0]
    assert term.term in client.get(address).text


def test_short_download_is_kept_like_a_page(client, rendered):
    builders.a_country(name="Japan")
    first = client.get("/countries.csv")
    assert first.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert first.headers["X-Total-Count"] == "1"
    assert "Japan" in first.text
    assert client.get("/countries.csv", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_long_download_streams_and_is_known_by_its_version(client, monkeypatch):
    monkeypatch.setattr(page_cache, "MOST_GATHERED", 10)
    builders.a_country(name="Japan")
    first = client.get("/countries.csv")
    assert first.streaming
    assert "Japan" in first.getvalue().decode()
    tag = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/countries.csv", headers=tag).status_code == 304
    builders.a_country()
    assert client.get("/countries.csv", headers=tag).status_code == 200


def test_signed_in_page_is_nobody_elses(client, theme):
    client.force_login(builders.an_editor())
    assert client.get("/themes/").headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", ["/nowhere/", "/countries.csv?region=atlantis"])
def test_refusals_are_kept_by_nobody(client, address):
    assert "no-store" in client.get(address).headers["Cache-Control"]


def test_reader_with_a_message_waiting_passes_by(client, theme, rendered):
    client.get("/themes/")
    rendered.clear()
    client.cookies["messages"] = "x"
    client.get("/themes/")
    assert rendered


def test_page_that_varies_by_what_the_key_does_not_know_is_not_kept():
    response = HttpResponse("x", headers={"Vary": "HX-Request, Accept-Language"})
    assert page_cache.keep(response) is None
    assert page_cache.keep(HttpResponse("x", headers={"Vary": "HX-Request"})) is not None


def a_key(address):
    return PageKey(1, "2026-11-29", "", "localhost", address, "page")


def test_store_holds_so_many_bytes_and_lets_go_what_was_not_read_for_longest():
    store = PageStore(most_bytes=10 * (OVERHEAD + 1000))
    page = KeptPage('"x"', [], {"gzip": bytes(1000)})
    for number in range(10):
        store.put(a_key(str(number)), page)
    assert store.get(a_key("0"))
    store.put(a_key("new"), page)
    assert store.get(a_key("1")) is None
    assert store.get(a_key("0")) is store.get(a_key("new")) is page
    assert (len(store), store.bytes) == (10, store.most_bytes)


def test_store_counts_a_page_anew_when_it_grew():
    store = PageStore(most_bytes=100_000)
    page = keep_page([], b"a text " * 1000)
    store.put(a_key("a"), page)
    before = store.bytes
    page.body("")
    store.put(a_key("a"), page)
    assert store.bytes == before + 7000
    store.put(a_key("huge"), KeptPage('"x"', [], {"gzip": bytes(200_000)}))
    assert (len(store), store.bytes) == (0, 0)
