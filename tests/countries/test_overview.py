"""The atlas in a few numbers."""

import pytest

from tests import builders
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
