"""The list of countries: each filter, each order, each card."""

import pytest

from tests import builders
from tests.html import Document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


def slugs(client, query):
    return [row["country"] for row in client.get(f"/countries.json?{query}").json()["results"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "united-kingdom germany japan south-korea"),
        ("region=east-asia", "japan south-korea"),
        ("region=europe&region=east-asia", "united-kingdom germany japan south-korea"),
        ("region=oceania", ""),
        ("theme=regulation", "germany japan south-korea"),
        ("theme=accessibility", "japan south-korea"),
        ("theme=accessibility&theme=regulation", "germany japan south-korea"),
        ("modality=aav-in-vivo", "united-kingdom germany japan south-korea"),
        ("modality=oncolytic-virus", "japan"),
        ("modality=oncolytic-virus&modality=car-t", "united-kingdom germany japan south-korea"),
        ("modality=plasmid", ""),
        ("region=europe&theme=regulation&modality=car-t", "germany"),
        ("q=japan", "japan"),
        ("q=JPN", "japan"),
        ("q=south+korea", "south-korea"),
        ("q=korea+south", "south-korea"),
        ("q=orea", ""),
        ("q=KR&region=europe", ""),
        ("sort=name", "germany japan south-korea united-kingdom"),
        ("sort=-therapies", "united-kingdom japan germany south-korea"),
        ("sort=-therapies&region=europe", "united-kingdom germany"),
    ],
)
def test_filters_and_orders(client, query, found):
    assert slugs(client, query) == found.split()


def test_conversion_of_eu_licences_counts_for_britain(client):
    rows = {row["country"]: row for row in client.get("/countries.json").json()["results"]}
    assert {slug: row["therapies_authorised"] for slug, row in rows.items()} == {
        "united-kingdom": 3,
        "germany": 2,
        "japan": 3,
        "south-korea": 2,
    }


def test_sources_and_kinds_are_lists_in_json(client):
    row = client.get("/countries.json?q=japan").json()["results"][0]
    assert row["modalities"] == ["AAV vector, in vivo", "CAR-T cells", "oncolytic virus"]
    assert row["source_standing"] == ["primary"]
    assert row["checked_on"] == "2026-11-01"
    assert row["statements"] == 3


def test_synonyms_of_the_glossary_find_the_same(client):
    builders.a_country(slug="vectoria", summary="It makes adeno-associated virus.")
    assert slugs(client, "q=AAV") == ["vectoria"]


def test_card_shows_what_the_download_says(client):
    rows = client.get("/countries.json").json()["results"]
    cards = Document(client.get("/countries/").text).by_class("country-card")
    for row, card in zip(rows, cards, strict=True):
        figures = {div.elements[0].text: div.elements[1].text for div in card.all("div")}
        assert row["leads_in"] in card.text
        assert figures == {
            "therapies authorised today": str(row["therapies_authorised"]),
            "sourced statements": str(row["statements"]),
            "modalities": "; ".join(row["modalities"]) or "none",
        }


def test_count_is_announced_once_and_politely(client):
    page = Document(client.get("/countries/?region=europe").text)
    announcing = [e for e in page.elements if e.get("role") == "status" or "aria-live" in e.attributes]
    assert [e.text for e in announcing] == ["2 of 4 countries"]


def test_no_match_says_so(client):
    page = Document(client.get("/countries/?q=atlantis").text)
    assert "No country matches." in page.by_id("results").text
    assert page.by_id("result-status").text == "0 of 4 countries"
