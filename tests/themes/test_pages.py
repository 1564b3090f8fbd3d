"""Themes across all countries, and the ethics discussion."""

import pytest

from tests import builders
from tests.html import Document

pytestmark = pytest.mark.django_db


def page_of(client, address):
    return Document(client.get(address).text)


def test_themes_list_their_topics_in_order(client, world):
    [items] = page_of(client, "/themes/").by_class("theme-list")
    assert [[a.get("href") for a in item.all("a")] for item in items.elements] == [
        ["/themes/regulation/", "/themes/regulation/#pathway", "/themes/regulation/#follow-up"],
        ["/themes/accessibility/", "/themes/accessibility/#payer"],
    ]


def test_theme_shows_every_topic_for_every_country(client, world):
    page = page_of(client, "/themes/regulation/")
    for topic in ("pathway", "follow-up"):
        names = [h.text for h in page.by_id(topic).all("h3")]
        assert names == ["United Kingdom", "Germany", "Japan", "South Korea"]
    pathway = page.by_id("pathway").text
    assert "Time-limited approval" in pathway
    assert "Fast track" in pathway
    assert "not known" in pathway


def test_theme_links_into_the_profiles_sections(client, world):
    page = page_of(client, "/themes/regulation/")
    hrefs = {a.get("href") for a in page.by_id("pathway").all("a")}
    assert {"/countries/japan/regulation/", "/countries/germany/regulation/"} <= hrefs


def test_theme_leads_to_the_same_as_a_table(client, world):
    page = page_of(client, "/themes/regulation/")
    [link] = [a.get("href") for a in page.all("a") if a.get("href").startswith("/compare/?")]
    table = page_of(client, link)
    assert len([th for th in table.all("th") if th.get("scope") == "col"]) == 5


def test_questions_are_a_matrix_of_every_country(client, world):
    page = page_of(client, "/ethics/")
    [table] = page.by_class("matrix")
    header, row = table.all("tr")
    assert [cell.text for cell in header.elements[1:]] == ["United Kingdom", "Germany", "Japan", "South Korea"]
    assert [cell.elements[0].text for cell in row.elements[1:]] == [cell.text for cell in header.elements[1:]]
    cells = [cell.all("div")[0].text for cell in row.elements[1:]]
    assert cells[:3] == ["not known", "not known", "prohibited"]
    assert cells[3].startswith("prohibited (")
    assert "official advice" in cells[3]


def test_question_shows_both_sides_in_turn_and_conditions_apart(client, world):
    builders.an_argument(question=world.question, stance="against", slug="second-against", position=9)
    page = page_of(client, "/ethics/embryos/")
    stances = [e.text for e in page.by_id("arguments").walk() if "stance" in e.get("class").split()]
    assert stances == ["For", "Against", "Against"]
    conditions = [e.text for e in page.by_id("conditions").walk() if "stance" in e.get("class").split()]
    assert conditions == ["Conditional"]


def test_argument_links_to_its_counter_argument(client, world):
    world.argument.counter = world.question.arguments.get(stance="against")
    world.argument.save()
    page = page_of(client, "/ethics/embryos/")
    links = [a.get("href") for a in page.by_id(world.argument.slug).all("a")]
    assert f"#{world.argument.counter.slug}" in links


def test_countries_without_a_position_say_not_known(client, world):
    page = page_of(client, "/ethics/embryos/positions/")
    positions = {section.all("h2")[0].text: section.text for section in page.by_class("country-positions")}
    assert list(positions) == ["United Kingdom", "Germany", "Japan", "South Korea"]
    assert "not known" in positions["Germany"]
    assert "prohibited" in positions["Japan"]


@pytest.mark.parametrize("sides", [(), ("for",), ("against", "conditional")])
def test_question_heard_from_one_side_has_no_page(client, sides):
    question = builders.a_question(sides=sides)
    assert client.get(question.get_absolute_url()).status_code == 404
    assert question.title not in client.get("/ethics/").text


def test_glossary_names_synonyms_and_sources(client, world):
    entry = page_of(client, "/glossary/").by_id("aav")
    assert "Also: adeno-associated virus" in entry.text
    assert [sup.text for sup in entry.all("sup")] == ["1"]


def test_about_shows_each_claim_with_its_verdict(client, world):
    page = page_of(client, "/about/")
    [row] = [row for row in page.by_id("claims").all("tr") if row.all("td")]
    assert [cell.text for cell in row.elements[:3]] == ["Japan", "Claim It pays quickly", "The facts qualified"]
    assert "checked on 1 November 2026" in row.text
    assert "Delta" in page.by_id("counting").text
