"""A chart or page for a country, theme or day that has nothing says so."""

import xml.etree.ElementTree as ET

import pytest

from countries.charts.catalogue import CHARTS
from tests import builders
from tests.conftest import made_once
from tests.countries.access_world import a_place, an_authorised_therapy
from tests.html import Document, problems

pytestmark = pytest.mark.django_db

QUERIES = (
    "",
    "country=japan",
    "country=australia&on=2010-01-01",
    "on=1950-01-01",
    "q=nothing",
    "country=japan&q=nothing",
)


@made_once
def one_therapy():
    """One therapy in Australia since 2019, none in Japan."""
    a_place("japan", iso2="JP")
    an_authorised_therapy("Alpha", (a_place("australia", iso2="AU"), "2019-03-10"))


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_answers_where_there_is_nothing(client, one_therapy, name, query):
    page = client.get(f"/charts/{name}/?{query}")
    assert page.status_code == 200
    assert problems(page.text) == []
    if client.get(f"/charts/{name}.csv?{query}").status_code == 400:
        return  # this chart has no such parameter, or the day lies before all
    if not Document(page.text).all("tbody"):
        assert "Nothing matches" in page.text
        assert "Nothing matches what was asked for." in client.get(f"/charts/{name}.svg?{query}").text
    ET.fromstring(client.get(f"/charts/{name}.svg?{query}&size=narrow").text)  # noqa: S314 - our own
    assert client.get(f"/charts/{name}.png?{query}").status_code == 200


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_answers_where_nothing_is_on_file(client, name):
    assert client.get(f"/charts/{name}/").status_code == 200
    assert client.get(f"/charts/{name}.svg").status_code == 200


def test_modalities_without_a_therapy_have_no_axis(client, one_therapy):
    text = client.get("/charts/modalities.svg?country=australia&on=2010-01-01").text
    assert "Nothing matches what was asked for." in text


def test_pages_of_what_has_nothing_answer(client):
    country, theme = builders.a_country(), builders.a_theme()
    other = builders.a_country()
    for address in (
        "/",
        f"/countries/{country.slug}/",
        f"/themes/{theme.slug}/",
        f"/compare/?country={country.slug}&country={other.slug}&on=2001-01-01",
        "/compare/?on=1950-01-01",
        "/therapies/matrix/?on=1950-01-01",
        "/timeline/?on=1950-01-01",
        "/therapies/?sort=nothing&show=nothing&from=x&to=x",
        "/countries/?sort=nothing",
        "/therapies/matrix/?on=2001-01-01",
        "/timeline/?from=2001&to=2001",
        "/indicators/",
    ):
        page = client.get(address)
        assert page.status_code == 200, address
        assert problems(page.text) == [], address
