"""From words, a slug or a pasted address to the form of the record that is meant."""

import pytest
from django.urls import reverse

from tests import builders
from tests.admin_forms import change_url
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db

FIND = "/staff/find/"


def found(client, typed):
    """Where it leads at once, or the titles that may be meant."""
    page = client.get(FIND, {"q": typed})
    if page.status_code == 302:
        return page.headers["Location"]
    return [hit.url for kind in page.context["kinds"] for hit in kind.found] + [h.url for h in page.context["meant"]]


def test_slug_or_any_address_of_a_record_leads_to_its_form(editor_client):
    statement = builders.a_statement()
    public = statement.get_absolute_url()
    for typed in (
        statement.slug,
        public,
        f"https://atlas.example{public}",
        f"/facts/statement/{statement.slug}/",
        f"https://atlas.example/report/statement/{statement.slug}/",
        change_url(statement),
        f"http://127.0.0.1:8000{change_url(statement)}history/",
    ):
        assert found(editor_client, f"  {typed} ") == change_url(statement), typed


def test_source_is_found_by_the_address_of_its_document(editor_client):
    source = builders.a_source(url="https://law.example/act?id=7", state="draft")
    assert found(editor_client, "https://law.example/act?id=7") == change_url(source)


def test_page_that_several_records_share_names_them_and_the_exact_one_is_taken(editor_client):
    country, theme = builders.a_country(), builders.a_theme()
    both = found(editor_client, f"/countries/{country.slug}/{theme.slug}/")
    assert both == [change_url(theme), change_url(country)]
    assert found(editor_client, f"/countries/{country.slug}/") == change_url(country)


def test_words_search_every_list_and_the_rest_is_a_list(editor_client, superuser_client):
    draft = builders.a_source(title="Quokka regulation", state="draft")
    statements = [builders.a_statement(text=f"A quokka, {number}.") for number in range(9)]
    page = editor_client.get(FIND, {"q": "quokka"})
    kinds = {hits.kind: hits for hits in page.context["kinds"]}
    assert [hit.url for hit in kinds["Sources"].found] == [change_url(draft)]
    assert len(kinds["Statements"].found) == 8 < len(statements)
    rest = kinds["Statements"].list_url
    assert rest == reverse("admin:countries_statement_changelist") + "?q=quokka"
    assert rest in page.text
    assert "Users" not in kinds
    builders.a_person(username="quokka")
    assert "Users" in {hits.kind for hits in superuser_client.get(FIND, {"q": "quokka"}).context["kinds"]}


@pytest.mark.parametrize(
    "typed", ["", " ", "nothing-has-this", "no such words", "http://[", "/%ff/#%", "\x00", "a" * 400]
)
def test_what_names_nothing_is_told(editor_client, typed):
    page = editor_client.get(FIND, {"q": typed})
    assert page.status_code in (200, 400)
    assert ("Nothing is found" in page.text) == (page.status_code == 200 and bool(typed.strip()))


def test_who_may_see_nothing_finds_nothing(analyst_client):
    statement = builders.a_statement()
    assert found(analyst_client, statement.slug) == change_url(statement)
    assert found(signed_in(builders.a_person("moderator")), statement.slug) == []
