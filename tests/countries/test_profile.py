"""A country's cover, its page of each theme, its institutions and its timeline."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from countries.domain import profile
from tests import builders
from tests.html import Document, problems

pytestmark = pytest.mark.django_db


def read(client, address):
    return Document(client.get(address).text)


def page_of(client, country):
    return read(client, country.get_absolute_url())


def theme_of(client, country, theme="regulation"):
    return read(client, country.url_of("theme", theme))


def sections_of(page):
    return [e.get("id") for e in page.all("section") if e.has_ancestor("article") and e.get("id")]


def numbers_of(page):
    """The numbers of the list of sources, and those that witnesses name, in the order of reading."""
    entries = page.by_id("sources").all("li")
    listed = [li.get("value") or str(number) for number, li in enumerate(entries, 1)]
    anchors = {f"#{li.get('id')}": number for li, number in zip(entries, listed, strict=True)}
    cited = [anchors[a.get("href")] for a in page.all("a") if a.get("href") in anchors]
    return listed, cited


def test_all_covers_have_the_same_sections_and_cards_in_the_same_order(client, world):
    for country in (world.japan, world.korea, world.germany, world.britain):
        page = page_of(client, country)
        sections = [name for name in sections_of(page) if name != "chart"]
        assert sections == sections_of(page_of(client, world.japan))
        assert sections.index("themes") < sections.index("therapies") < sections.index("sources")
        [cards] = page.by_class("cards")
        assert [card.get("id") for card in cards.elements] == ["regulation", "accessibility"]


def test_empty_page_says_so(client, world):
    assert "No information yet." in page_of(client, world.britain).by_id("accessibility").text
    assert "No information yet." in theme_of(client, world.britain, "accessibility").all("article")[0].text
    for page in ("institutions", "timeline"):
        empty = read(client, world.britain.url_of(page))
        assert "No information yet." in empty.all("article")[0].text
        assert problems(client.get(world.britain.url_of(page)).text) == []


def test_card_answers_with_day_class_of_law_and_witness(client, world):
    card = page_of(client, world.japan).by_id("regulation")
    assert "Fast pathway · November 2014 Time-limited approval Permitted under conditions by law" in card.text
    [witness] = card.all("details")
    assert "primary · +1" in witness.text
    assert "Checked on 1 November 2026." in witness.text
    [link] = witness.all("a")
    assert link.get("href") == "/countries/japan/regulation/?at=japan-pathway-1#japan-pathway-1"


def test_opinion_survey_has_no_class_on_a_card(client, world):
    builders.a_statement(
        country=world.britain,
        topic=world.payer,
        is_key=True,
        value="Most agree",
        legal_class="permitted",
        legal_kind="opinion-survey",
    )
    assert "ermitted" not in page_of(client, world.britain).by_id("accessibility").text


def test_statement_stands_under_its_topic_with_its_sources_and_dates(client, world):
    fact = theme_of(client, world.japan).by_id("japan-pathway-1")
    assert fact.parent.tag == "ul"
    assert "As of November 2014." in fact.text
    assert "Checked on 1 November 2026." in fact.text
    [quotation] = fact.all("blockquote")
    assert (quotation.get("lang"), quotation.text) == ("ja", "条件及び期限")
    assert "conditions and term" in fact.text
    [notes] = fact.all("details")
    *sources, report = [a.get("href") for a in notes.all("a")]
    page = theme_of(client, world.japan)
    assert page.by_id("sources")
    assert [page.by_id(name.removeprefix("#")).all("a")[0].get("href") for name in sources] == [
        source.url for source in world.statement.sources.order_by("pk")
    ]
    assert report == "/report/statement/japan-pathway-1/"


def test_sources_are_numbered_in_the_order_of_reading_and_all_listed(client, world):
    for page in (page_of(client, world.japan), theme_of(client, world.japan)):
        listed, cited = numbers_of(page)
        assert listed == [str(n) for n in range(1, len(listed) + 1)]
        assert list(dict.fromkeys(cited)) == listed


def test_claim_shows_its_verdict(client, world):
    text = theme_of(client, world.japan, "accessibility").all("article")[0].text
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
    rows = [[cell.text for cell in row.elements] for row in table.all("tr")[1:] if len(row.elements) > 1]
    brands = [row[0].split()[0] for row in rows]
    assert sorted(brands[:2]) == ["Alpha", "Beta"]
    assert brands[2:] == ["Epsilon"]
    assert any("Expired" in cell for cell in rows[2])


def test_therapy_says_since_when_on_which_terms_and_who_pays(client, world):
    [table] = page_of(client, world.japan).by_id("therapies").all("table")
    rows = {row.elements[0].text.split()[0]: [cell.text for cell in row.elements] for row in table.all("tr")[1:]}
    assert "since 11 June 2021" in rows["Alpha"][1]
    assert "on conditions" not in rows["Alpha"][1]
    assert "Funded" in rows["Alpha"][3]
    assert "since 2015 on conditions" in rows["Gamma"][1]
    assert "not looked up" in rows["Gamma"][2]
    links = {a.get("href") for a in table.all("a")}
    assert {f"/therapies/alpha/?at={place}#{place}" for place in ("alpha-jp", "funding-japan")} <= links


def test_payment_is_counted_with_what_is_not_known(client, world):
    payment = client.get(world.japan.get_absolute_url()).context["profile"].payment
    assert (payment.authorised, payment.funded, payment.unknown, payment.otherwise) == (3, 1, 2, 0)


def test_newest_number_of_each_indicator_stands_with_its_theme(client, world):
    text = theme_of(client, world.japan).all("article")[0].text
    assert ", 2024." in text
    assert ", 2023." not in text


def test_milestone_of_two_countries_is_in_both_timelines(client, world):
    for country in (world.japan, world.korea):
        timeline = read(client, country.url_of("timeline"))
        assert world.milestone.title in timeline.by_id(world.milestone.slug).text
        links = [a.get("href") for a in theme_of(client, country).all("a")]
        assert f"{country.url_of('timeline')}?at={world.milestone.slug}#{world.milestone.slug}" in links


def test_neighbours_are_a_click_away_in_both_directions(client, world):
    links = {a.get("href") for a in theme_of(client, world.japan).by_class("rail")[0].all("a")}
    assert {"/countries/japan/accessibility/", "/countries/japan/institutions/", "/countries/japan/timeline/"} <= links
    assert {"/countries/germany/regulation/", "/countries/south-korea/regulation/"} <= links
    links = {a.get("href") for a in read(client, world.japan.url_of("timeline")).by_class("rail")[0].all("a")}
    assert "/countries/germany/timeline/" in links


def test_comparison_starts_from_here(client, world):
    form = next(f for f in page_of(client, world.japan).all("form") if f.get("action") == reverse("compare"))
    assert [(e.get("name"), e.get("value")) for e in form.all("input")] == [("country", "japan")]
    assert {o.get("value") for o in form.all("option")} == {"united-kingdom", "germany", "south-korea"}


def test_overdue_check_is_marked(client, world, time_machine):
    time_machine.move_to("2028-01-01 12:00Z")
    assert "Check overdue." in theme_of(client, world.japan).by_id("japan-pathway-1").text


@pytest.mark.parametrize("state", ["draft", "in-review", "archived"])
def test_unpublished_country_or_theme_has_no_page(client, world, state):
    country = builders.a_country(state=state)
    theme = builders.a_theme(state=state)
    for address in (
        country.get_absolute_url(),
        *(country.url_of(page) for page in ("institutions", "timeline")),
        country.url_of("theme", "regulation"),
        world.japan.url_of("theme", theme.slug),
    ):
        assert client.get(address).status_code == 404, address


def test_cover_shows_the_newest_of_many_therapies_and_how_many_it_leaves_out(monkeypatch):
    monkeypatch.setattr(profile, "MOST_ON_A_COVER", 5)

    def here(area, is_authorised=True):
        therapy = SimpleNamespace(get_disease_area_display=lambda: area)
        standing = SimpleNamespace(is_authorised=is_authorised)
        return SimpleNamespace(therapy=therapy, cell=SimpleNamespace(standing=standing), since="2020")

    listed = [here(area) for area in ("eye", "eye", "blood", "blood", "blood", "blood", "liver")]
    areas = profile.make_areas([*listed, here("eye", is_authorised=False)])
    assert [(area.name, len(area.therapies), area.number) for area in areas] == [("blood", 4, 4), ("eye", 1, 2)]
