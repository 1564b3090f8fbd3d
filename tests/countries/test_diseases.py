"""Diseases: the list, the page, what is said of a country, and nothing that is not public."""

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from countries.domain.answers import covers, place
from countries.domain.disease_page import MOST_PENDING, MOST_TOLD
from tests import builders as a
from tests.html import Document, problems
from tests.world import public_world

pytestmark = pytest.mark.django_db


def text_of(html: str) -> str:
    """The words of a page, spaces as one."""
    return " ".join(strip_tags(html).split())


def page(client, slug, **query) -> str:
    return client.get(reverse("disease", args=[slug]), query).content.decode()


def test_page_answers_for_the_country_that_is_asked_for(client):
    public_world()
    text = text_of(page(client, "blindness", country="japan"))
    assert "Authorised. In Japan, Beta has been authorised since 11 June 2021." in text
    assert "What the public payer of Japan decided on Beta: not looked up." in text


def test_page_puts_the_chosen_country_first_and_is_valid(client):
    public_world()
    html = page(client, "blindness", country="south-korea")
    assert problems(html) == []
    assert html.index('id="south-korea"') < html.index('id="japan"')
    assert "No authorisation of a gene therapy for Blindness in South Korea is in the atlas." in text_of(html)


def test_disease_without_a_therapy_says_so_and_claims_no_look_through(client):
    public_world()
    html = page(client, "hidden-need")
    assert problems(html) == []
    assert "No authorisation of a gene therapy for Hidden need is in the atlas." in text_of(html)


@pytest.mark.parametrize("query", [{"country": "france"}, {"colour": "red"}])
def test_page_names_what_it_does_not_know(client, query):
    public_world()
    html = page(client, "blindness", **query)
    assert f"<code>{next(iter(query))}</code>" in html
    assert 'class="answer' not in html


def test_draft_is_nowhere(client):
    draft = a.a_disease(state="draft", name="Clandestine")
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert "Clandestine" not in client.get(reverse("diseases")).content.decode()
    assert "Clandestine" not in client.get(reverse("diseases-csv")).getvalue().decode()


def test_draft_therapy_is_not_shown(client):
    disease = a.a_disease()
    a.a_therapy(brand="Clandestine", state="draft", diseases=[disease])
    assert "Clandestine" not in page(client, disease.slug)


@pytest.mark.parametrize("words", ["blindness", "失明", "BLIND"])
def test_list_is_found_by_any_name(client, words):
    public_world()
    listed = client.get(reverse("diseases-json"), {"q": words}).json()
    assert [row["disease"] for row in listed["results"]] == ["blindness"]


def test_list_is_narrowed_by_whether_there_is_a_therapy(client):
    public_world()
    assert (
        "Hidden need"
        not in text_of(client.get(reverse("diseases"), {"therapy": "yes"}).content.decode()).split("Narrow the list")[
            -1
        ]
    )
    rows = client.get(reverse("diseases-json"), {"therapy": "none"}).json()["results"]
    assert [row["disease"] for row in rows] == ["hidden-need"]


def test_therapy_page_links_to_its_diseases(client):
    world = public_world()
    assert f'href="{world.disease.get_absolute_url()}"' in client.get(world.beta.get_absolute_url()).content.decode()


def test_licence_that_names_another_disease_is_not_claimed_for_this_one(client):
    rare, common = a.a_disease(name="Rare lymphoma"), a.a_disease(name="Common lymphoma")
    japan = a.a_country(slug="japan", name="Japan")
    place_of = a.a_jurisdiction(code="JP")
    a.a_membership(country=japan, jurisdiction=place_of)
    both = a.a_therapy(brand="Both", diseases=[rare, common])
    a.an_authorisation(therapy=both, jurisdiction=place_of, date="2020-01-02", indication="Common lymphoma in adults")
    assert "Authorised. In Japan, Both has been authorised" in text_of(page(client, common.slug, country="japan"))
    text = text_of(page(client, rare.slug, country="japan"))
    assert "Authorised." not in text
    assert "Its record does not say whether the licence covers Rare lymphoma." in text


def test_only_disease_of_a_therapy_is_covered_without_words():
    disease = a.a_disease()
    assert covers(a.a_therapy(diseases=[disease]), disease, []) is True


def test_countries_with_an_article_take_it():
    assert [place(a.a_country(name=name)) for name in ("United States", "Japan")] == ["the United States", "Japan"]


def test_therapy_that_is_authorised_is_told_before_one_that_is_not_any_more(client):
    disease, japan, place_of = a.a_disease(), a.a_country(slug="japan", name="Japan"), a.a_jurisdiction(code="JP")
    a.a_membership(country=japan, jurisdiction=place_of)
    gone, held = a.a_therapy(brand="Ancient", diseases=[disease]), a.a_therapy(brand="Modern", diseases=[disease])
    a.an_authorisation(therapy=gone, jurisdiction=place_of, status="withdrawn", date="2015-01-02", ended="2019-01-02")
    a.an_authorisation(therapy=held, jurisdiction=place_of, date="2020-01-02")
    text = text_of(page(client, disease.slug, country="japan"))
    assert text.index("In Japan, Modern has been authorised") < text.index("Ancient is no longer authorised")


def test_several_names_of_a_language_stand_each_in_its_language_and_are_found(client):
    disease = a.a_disease(slug="bleeding", name="Bleeding", name_de="Hämophilie; Bluterkrankheit", name_ja="血友病")
    assert disease.local_names == [("de", "Hämophilie"), ("de", "Bluterkrankheit"), ("ja", "血友病")]
    html = client.get(disease.get_absolute_url()).content.decode()
    assert '<span lang="de">Bluterkrankheit</span>' in html
    assert "Bleeding" in client.get(reverse("diseases"), {"q": "bluterkrankheit"}).content.decode()


@pytest.mark.django_db
def test_many_therapies_in_many_countries_come_in_pages_that_show_each_once(client):
    disease = a.a_disease(slug="crowded")
    therapies = [a.a_therapy(slug=f"therapy-{n}", brand=f"Brand {n}", diseases=[disease]) for n in range(11)]
    places = [a.a_country(slug=f"land-{n}", name=f"Land {n}") for n in range(6)]
    for land in places[:-1]:
        jurisdiction = a.a_jurisdiction()
        a.a_membership(country=land, jurisdiction=jurisdiction)
        for therapy in therapies:
            a.an_authorisation(therapy=therapy, jurisdiction=jurisdiction)
    found, answers = [], [client.get(f"/diseases/crowded/?page={number}") for number in (1, 2, 3)]
    for answer in answers:
        assert problems(answer.text) == []
        country = ""
        for element in Document(answer.text).by_id("countries").elements:
            if element.tag == "h3":
                country = element.get("id")
            elif element.tag == "dl":
                found.append((country, element.get("aria-label")))
    assert sorted(found) == sorted((land.slug, therapy.brand) for land in places[:-1] for therapy in therapies)
    assert ['id="land-5"' in answer.text for answer in answers] == [False, False, True]
    gone = client.get("/diseases/crowded/?country=land-5&page=4")
    assert (gone.status_code, "There is no page 4." in gone.text, problems(gone.text)) == (404, True, [])
    assert 'id="land-5"' in client.get("/diseases/crowded/?country=land-5").text


@pytest.mark.django_db
def test_answer_for_a_country_tells_some_of_many_therapies_and_how_many_more_there_are(client):
    disease, japan, place_of = a.a_disease(slug="crowded"), a.a_country(slug="japan"), a.a_jurisdiction()
    a.a_membership(country=japan, jurisdiction=place_of)
    for number in range(200):
        therapy = a.a_therapy(brand=f"Brand {number:03}", diseases=[disease])
        a.an_authorisation(therapy=therapy, jurisdiction=place_of, indication="For adults who had two others. " * 8)
        a.a_funding(therapy=therapy, country=japan, decision="under-assessment")
    answers = [page(client, "crowded", country="japan", page=number) for number in (1, 5, 8)]
    assert max(len(answer.encode()) for answer in answers) < 150_000
    first = Document(answers[0])
    assert first.by_class("say")[0].text.count("has been authorised") == MOST_TOLD
    assert f"{200 - MOST_TOLD} more stand in the list by country." in first.by_class("say")[0].text
    assert len(first.by_id("pending").all("ul")[0].elements) == MOST_PENDING
    assert f"{200 - MOST_PENDING} more stand on the pages of the therapies." in first.by_id("pending").text
    assert problems(answers[0]) == []
    other = a.a_country(slug="korea")
    assert "more stand in the list" not in page(client, "crowded", country=other.slug)


@pytest.mark.django_db
def test_of_many_countries_those_come_first_where_a_therapy_is_authorised(client):
    disease = a.a_disease(slug="rare")
    lands = [a.a_country(slug=f"land-{number:02}") for number in range(30)]
    there = a.a_membership(country=lands[-1]).jurisdiction
    a.an_authorisation(therapy=a.a_therapy(diseases=[disease]), jurisdiction=there)

    def order(**query):
        return [heading.get("id") for heading in Document(page(client, "rare", **query)).by_id("countries").all("h3")]

    assert order()[:3] == ["land-29", "land-00", "land-01"]
    assert order(country="land-07")[:3] == ["land-07", "land-29", "land-00"]
    for land in lands[:10]:
        land.state = "draft"
        land.save()
    assert order()[:2] == ["land-10", "land-11"]
