"""Nothing typed is lost: a session that ended, a token that changed; the form comes back and goes on."""

from typing import Any

import pytest
from django.test import Client

from gtlead.accounts.continuing import unpacked
from gtlead.review.models import Proposal
from tests import builders
from tests.admin_forms import change_url, posted_form
from tests.gtlead.test_accounts import PASSWORD
from tests.html import Document, problems

pytestmark = pytest.mark.django_db

TYPED = "What I typed for an hour."


def fields(page: str, form: str) -> dict[str, Any]:
    """The hidden and filled fields of the form, as a browser sends them."""
    found: dict[str, list[str]] = {}
    for field in Document(page).by_id(form).all("input"):
        if field.get("name"):
            found.setdefault(field.get("name") or "", []).append(field.get("value") or "")
    return found


def test_post_that_met_the_sign_in_goes_on_after_it(editor_client: Client, editor: Any) -> None:
    statement = builders.a_statement()
    data = posted_form(editor_client, statement) | {"text": TYPED, "reason": "Clearer"}
    stranger = Client()
    sign_in = stranger.post(change_url(statement), data)
    assert "What you typed is kept" in sign_in.text
    assert not Proposal.objects.exists()
    login = fields(sign_in.text, "login-form")
    wrong = stranger.post("/admin/login/", login | {"username": editor.username, "password": "no"})
    assert "What you typed is kept" in wrong.text
    login = fields(wrong.text, "login-form")
    page = stranger.post("/admin/login/", login | {"username": editor.username, "password": PASSWORD})
    assert page.status_code == 200
    assert problems(page.text) == []
    assert TYPED in page.text
    assert f'action="{change_url(statement)}"' in page.text
    assert stranger.post(change_url(statement), fields(page.text, "again")).status_code == 302
    [proposal] = Proposal.objects.all()
    assert proposal.changes["text"]["new"] == TYPED


def test_nothing_leads_elsewhere_after_the_sign_in(editor: Any) -> None:
    login = {"username": editor.username, "password": PASSWORD, "next": "https://evil.example/", "kept": '[["a", "b"]]'}
    page = Client().post("/admin/login/", login)
    assert "evil.example" not in page.text
    assert page.status_code == 302 or 'action="/staff/"' in page.text
    assert unpacked("no JSON") == unpacked('[["csrfmiddlewaretoken", "x"]]') == []
    assert [unpacked(text) for text in ("5", "[5]", "null", "[" * 100_000)] == [[]] * 4


def test_form_with_an_old_token_gives_the_text_back_and_goes_on(editor: Any) -> None:
    statement = builders.a_statement()
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    data = posted_form(client, statement) | {"text": TYPED, "reason": "Clearer", "csrfmiddlewaretoken": "a" * 64}
    page = client.post(change_url(statement), data, headers={"Origin": "http://testserver"})
    assert page.status_code == 403
    assert problems(page.text) == []
    assert TYPED in page.text
    assert not Proposal.objects.exists()
    sent = fields(page.text, "again")
    assert client.post(change_url(statement), sent, headers={"Origin": "http://testserver"}).status_code == 302
    assert Proposal.objects.get().changes["text"]["new"] == TYPED


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}])
def test_what_another_site_sent_is_refused_and_not_offered_again(editor: Any, headers: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    page = client.post(change_url(builders.a_statement()), {"text": TYPED}, headers=headers)
    assert page.status_code == 403
    assert TYPED not in page.text
