"""Public pages for the staff: a bar, and the way to the form of each fact; for everybody else they stay as they are."""

import pytest
from django.test import Client

from tests import builders
from tests.admin_forms import change_url
from tests.conftest import signed_in
from tests.round import proposal_of, save

pytestmark = pytest.mark.django_db

MARKS = ("staff-bar", "edit-link", "/staff/edit/", "staff.js", "csrfmiddlewaretoken")


@pytest.fixture
def statement():
    """Something published that stands on two pages."""
    return builders.a_statement(is_key=True)


def pages_of(statement):
    country, theme = statement.country.slug, statement.topic.theme.slug
    return (
        f"/countries/{country}/",
        f"/countries/{country}/{theme}/",
        f"/themes/{theme}/",
        "/countries/",
        "/glossary/",
    )


def test_page_of_an_editor_leads_to_the_form_of_each_fact_and_is_kept_nowhere(editor_client, statement):
    term = builders.a_term()
    country, own, theme, _list, glossary = pages_of(statement)
    way = f'<a class="edit-link" href="/staff/edit/statement/{statement.slug}/">'
    for address, expected in ((own, way), (theme, way), (country, f"/staff/edit/country/{statement.country.slug}/")):
        page = editor_client.get(address)
        assert page.headers["Cache-Control"] == "private, no-store"
        assert expected in page.text
        assert f'href="/staff/find/?q={address.replace("/", "%2F")}"' in page.text
    assert f"/staff/edit/term/{term.slug}/" in editor_client.get(glossary).text
    assert editor_client.get(f"/staff/edit/statement/{statement.slug}/").headers["Location"] == change_url(statement)


def test_page_of_everybody_else_is_byte_for_byte_the_same(editor_client, statement):
    """Before an editor read it and after, from the store and drawn anew, for readers with a session too."""
    moderator = builders.a_person("moderator")
    for address in pages_of(statement):
        before = Client().get(address)
        editor_client.get(address)
        after = Client().get(address, headers={"if-match": "x"})  # never from the store
        assert Client().get(address).content == before.content == after.content
        assert set(before.headers["Cache-Control"].split(", ")) == {"max-age=0", "must-revalidate", "public"}
        for somebody in (builders.a_person(), moderator):
            assert signed_in(somebody).get(address).content == before.content
        assert not [mark for mark in MARKS if mark in before.text]


def test_who_stopped_being_staff_reads_as_everybody(editor, editor_client, statement):
    editor.is_staff = False
    editor.save()
    assert "staff-bar" not in editor_client.get(pages_of(statement)[0]).text


def test_preview_is_drawn_as_for_a_stranger(editor_client, statement):
    save(editor_client, statement, text="Others.")
    page = editor_client.get(f"/staff/review/{proposal_of(statement).pk}/preview/")
    assert "Others." in page.text
    assert "edit-link" not in page.text


def test_way_to_a_form_is_for_those_who_may_see_it(editor_client, statement):
    assert editor_client.get("/staff/edit/statement/no-such/").status_code == 404
    assert editor_client.get(f"/staff/edit/user/{statement.slug}/").status_code == 404
    plain = signed_in(builders.a_person("moderator"))
    assert plain.get(f"/staff/edit/statement/{statement.slug}/").status_code == 404
