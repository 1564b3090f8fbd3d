"""Filtering on a bad line: what is ticked stays ticked and counts, and a request that fails says so."""

import re
import time

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 780}
LIST = re.compile(r"/therapies/\?")


# What htmx writes to the console about requests that were replaced or failed.
EXPECTED = ("htmx:afterRequest", "htmx:sendAbort", "htmx:sendError", "htmx:responseError", "503", "ERR_FAILED")


@pytest.fixture
def quiet(problems):
    """Only what a bad line causes may be in the console."""
    yield
    problems[:] = [text for text in problems if not any(part in text for part in EXPECTED)]


def slow(page, milliseconds):
    """Every answer for the list comes so much later."""

    def later(route):
        time.sleep(milliseconds / 1000)
        route.continue_()

    page.route(LIST, later)


@pytest.mark.parametrize("milliseconds", [50, 2000])
def test_boxes_ticked_while_an_answer_is_on_its_way_count(open_page, atlas, quiet, milliseconds):
    page = open_page(atlas)
    page.goto("/therapies/")
    slow(page, milliseconds)
    names = ("modality-car-t", "disease_area-blood-cancer", "authorised_in-japan")
    for name in names:
        page.locator(f"#{name}").check()
        page.wait_for_timeout(200)
    expect(page).to_have_url(re.compile("modality=car-t&disease_area=blood-cancer&authorised_in=japan"))
    expect(page.locator("#results")).not_to_have_attribute("aria-busy", "true")
    assert all(page.locator(f"#{name}").is_checked() for name in names)
    chips = page.locator(".chips li").all_inner_texts()
    assert len(chips) == len(names), chips


def break_off(page, how):
    """The next answers for the list fail."""
    page.route(LIST, lambda route: route.abort() if how == "reset" else route.fulfill(**how))


@pytest.mark.parametrize(
    "how", ["reset", {"status": 503, "body": "Busy"}, {"status": 200, "body": "<p>Pay for this network</p>"}]
)
def test_a_failed_request_says_so_and_leaves_the_list(open_page, atlas, quiet, how):
    page = open_page(atlas, viewport=PHONE)
    page.goto("/therapies/")
    before = page.locator("#results .therapy").count()
    break_off(page, how)
    page.get_by_text("Narrow the list").click()
    page.locator("#modality-car-t").check()
    status = page.get_by_role("status")
    expect(status).to_contain_text("No answer came.")
    expect(page.locator("#results")).not_to_have_attribute("aria-busy", "true")
    assert page.locator("#results .therapy").count() == before
    assert page.locator("#modality-car-t").is_checked()
    page.unroute(LIST)
    again = status.get_by_role("link", name="Try again")
    assert "modality=car-t" in again.get_attribute("href")
    again.click()
    expect(status).to_contain_text(re.compile(r"^\s*\d+ of \d+ therapies\s*$"))
    expect(page.locator(".chips li")).to_have_count(1)


def test_on_a_phone_a_used_form_makes_room_for_what_it_found(open_page, atlas, quiet):
    page = open_page(atlas, viewport=PHONE)
    page.goto("/therapies/")
    page.get_by_text("Narrow the list").click()
    page.locator("#modality-car-t").check()
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".chips li")).to_have_count(1)
    assert not page.locator("#modality-car-t").is_visible()
    assert page.locator("#results .therapy").first.bounding_box()["y"] < PHONE["height"]


def test_the_matrix_steps_through_the_years_by_keyboard(open_page, atlas):
    page = open_page(atlas)
    page.goto("/therapies/matrix/?show_country=japan")
    page.locator("#step-today").focus()
    page.keyboard.press("Shift+Tab")
    for _ in range(2):
        expect(page.locator(".htmx-settling, .htmx-added")).to_have_count(0)  # until then a new link is a plain one
        page.keyboard.press("Enter")
        expect(page.locator(".steps a:focus")).to_have_attribute("aria-current", "date")
        day = page.locator("input[name=on]").input_value()
        assert f"on={day}&show_country=japan" in page.url or f"show_country=japan&on={day}" in page.url
        page.keyboard.press("Shift+Tab")
