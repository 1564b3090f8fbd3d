"""A reader's words in lists and in the admin: read as the search of the site reads them."""

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from gtlead.lists.words import Words, folded
from tests import builders as a
from tests.conftest import made_once

pytestmark = pytest.mark.django_db

ROWS = ("red apple", "green apple", "green pear")


def among(*groups):
    found = Words(groups).among(ROWS, lambda row: [row])
    return list(found.rows), [*found.notes]


def test_rows_have_each_thing_in_one_of_its_ways():
    assert among(["apple", "pear"], ["verde", "gre"]) == (["green apple", "green pear"], [])


def test_what_no_row_has_is_left_out_and_told():
    assert among(["apple"], ["kiwi"]) == (
        ["red apple", "green apple"],
        ["“kiwi” is in none of these and was left out."],
    )


def test_rows_with_most_of_the_words_are_shown_where_none_has_all():
    rows, notes = among(["red"], ["green"], ["pear"])
    assert (rows, notes) == (["green pear"], ["Nothing here has all of the words; what has most of them is shown."])


def test_nothing_is_shown_for_what_is_nowhere():
    assert among(["kiwi"]) == ([], [])
    assert Words(folded("Tumours, RED").groups).among(ROWS, lambda row: [row]).rows == ["red apple"]


@made_once
def japan():
    country, place = a.a_country(slug="japan", name="Japan", other_names="Nippon"), a.a_jurisdiction(code="JP")
    a.a_membership(country=country, jurisdiction=place)
    disease = a.a_disease(name="Haemophilia B", name_ja="血友病B")
    therapy = a.a_therapy(brand="Hemgenix", disease="haemophilia B", diseases=[disease])
    a.an_authorisation(therapy=therapy, jurisdiction=place, date="2020-01-02")
    a.a_funding(therapy=therapy, country=country)
    a.a_funding(therapy=a.a_therapy(brand="Another", disease="melanoma"), country=country)
    return country


@pytest.mark.parametrize(
    ("name", "words", "heading"),
    [
        ("therapies", "hemgenics", "Hemgenix"),
        ("therapies", "hemophilia", "Hemgenix"),
        ("therapies", "血友病B", "Hemgenix"),
        ("diseases", "hemophillia b", "Haemophilia B"),
        ("diseases", "hemgenix", "Haemophilia B"),
        ("countries", "nippon", "Japan"),
        ("timeline", "hemgenics nippon", "Hemgenix: authorised"),
        ("matrix", "hemophilia zzzzz", "Hemgenix"),
    ],
)
def test_list_finds_what_the_search_finds(client, japan, name, words, heading):
    page = client.get(reverse(name), {"q": words}).text
    shown = strip_tags(page[page.index('id="results"') :])
    assert heading in shown
    assert "Another" not in shown


def test_list_tells_what_became_of_the_words(client, japan):
    text = client.get(reverse("therapies"), {"q": "hemgenics qqqqqq"}).text
    assert "Searched for Hemgenix in place of “hemgenics”." in text
    assert "“qqqqqq” is not in the atlas and was left out." in text


def test_list_without_a_hit_offers_ways_on(client, japan):
    text = client.get(reverse("therapies"), {"q": "qqqqqq"}).text
    assert "the same words in the whole atlas" in text
    assert "0 hits" not in text


@pytest.mark.parametrize(
    ("address", "words", "number"),
    [
        ("admin:countries_therapy_changelist", "hemgenics", 1),
        ("admin:countries_therapy_changelist", "血友病B", 1),
        ("admin:countries_disease_changelist", "hemophilia", 1),
        ("admin:countries_funding_changelist", "hemgenics nippon", 1),
        ("admin:countries_funding_changelist", "japan", 2),
        ("admin:countries_statement_changelist", "hemgenix japan", 0),
    ],
)
def test_admin_finds_what_the_search_finds(editor_client, japan, address, words, number):
    a.a_statement(country=japan)
    response = editor_client.get(reverse(address), {"q": words})
    assert response.context["cl"].result_count == number


def test_admin_tells_corrections_and_finds_drafts_as_typed(editor_client, japan):
    a.a_therapy(brand="Clandestine", state="draft")
    text = editor_client.get(reverse("admin:countries_therapy_changelist"), {"q": "hemgenics"}).text
    assert "Searched for Hemgenix in place of “hemgenics”." in text
    response = editor_client.get(reverse("admin:countries_therapy_changelist"), {"q": "clandest"})
    assert response.context["cl"].result_count == 1
