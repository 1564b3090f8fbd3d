"""What stands beside a form while somebody writes in it: who else has it open, and the page as it would be."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import builders
from tests.admin_forms import change_url
from tests.browser.test_accessibility import breaches, overflow
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


def ours(page: Page) -> list[str]:
    """What axe finds, but for what Django's choice of many records brings along."""
    return [found for found in breaches(page) if "select2" not in found]


def preview_in(page: Page) -> Any:
    """What the frame of the pane shows."""
    return page.frame_locator("#typed iframe").locator("main")


def test_page_stands_beside_the_form_as_it_is_typed(open_page: Any, live_server: Any, statement: Any) -> None:
    edith = signed_in(
        open_page(live_server.url, viewport={"width": 1440, "height": 900}), builders.an_editor(username="edith")
    )
    edith.goto(change_url(statement))
    expect(preview_in(edith)).to_contain_text("The law of old is in force.")
    edith.fill("#id_text", "The law of new is in force.")
    expect(preview_in(edith).locator("ins.typed")).to_have_text("new")
    expect(preview_in(edith).locator("ins.typed")).to_be_in_viewport()
    edith.evaluate("document.querySelector('#id_text').scrollIntoView()")
    ends = "(place) => place.getBoundingClientRect()"
    form, pane = (edith.locator(place).evaluate(ends) for place in ("#id_text", "#typed"))
    assert form["right"] <= pane["left"]
    assert (ours(edith), overflow(edith)) == ([], 0)
    edith.fill("#id_text", "")
    expect(edith.locator("#typed [data-typed]")).to_contain_text("This field is required")
    edith.click("#typed summary")
    edith.reload()
    expect(edith.locator("#typed iframe")).to_have_count(0)
    statement.refresh_from_db()
    assert statement.text == "The law of old is in force."


def test_page_stands_below_the_form_on_a_phone_when_it_is_asked_for(
    open_page: Any, live_server: Any, statement: Any
) -> None:
    edith = signed_in(
        open_page(live_server.url, viewport={"width": 360, "height": 800}), builders.an_editor(username="edith")
    )
    edith.goto(change_url(statement))
    edith.fill("#id_text", "The law of new is in force.")
    expect(edith.locator("#typed iframe")).to_have_count(0)
    edith.click("#typed summary")
    expect(preview_in(edith).locator("ins.typed")).to_have_text("new")
    assert (ours(edith), overflow(edith)) == ([], 0)
