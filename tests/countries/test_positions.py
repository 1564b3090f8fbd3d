"""The countries' positions on a question, narrowed by country and class: page, fragment and errors."""

import pytest

from tests import builders as a
from tests.html import Document, problems

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def question():
    """Japan prohibits and is advised against, Germany permits, nothing is known of Australia."""
    a.a_question()  # another one, for the list of others
    question = a.a_question(slug="embryos")
    japan, germany = a.a_country(slug="japan", name="Japan"), a.a_country(slug="germany", name="Germany")
    a.a_country(slug="australia", name="Australia")
    a.a_position(slug="jp-law", question=question, country=japan)
    a.a_position(
        slug="jp-advice", question=question, country=japan, legal_kind="official-advice", legal_class="discouraged"
    )
    a.a_position(slug="de-law", question=question, country=germany, legal_class="permitted")
    return question


def shown(client, query, **headers):
    page = Document(client.get(f"/ethics/embryos/{query}", headers=headers).text)
    results = page.by_id("results")
    countries = [h.text for h in results.all("h3")]
    return countries, [e.get("id") for e in results.all("li") if "fact" in e.get("class").split()]


def test_advice_and_surveys_give_a_country_no_class(client, question):
    assert shown(client, "?legal_class=discouraged") == ([], [])


@pytest.mark.parametrize(
    ("query", "countries", "positions"),
    [
        ("", ["Japan", "Germany", "Australia"], ["jp-law", "jp-advice", "de-law"]),
        ("?country=japan", ["Japan"], ["jp-law", "jp-advice"]),
        ("?country=germany&country=australia", ["Germany", "Australia"], ["de-law"]),
        ("?legal_class=prohibited", ["Japan"], ["jp-law"]),
        ("?legal_class=prohibited&legal_class=permitted", ["Japan", "Germany"], ["jp-law", "de-law"]),
        ("?legal_class=unknown", ["Australia"], []),
        ("?country=germany&legal_class=prohibited", [], []),
    ],
)
def test_positions_are_narrowed_on_page_and_fragment_alike(client, question, query, countries, positions):
    assert shown(client, query) == (countries, positions)
    assert shown(client, query, **HTMX) == (countries, positions)
    assert problems(client.get(f"/ethics/embryos/{query}").text) == []


@pytest.mark.parametrize("query", ["?country=atlantis", "?legal_class=forbidden", "?colour=red", "?page=2"])
def test_unknown_value_or_parameter_is_reported_and_no_position_shown(client, question, query):
    response = client.get(f"/ethics/embryos/{query}")
    page = Document(response.text)
    assert problems(page) == []
    assert [e for e in page.elements if e.get("role") == "alert"]
    assert shown(client, query) == ([], [])


def test_sources_keep_their_numbers_when_narrowed(client, question):
    def numbers(query):
        page = Document(client.get(f"/ethics/embryos/{query}").text)
        return {a.get("href"): a.text for a in page.all("a") if a.get("href").startswith("#source-")}

    assert numbers("?country=germany").items() <= numbers("").items()


def test_narrowed_page_is_not_for_search_engines_and_the_whole_one_is(client, question):
    assert "noindex" in client.get("/ethics/embryos/?country=japan").text
    assert "noindex" not in client.get("/ethics/embryos/").text
