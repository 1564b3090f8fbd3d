"""What readers do, in a real browser: filter, open, go back, compare; with the keyboard and without script."""

import pytest
from playwright.sync_api import expect

from tests import builders

pytestmark = pytest.mark.browser


def names_on(page):
    return page.locator("#results .country-card h3 a").all_inner_texts()


def tick(page, identifier):
    """Tick a box of the filters, opening their fold first where the screen is too narrow to show it open."""
    summary = page.locator("form.filter-form details.fold:not([open]) > summary")
    if summary.is_visible():
        summary.click()
    page.locator(f"#{identifier}").check()


def test_filtering_announces_the_count_and_keeps_the_address_clean(page, world):
    page.goto("/countries/")
    status = page.locator("#result-status")
    expect(status).to_have_text("4 of 4 countries")
    tick(page, "region-east-asia")
    expect(status).to_have_text("2 of 4 countries")
    assert names_on(page) == ["Japan", "South Korea"]
    page.wait_for_url("**/countries/?region=east-asia")
    assert status.get_attribute("role") == "status"
    assert page.evaluate("document.activeElement.id") == "region-east-asia"


def test_back_twice_shows_whole_pages_with_their_rows(page, world):
    page.goto("/countries/")
    tick(page, "region-east-asia")
    page.wait_for_url("**/countries/?region=east-asia")
    page.locator("#results").get_by_role("link", name="Japan", exact=True).click()
    page.wait_for_url("**/countries/japan/")
    page.go_back()
    expect(page.locator("#result-status")).to_have_text("2 of 4 countries")
    assert names_on(page) == ["Japan", "South Korea"]
    expect(page.locator(".site-header")).to_be_visible()
    page.go_back()
    expect(page.locator("#result-status")).to_have_text("4 of 4 countries")
    assert len(names_on(page)) == 4
    expect(page.get_by_role("heading", level=1)).to_have_text("Countries")


def test_a_term_opens_its_definition_without_script_and_closes_with_the_keyboard(open_page, live_server, world):
    builders.a_term(slug="capsid", term="Capsid", definition="The shell of a virus.")
    address = builders.a_statement(text="It has a capsid.").get_absolute_url().partition("#")[0]
    page = open_page(live_server.url, java_script_enabled=False)
    page.goto(address)
    term = page.get_by_role("button", name="capsid")
    definition = page.get_by_role("dialog", name="Capsid")
    expect(definition).to_be_hidden()
    term.press("Enter")
    expect(definition).to_contain_text("The shell of a virus.")
    expect(definition).to_be_focused()
    page.keyboard.press("Escape")
    expect(definition).to_be_hidden()
    expect(term).to_be_focused()


def test_comparing_by_keyboard_alone(page, world):
    page.goto("/compare/")
    for slug in ("japan", "germany"):
        page.locator(f"input[name=country][value={slug}]").focus()
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("table.comparison")).to_be_visible()
    assert "country=japan" in page.url
    assert "country=germany" in page.url
    assert "=&" not in page.url


def test_filter_without_script(open_page, live_server, world):
    page = open_page(live_server.url, java_script_enabled=False)
    page.goto("/countries/")
    page.locator("form.filter-form input[name=q]").fill("japan")
    page.locator("form.filter-form button[type=submit]").click()
    expect(page.locator("#result-status")).to_have_text("1 of 4 countries")
    assert names_on(page) == ["Japan"]


def test_compare_without_script(open_page, live_server, world):
    page = open_page(live_server.url, java_script_enabled=False)
    page.goto("/compare/")
    for slug in ("japan", "south-korea"):
        page.locator(f"input[name=country][value={slug}]").check()
    page.locator("form.compare-form button[type=submit]").click()
    expect(page.locator("table.comparison")).to_be_visible()
    assert page.locator("table.comparison thead th a").all_inner_texts() == ["Japan", "South Korea"]


def test_no_button_stands_there_that_needs_the_script(open_page, live_server, world):
    for script in (True, False):
        page = open_page(live_server.url, java_script_enabled=script)
        page.goto("/compare/?country=japan&country=south-korea")
        buttons = page.locator("[data-print], [data-copy]")
        assert buttons.count() > 1
        assert all(button.is_visible() is script for button in buttons.all())


def test_old_place_on_a_timeline_that_has_pages_now_is_found(page, world):
    for number in range(60):
        builders.a_milestone(slug=f"event-{number}", countries=[world.japan], theme=world.regulation, date="2001")
    page.goto("/countries/japan/timeline/#event-0")
    page.wait_for_url("**/timeline/?at=event-0#event-0")
    expect(page.locator("#event-0")).to_be_in_viewport()
    page.get_by_role("link", name="Previous page").click()
    page.wait_for_url("**/timeline/?page=1")
