"""What is typed into a form of the staff survives a closed tab, a refused save and a session that ended."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from gtlead.review.models import Proposal
from tests import builders
from tests.admin_forms import change_url
from tests.browser.test_editorial_round import signed_in

TYPED = "What I typed for an hour."


@pytest.fixture
def statement() -> Any:
    """A public statement."""
    return builders.a_statement(text="Old words.")


@pytest.fixture
def form(open_page: Any, live_server: Any, statement: Any) -> Page:
    """Its form, open before an editor."""
    page = signed_in(open_page(live_server.url), builders.an_editor(username="edith"))
    page.goto(change_url(statement))
    return page


def type_in(page: Page) -> None:
    """A new text and another source; kept a moment later."""
    page.fill("#id_text", TYPED)
    page.fill("#id_reason", "Clearer")
    page.wait_for_timeout(400)


def kept(page: Page) -> int:
    """How many forms the browser keeps."""
    page.wait_for_load_state()  # its scripts have run
    return int(page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('gtlead-kept:')).length"))


def test_text_is_offered_after_a_crash_put_back_saved_and_then_forgotten(form: Page, statement: Any) -> None:
    type_in(form)
    form.on("dialog", lambda dialog: dialog.accept())  # the warning on leaving
    form.goto("/staff/")
    assert kept(form) == 1
    form.goto(change_url(statement))
    expect(form.locator(".kept-text")).to_contain_text("was not saved")
    assert form.input_value("#id_text") == "Old words."
    form.click(".kept-text button >> nth=0")
    assert form.input_value("#id_text") == TYPED
    form.click("input[name=_save]")
    expect(form.locator(".messagelist")).to_contain_text("This waits for a reviewer now")
    assert kept(form) == 0
    assert Proposal.objects.get().changes["text"]["new"] == TYPED


def test_session_that_ended_in_the_middle_costs_a_sign_in_and_nothing_else(form: Page, statement: Any) -> None:
    type_in(form)
    Session.objects.all().delete()
    form.click("input[name=_save]")
    expect(form.locator("#login-form")).to_contain_text("What you typed is kept")
    assert kept(form) == 1
    form.fill("#id_username", "edith")
    form.fill("#id_password", "correct horse battery")
    form.click("#login-form input[type=submit]")
    form.click("#again button")
    expect(form.locator(".messagelist")).to_contain_text("This waits for a reviewer now")
    assert kept(form) == 0
    assert Proposal.objects.get().changes["text"]["new"] == TYPED


def test_refused_save_keeps_the_text_and_discarding_forgets_it(form: Page, statement: Any) -> None:
    form.fill("#id_text", TYPED)
    form.click("input[name=_save]")  # without a reason
    expect(form.locator(".errornote")).to_be_visible()
    assert form.input_value("#id_text") == TYPED
    assert kept(form) == 1
    form.on("dialog", lambda dialog: dialog.accept())
    form.goto(change_url(statement))
    form.click(".kept-text button >> nth=1")
    assert kept(form) == 0
    form.reload()
    expect(form.locator(".kept-text")).to_have_count(0)
