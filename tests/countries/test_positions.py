"""The countries' positions on a question, narrowed by country and class: page, fragment and errors."""

import pytest

from tests import builders as a
from tests.conftest import made_once
from tests.html import Document, problems

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@made_once
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
    page = Document(client.get(f"/ethics/embryos/positions/{query}", headers=headers).text)
    results = page.by_id("results")
    countries = [h.text for h in results.all("h2") if h.get("class") == "country-heading"]
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
    assert problems(client.get(f"/ethics/embryos/positions/{query}").text) == []


@pytest.mark.parametrize("query", ["?country=atlantis", "?legal_class=forbidden", "?colour=red", "?page=2"])
def test_unknown_value_or_parameter_is_reported_and_no_position_shown(client, question, query):
    response = client.get(f"/ethics/embryos/positions/{query}")
    page = Document(response.text)
    assert problems(page) == []
    assert [e for e in page.elements if e.get("role") == "alert"]
    assert shown(client, query) == ([], [])


def test_a_class_that_no_country_has_is_not_offered_unless_it_was_asked_for(client, question):
    def offered(query):
        boxes = Document(client.get(f"/ethics/embryos/positions/{query}").text).all("input")
        return [box.get("value") for box in boxes if box.get("name") == "legal_class"]

    assert offered("") == offered("?country=germany") == ["prohibited", "permitted", "unknown"]
    assert offered("?legal_class=required") == ["prohibited", "permitted", "required", "unknown"]


def test_sources_keep_their_numbers_when_narrowed(client, question):
    def numbers(query):
        page = Document(client.get(f"/ethics/embryos/positions/{query}").text)
        return {a.get("href"): a.text for a in page.all("a") if a.get("href").startswith("#source-")}

    assert numbers("?country=germany").items() <= numbers("").items()


def test_the_question_says_in_a_word_where_each_country_stands_and_leads_to_its_words(client, question):
    page = Document(client.get("/ethics/embryos/").text)
    assert problems(page) == []
    [table] = page.by_class("stands")
    rows = [[cell.text for cell in row.elements if cell.tag in ("th", "td")] for row in table.all("tr")[1:]]
    assert [row[0] for row in rows] == ["Japan", "Germany", "Australia"]
    assert "Prohibited: Japan" in rows[0][1]
    assert "Advised against: Japan" in rows[0][2]
    assert "not known" in rows[2][1]
    assert "/ethics/embryos/positions/?at=jp-law#jp-law" in [a.get("href") for a in page.by_id("jp-law").all("a")]


def test_a_survey_has_a_result_and_no_class(client, question):
    country = a.a_country(slug="japan-2", name="Japan again")
    a.a_position(slug="poll", question=question, country=country, legal_kind="opinion-survey", legal_class="required")
    for address in ("/ethics/", "/ethics/embryos/", "/ethics/embryos/positions/?country=japan-2"):
        results = Document(client.get(address).text).all("main")[0].text
        assert "pinion survey" in results
        assert "equired" not in results


def test_what_was_narrowed_on_the_page_of_the_question_is_found_under_positions(client, question):
    response = client.get("/ethics/embryos/?country=japan&legal_class=prohibited")
    assert response.status_code == 301
    assert response.headers["Location"] == "/ethics/embryos/positions/?country=japan&legal_class=prohibited"


def test_narrowed_page_is_not_for_search_engines_and_the_whole_one_is(client, question):
    assert "noindex" in client.get("/ethics/embryos/positions/?country=japan").text
    assert "noindex" not in client.get("/ethics/embryos/positions/").text
