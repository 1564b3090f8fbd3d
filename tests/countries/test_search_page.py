"""The search page and the sitemap: what is found, in which order, and nothing unpublished."""

import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from countries.finding.search import SHOWN, find, index, marked, passage
from countries.finding.sitemap import places
from countries.models import MissedSearch
from tests import builders as a
from tests.html import problems

pytestmark = pytest.mark.django_db


def found(words: str) -> dict[str, list[str]]:
    """The headings of the hits by kind."""
    return {group.name: [hit.heading for hit in group.hits] for group in find(words)}


def test_every_kind_is_found():
    japan = a.a_country(name="Japan", summary="Words of wisdom.")
    a.a_therapy(brand="Alpha", disease="Wisdom tooth")
    a.a_term(term="Wisdom")
    a.a_question(title="Is wisdom good?")
    a.an_institution(name="Wisdom House", country=japan)
    a.a_statement(country=japan, topic=a.a_topic(name="Trials"), text="Wisdom is counted.")
    assert found("wisdom") == {
        "countries": ["Japan"],
        "therapies": ["Alpha"],
        "glossary": ["Wisdom"],
        "questions": ["Is wisdom good?"],
        "institutions": ["Wisdom House, Japan"],
        "statements": ["Japan: Trials"],
    }


def test_trial_is_found_by_its_number_and_one_that_is_excluded_is_not():
    a.a_term(term="NCT01234567")
    a.a_trial(number="NCT03306277", title="Alpha for infants")
    a.a_trial(number="NCT09999999", is_excluded=True, exclusion="A device.")
    assert found("nct03306277") == {"trials": ["NCT03306277: Alpha for infants"]}
    assert found("nct09999999") == {}


def test_who_names_a_body_means_its_country_and_words_of_its_name_mean_nothing():
    korea, germany = a.a_country(name="South Korea"), a.a_country(name="Germany")
    a.a_therapy(brand="Alpha")
    a.an_institution(
        country=korea, kind="public-body", name="Insurance Service (ISK)", local_name="건강보험공단 (공단)"
    )
    a.an_institution(country=germany, kind="public-body", name="Council", local_name="Rat für Impfstoffe")
    meant = {
        words: index().read(words).entities["countries"] for words in ("isk alpha", "건강보험공단 alpha", "für alpha")
    }
    assert [len(numbers) for numbers in meant.values()] == [1, 1, 0]


def test_synonym_of_the_glossary_finds_the_term():
    a.a_term(term="AAV", synonyms="adeno-associated virus\nparvovirus vector")
    a.a_therapy(brand="Beta", target="parvovirus vector")
    assert found("adeno associated virus") == {"glossary": ["AAV"], "therapies": ["Beta"]}


def test_every_name_of_a_therapy_finds_what_another_name_stands_in():
    a.a_therapy(brand="Kymriah", inn="tisagenlecleucel", other_names="CTL019")
    a.a_statement(text="Tisagenlecleucel came first.")
    assert set(found("ctl019")) == {"therapies", "statements"}


def test_hits_by_name_come_first():
    a.a_term(term="Aardvark", definition="Like a vector.")
    a.a_term(term="Vector")
    assert found("vector") == {"glossary": ["Vector", "Aardvark"]}


def test_more_hits_than_shown_are_counted(client):
    for _ in range(SHOWN + 2):
        a.a_term(definition="Common words.")
    (group,) = find("common")
    assert (group.count, len(group.hits), group.hidden) == (SHOWN + 2, SHOWN, 2)
    assert "2 more are not shown" in client.get(reverse("search"), {"q": "common"}).content.decode()


def test_passage_is_the_sentence_that_matches():
    assert passage("The first. The second one. The third.", ["second"]) == "The second one."
    assert passage("Nothing here.", ["second"]) == "Nothing here."


def test_what_was_looked_for_is_marked():
    assert marked("Two tumours.", ["tumor"]) == (("Two ", False), ("tumours", True), (".", False))
    assert marked("The T cell", ["t", "cell"])[1:] == (("T", True), (" ", False), ("cell", True))


@pytest.mark.parametrize("words", ["", "   ", "–", "zzzz"])
def test_page_without_hits_is_whole(client, world, words):
    response = client.get(reverse("search"), {"q": words})
    assert problems(response.content.decode()) == []
    assert response.context["groups"] == []


def test_page_with_hits_links_to_them(client, world):
    text = client.get(reverse("search"), {"q": "japan"}).content.decode()
    assert problems(text) == []
    assert f'href="{world.japan.get_absolute_url()}"' in text
    assert '<meta name="robots" content="noindex, follow">' in text


@pytest.mark.parametrize("query", [{"q": "x" * 201}, {"colour": "red"}])
def test_page_reports_what_it_does_not_know(client, query):
    text = client.get(reverse("search"), query).content.decode()
    assert problems(text) == []
    assert f"<code>{next(iter(query))}</code>" in text


def test_markup_in_words_is_text(client):
    text = client.get(reverse("search"), {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in text
    assert problems(text) == []


def test_nothing_unpublished_is_found(client, world_with_secrets):
    assert find("clandestine") == []
    assert "clandestine" not in client.get(reverse("sitemap")).content.decode()


def test_queries_do_not_grow_with_the_hits(client):
    country, topic = a.a_country(), a.a_topic()
    counted = []
    for _ in range(3):
        a.a_statement(text="Wisdom.", country=country, topic=topic)
        a.a_term(term="Wisdom")
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("search"), {"q": "wisdom"})
        counted.append(len(queries))
    assert len(set(counted)) == 1


def test_sitemap_names_pages_and_public_records(client, world):
    response = client.get(reverse("sitemap"))
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)  # noqa: S314 - our own text
    addresses = [element.text for element in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert len(addresses) == len(set(addresses))
    for record in (world.japan, world.alpha, world.regulation, world.question):
        assert f"http://testserver{record.get_absolute_url()}" in addresses


def test_sitemap_of_too_many_addresses_names_the_files_that_name_them(client, world, monkeypatch):
    whole = [place.path for place in places()]
    monkeypatch.setattr("countries.views.finding.MOST_ADDRESSES", len(whole) // 2)
    index = client.get("/sitemap.xml").text
    assert "<sitemapindex" in index
    files = re.findall(r"<loc>http://testserver(.*?)</loc>", index)
    assert len(files) in (2, 3)
    texts = [client.get(file).text for file in files]
    assert [path for text in texts for path in re.findall(r"<loc>http://testserver(.*?)</loc>", text)] == whole
    for wrong in ("0", "x", str(len(files) + 1)):
        assert client.get(f"/sitemap.xml?page={wrong}").status_code == 404


def test_search_without_a_hit_is_counted_without_anything_personal(client):
    for words in ("Blorptene", "blorptene", "blorptene 0171 2345678", "one two three four five six qqqq", "x" * 80):
        client.get(reverse("search"), {"q": words})
    (miss,) = MissedSearch.objects.all()
    assert (miss.words, miss.number) == ("blorptene", 2)


def test_words_of_a_list_that_nothing_has_are_counted_too(client, world):
    client.get(reverse("therapies"), {"q": "blorptene"})
    client.get(reverse("countries"), {"q": "alpha"})
    assert [(miss.words, miss.number) for miss in MissedSearch.objects.all()] == [("blorptene", 1)]


def test_dashboard_shows_what_was_looked_for_in_vain(editor_client):
    MissedSearch.objects.count_one("blorptene")
    (section,) = [s for s in editor_client.get(reverse("dashboard")).context["sections"] if s.name == "missed"]
    assert [(line.text, line.url) for line in section.lines] == [("blorptene", "/search/?q=blorptene")]
