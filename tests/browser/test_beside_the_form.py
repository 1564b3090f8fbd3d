"""What stands beside a form while somebody writes in it: who else has it open, and the page as it would be."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import builders
from tests.admin_forms import change_url
from tests.browser.test_editorial_round import signed_in


@pytest.fixture
def statement() -> Any:
    """A public statement."""
    return builders.a_statement(text="The law of old is in force.")


def form_of(open_page: Any, live_server: Any, record: Any, name: str, **how: Any) -> Page:
    """The form before an editor of this name, whose clock waits."""
    page = signed_in(open_page(live_server.url, **how), builders.an_editor(username=name))
    page.clock.install()
    page.goto(change_url(record))
    return page


def test_who_opens_it_later_is_told_to_who_has_it_open(open_page: Any, live_server: Any, statement: Any) -> None:
    edith = form_of(open_page, live_server, statement, "edith")
    alice = form_of(open_page, live_server, statement, "alice")
    expect(alice.locator("[data-editing]")).to_contain_text("edith, since")
    expect(edith.locator("[data-editing]")).not_to_contain_text("alice")
    edith.clock.run_for(31_000)
    expect(edith.locator("[data-editing]")).to_contain_text("alice, since")


def test_form_out_of_sight_does_not_ask(open_page: Any, live_server: Any, statement: Any) -> None:
    edith = form_of(open_page, live_server, statement, "edith")
    asked: list[str] = []
    edith.on("request", lambda request: asked.append(request.url))
    edith.evaluate("Object.defineProperty(document, 'hidden', { value: true })")
    edith.clock.run_for(65_000)
    assert [url for url in asked if "/editing/" in url] == []
