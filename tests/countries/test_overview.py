"""The atlas in a few numbers."""

import pytest

from countries.overview import MOST_SHOWN
from tests import builders
from tests.countries.access_world import a_place, an_authorised_therapy, everything_is_looked_up
from tests.html import Document

pytestmark = pytest.mark.django_db


def lines_of(client):
    [table] = Document(client.get("/").text).by_class("overview")
    return {row.all("th")[0].text: [cell.all("div")[0].text for cell in row.all("td")] for row in table.all("tr")[1:]}


def test_front_page_says_how_many_and_since_when(client, world):
    lines = lines_of(client)
    assert list(lines) == ["United Kingdom", "Germany", "Japan", "South Korea"]
    assert {name: cells[1:3] for name, cells in lines.items()} == {
        "United Kingdom": ["3", "25 October 2012"],
        "Germany": ["2", "25 October 2012"],
        "Japan": ["3", "2015"],
        "South Korea": ["2", "11 June 2021"],
    }


def test_country_without_therapies_says_not_known(client):
    builders.a_country(name="Nowhere")
    assert lines_of(client)["Nowhere"][1:3] == ["not looked up", "not known"]


def test_front_page_shows_the_countries_with_most_and_counts_all(client):
    lands = [a_place(f"land-{number}") for number in range(MOST_SHOWN + 2)]
    for number in range(len(lands)):
        an_authorised_therapy(f"Therapy{number}", *((other, "2020-01-01") for other in lands[: number + 1]))
    everything_is_looked_up()
    page = Document(client.get("/").text)
    heads = [head.text for head in page.by_class("leads")[0].all("tr")[0].all("th")[1:-1]]
    assert heads == list(lines_of(client)) == [f"Land-{number}" for number in range(MOST_SHOWN)]
    assert "2 more have their own pages" in page.by_class("leads")[0].parent.text
    asked = client.get("/charts/authorisations/").text
    assert "2 more can be chosen" in asked
    assert "Land-13" in client.get("/charts/authorisations.csv?country=land-13").content.decode()
