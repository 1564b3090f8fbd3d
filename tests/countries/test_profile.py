"""A country's profile: the same sections in the same order for all."""

import pytest
from django.urls import reverse

from tests import builders
from tests.html import Document

pytestmark = pytest.mark.django_db


def page_of(client, country):
    return Document(client.get(country.get_absolute_url()).text)


def sections_of(page):
    return [e.get("id") for e in page.all("section") if e.has_ancestor("article") and e.get("id")]


def numbers_of(page):
    """The numbers of the list of sources, and those that witnesses name, in the order of reading."""
    listed = [li.get("value") for li in page.by_id("sources").all("li")]
    anchors = {f"#{li.get('id')}": li.get("value") for li in page.by_id("sources").all("li")}
    cited = [anchors[a.get("href")] for a in page.all("a") if a.get("href") in anchors]
    return listed, cited


def test_all_profiles_have_the_same_sections_in_the_same_order(client, world):
    for country in (world.japan, world.korea, world.germany, world.britain):
        sections = sections_of(page_of(client, country))
        assert sections == sections_of(page_of(client, world.japan))
        assert sections.index("regulation") < sections.index("accessibility") < sections.index("sources")


def test_empty_section_says_so(client, world):
    page = page_of(client, world.britain)
    for section in ("accessibility", "institutions"):
        assert "No information yet." in page.by_id(section).text


def test_statement_stands_under_its_topic_with_its_sources_and_dates(client, world):
    fact = page_of(client, world.japan).by_id("japan-pathway-1")
    assert fact.parent.tag == "ul"
    assert "As of November 2014." in fact.text
    assert "Checked on 1 November 2026." in fact.text
    [quotation] = fact.all("blockquote")
    assert (quotation.get("lang"), quotation.text) == ("ja", "条件及び期限")
    assert "conditions and term" in fact.text
    [notes] = fact.all("details")
    *sources, report = [a.get("href") for a in notes.all("a")]
    assert sources == [f"#{s.anchor}" for s in world.statement.sources.order_by("pk")]
    listed = page_of(client, world.japan).by_id("sources")
    assert {s.url for s in world.statement.sources.all()} <= {a.get("href") for a in listed.all("a")}
    assert report == "/report/statement/japan-pathway-1/"


def test_sources_are_numbered_in_the_order_of_reading_and_all_listed(client, world):
    listed, cited = numbers_of(page_of(client, world.japan))
    assert listed == [str(n) for n in range(1, len(listed) + 1)]
    assert list(dict.fromkeys(cited)) == listed


def test_claim_shows_its_verdict(client, world):
    text = page_of(client, world.japan).by_id("accessibility").text
    assert "The article says: “A claim.”" not in text
    assert "The facts: qualified" in text


def test_regulators_of_all_times_are_named(client, world):
    text = page_of(client, world.britain).by_id("regulator").text
    assert "until 31 December 2020" in text
    assert "since 1 January 2021" in text
    japanese = [e for e in page_of(client, world.japan).by_id("regulator").all("span") if e.get("lang") == "ja"]
    assert [e.text for e in japanese] == ["厚生労働省"]


def test_therapies_in_force_come_before_ended_ones(client, world):
    [table] = page_of(client, world.germany).by_id("therapies").all("table")
    rows = [[cell.text for cell in row.elements] for row in table.all("tr")[1:]]
    brands = [row[0].split()[0] for row in rows]
    assert sorted(brands[:2]) == ["Alpha", "Beta"]
    assert brands[2:] == ["Epsilon"]
    assert any("expired" in cell for cell in rows[2])


def test_milestone_of_two_countries_is_in_both_profiles(client, world):
    for country in (world.japan, world.korea):
        assert world.milestone.title in page_of(client, country).by_id("timeline").text


def test_comparison_starts_from_here(client, world):
    form = next(f for f in page_of(client, world.japan).all("form") if f.get("action") == reverse("compare"))
    assert [(e.get("name"), e.get("value")) for e in form.all("input")] == [("country", "japan")]
    assert {o.get("value") for o in form.all("option")} == {"united-kingdom", "germany", "south-korea"}


def test_overdue_check_is_marked(client, world, time_machine):
    time_machine.move_to("2028-01-01 12:00Z")
    assert "Check overdue." in page_of(client, world.japan).by_id("japan-pathway-1").text


@pytest.mark.parametrize("state", ["draft", "in-review", "archived"])
def test_unpublished_country_has_no_profile(client, state):
    country = builders.a_country(state=state)
    assert client.get(country.get_absolute_url()).status_code == 404
