"""One list, four faces: page, fragment, CSV and JSON show the same rows, and say the same of a wrong address."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from urllib.parse import parse_qsl, urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gtlead.lists import listing
from tests import builders
from tests.conftest import on_stage
from tests.html import Document, Element
from tests.world import public_world

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
WORDS = ("japan", "alpha", "AAV", "adeno-associated virus", "no such thing", "Ünï-codé", "<b>&\"'", "厚生", "source 1")


@dataclass(frozen=True)
class ListPage:
    """A list, and how its rows are told on the page and in its downloads."""

    path: str
    rows: Callable[[Document], list[str]]
    formats: tuple[str, ...] = ("csv", "json")

    @property
    def stem(self) -> str:
        return self.path.rstrip("/")

    def __str__(self) -> str:
        return self.stem


def slug_in(element: Element) -> str:
    """The slug in the first link of a row."""
    return element.all("a")[0].get("href").rstrip("/").rpartition("/")[2]


LISTS = (
    ListPage("/countries/", lambda page: [slug_in(e) for e in page.by_class("country-card")]),
    ListPage("/therapies/", lambda page: [slug_in(li) for ol in page.by_class("therapy-list") for li in ol.elements]),
    ListPage("/sources/", lambda page: [slug_in(li) for ol in page.by_class("source-list") for li in ol.elements]),
    ListPage("/timeline/", lambda page: [e.get("id") for e in page.by_class("fact")], ("csv",)),
)
each_list = pytest.mark.parametrize("one", LISTS, ids=str)


@pytest.fixture(scope="module", autouse=True)
def world(django_db_setup, django_db_blocker):
    """The small world for all tests of this module."""
    with on_stage(public_world, django_db_blocker):
        yield


@cache
def got(address: str, *, htmx: bool = False) -> str:
    """What a stranger is answered, read once: the world of this module stays as it is."""
    return str(Client().get(address, headers=HTMX if htmx else {}).text)


@cache
def page_at(address: str, *, htmx: bool = False) -> Document:
    """The same, parsed."""
    return Document(got(address, htmx=htmx))


def choices_of(page: Document) -> list[tuple[str, str]]:
    """What the page's own form offers: pairs of parameter and value."""
    form = next(e for e in page.all("form") if "filter-form" in e.get("class").split())
    boxes = [(e.get("name"), e.get("value")) for e in form.all("input") if e.get("type") in ("checkbox", "radio")]
    selects = [(s.get("name"), o.get("value")) for s in form.all("select") for o in s.all("option")]
    return [(name, value) for name, value in boxes + selects if name and value]


def a_query(data: st.DataObject, page: Document) -> str:
    """A filtered address as a reader's clicks would make it."""
    single = {s.get("name") for s in page.all("select")} | {
        e.get("name") for e in page.all("input") if e.get("type") == "radio"
    }
    chosen = data.draw(st.lists(st.sampled_from(choices_of(page)), max_size=4, unique=True))
    chosen = [(n, v) for i, (n, v) in enumerate(chosen) if n not in single or n not in dict(chosen[:i])]
    words = data.draw(st.sampled_from([None, None, *WORDS]))
    return urlencode(chosen + ([("q", words)] if words else []))


def all_rows(one: ListPage, query: str, *, htmx: bool = False) -> list[str]:
    """The rows of all pages, along the links to the next page."""
    found: list[str] = []
    address = f"?{query}"
    while address:
        page = page_at(one.path + address, htmx=htmx)
        found += one.rows(page)
        following = [a.get("href") for a in page.all("a") if a.get("rel") == "next"]
        address = following[0] if following else ""
    return found


def downloaded(client, one: ListPage, query: str, *formats: str) -> dict[str, list[str]]:
    """The identifiers in each download."""
    found = {}
    for name in formats or one.formats:
        response = client.get(f"{one.stem}.{name}?{query}")
        assert response.status_code == 200, (name, query)
        if name == "csv":
            text = response.getvalue().decode("utf-8-sig")
            rows = list(csv.reader(io.StringIO(text, newline="")))[1:]
            assert int(response.headers["X-Total-Count"]) == len(rows)
            found[name] = [row[0] for row in rows]
        else:
            body = json.loads(response.content)
            assert body["count"] == len(body["results"])
            assert sorted(parse_qsl(body["filter"])) == sorted(parse_qsl(query))
            found[name] = [next(iter(row.values())) for row in body["results"]]
    return found


@each_list
@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_all_faces_show_the_same_rows(client, one, data):
    query = a_query(data, page_at(one.path))
    rows = all_rows(one, query)
    assert all_rows(one, query, htmx=True) == rows
    assert downloaded(client, one, query) == dict.fromkeys(one.formats, rows)
    assert page_at(f"{one.path}?{query}").by_id("result-status").text.startswith(f"{len(rows)} of ")
    restored = client.get(f"{one.path}?{query}", headers=HTMX | {"HX-History-Restore-Request": "true"})
    assert restored.text == got(f"{one.path}?{query}")


@each_list
def test_list_shows_something(one):
    assert len(all_rows(one, "")) > 3


@each_list
def test_count_beside_an_option_is_what_choosing_it_alone_would_leave(client, one):
    for base in ("", first_choice(one)):
        page = page_at(f"{one.path}?{base}")
        options = [
            (box.get("name"), box.get("value"), count_beside(box))
            for box in page.all("input")
            if box.get("type") == "checkbox" and box.parent.tag == "label"
        ]
        assert options
        for name, value, count in options:
            if count is not None:
                kept = [(n, v) for n, v in parse_qsl(base) if n != name]
                rows = downloaded(client, one, urlencode([*kept, (name, value)]), "csv")["csv"]
                assert len(rows) == count, (base, name, value)


def first_choice(one: ListPage) -> str:
    return urlencode([choices_of(page_at(one.path))[0]])


def count_beside(box: Element) -> int | None:
    """The number beside an option."""
    counts = [e.text for e in box.parent.elements if "count" in e.get("class").split()]
    return int(counts[0]) if counts else None


@each_list
@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("regoin=europe", "regoin"),
        ("q=x&source=mail", "source"),
        ("sort=price", "sort"),
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=one", "page"),
        ("page=1e3", "page"),
        ("page=99999999999999999999", "page"),
        ("page=２", "page"),
        ("q=a&q=b", "q"),
        ("q=%00", "q"),
        ("q=" + "x" * 201, "q"),
        ("Q=japan", "Q"),
    ],
)
def test_what_nobody_knows_is_named_and_no_list_is_shown(client, one, query, name):
    response = client.get(f"{one.path}?{query}")
    page = Document(response.text)
    assert response.status_code == 200
    assert one.rows(page) == []
    assert page.by_id("result-status").text == "No list: the address asks for something unknown."
    assert [e.text for e in page.all("code")] == [name]
    assert client.get(f"{one.path}?{query}", headers=HTMX).text.count(f"<code>{name}</code>") == 1
    for kind in one.formats:
        download = client.get(f"{one.stem}.{kind}?{query}")
        assert download.status_code == 400
        assert (name in download.json()["errors"]) if kind == "json" else download.text.startswith(f"{name}: ")


@each_list
def test_unknown_value_of_every_choice_is_named(client, one):
    names = {name for name, _value in choices_of(page_at(one.path))}
    assert names
    for name in sorted(names):
        page = Document(client.get(f"{one.path}?{name}=atlantis").text)
        assert one.rows(page) == []
        assert [e.text for e in page.all("code")] == [name]
        assert client.get(f"{one.stem}.csv?{name}=atlantis").status_code == 400


@each_list
def test_wrong_values_are_escaped(client, one):
    for query in ("region=<script>alert(1)</script>", "<script>=1", "q=<script>alert(1)</script>", "sort=<b>"):
        text = client.get(f"{one.path}?{query}").text
        assert "<script>alert" not in text
        assert "<script>=" not in text


@each_list
def test_page_beyond_the_end_is_a_message(client, one):
    page = Document(client.get(f"{one.path}?page=99").text)
    assert one.rows(page) == []
    assert "There is no page 99." in page.by_id("results").text


def test_long_list_is_cut_into_pages_that_keep_the_filter(client):
    country = builders.a_country(sources=[builders.a_source(kind="payer") for _ in range(listing.PER_PAGE + 1)])
    assert country.sources.count() == 51
    one = LISTS[2]
    page = Document(client.get("/sources/?kind=payer").text)
    assert len(one.rows(page)) == listing.PER_PAGE
    assert [a.get("href") for a in page.all("a") if a.get("rel") == "next"] == ["?kind=payer&page=2"]
    assert "Page 1 of 2" in page.by_id("results").text
    last = Document(client.get("/sources/?kind=payer&page=2").text)
    assert len(one.rows(last)) == 1
    assert [a.get("href") for a in last.all("a") if a.get("rel") == "prev"] == ["?kind=payer&page=1"]
    assert len(client.get("/sources.json?kind=payer&page=2").json()["results"]) == 51


@each_list
def test_chip_takes_its_filter_away(one):
    name, value = choices_of(page_at(one.path))[0]
    page = page_at(f"{one.path}?{name}={value}&q=a")
    chips = [a.get("href") for ul in page.by_class("chips") for a in ul.all("a")]
    assert {tuple(parse_qsl(chip.partition("?")[2])) for chip in chips} == {(("q", "a"),), ((name, value),)}


@each_list
def test_empty_parameters_ask_for_nothing(one):
    assert all_rows(one, "q=") == all_rows(one, "")
    assert page_at(f"{one.path}?q=").by_class("chips") == []
