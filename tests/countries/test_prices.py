"""Prices side by side, in their own currency and in one."""

import csv

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import builders as a
from tests.html import Document, problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def prices():
    usa, japan = a.a_country(name="United States"), a.a_country(name="Japan", slug="japan")
    therapy = a.a_therapy(brand="Alpha")
    given = {"therapy": therapy, "price_year": 2023, "price_kind": "list"}
    a.a_funding(country=usa, price=3_000_000, currency="USD", price_unit="course", **given)
    a.a_funding(country=japan, price=1_000_000, currency="JPY", price_unit="vial", **given)
    a.a_funding(country=japan, therapy=therapy)


def test_price_stands_beside_what_it_comes_to(client, prices):
    page = Document(client.get(reverse("prices"), {"currency": "JPY"}).text)
    cells = [[" ".join(cell.text.split()) for cell in row.all("td")][1:3] for row in page.all("tr")[1:]]
    assert ["As published 3,000,000 USD a course of treatment", "JPY about 422,000,000"] in cells
    assert ["As published 1,000,000 JPY a vial", "JPY 1,000,000"] in cells
    assert len(cells) == 2
    assert problems(page) == []


def test_downloads_have_the_same_rows(client, prices):
    table = client.get(reverse("prices-csv"), {"country": "japan", "currency": "USD"}).getvalue().decode("utf-8-sig")
    [row] = csv.DictReader(table.splitlines())
    assert (row["price"], row["currency"], row["price_converted"], row["converted_to"]) == (
        "1000000", "JPY", "7110", "USD",
    )  # fmt: skip
    assert client.get(reverse("prices-json"), {"q": "alpha"}).json()["count"] == 2


@pytest.mark.parametrize("query", [{"currency": "XXX"}, {"kind": "odd"}, {"country": "nowhere"}, {"odd": "1"}])
def test_what_is_not_known_is_named(client, prices, query):
    assert client.get(reverse("prices-csv"), query).status_code == 400
    assert client.get(reverse("prices"), query).context["listing"].errors.keys() == query.keys()


def test_queries_do_not_grow_with_the_prices(client, prices, django_assert_num_queries):
    client.get(reverse("prices"), {"currency": "USD"})
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("prices"), {"currency": "GBP"})
    a.a_funding(price=5, currency="EUR", price_year=2020, price_kind="list", price_unit="course")
    with django_assert_num_queries(len(queries)):
        client.get(reverse("prices"), {"currency": "KRW"})
