"""My disease, my country: two actions from the home page, on a phone; names offered while typing."""

import pytest
from playwright.sync_api import expect

from tests.world import public_world

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 780}


@pytest.fixture
def world(live_server):
    return public_world()


def test_answer_takes_two_actions_on_a_phone(page, world):
    page.set_viewport_size(PHONE)
    page.goto("/")
    words = page.locator(".site-search input[name=q]")
    words.fill("blindness japan")
    words.press("Enter")
    answer = page.locator(".answer")
    expect(answer).to_contain_text("Authorised. In Japan, Beta has been authorised since 11 June 2021.")
    assert answer.bounding_box()["y"] < PHONE["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_home_page_begins_with_disease_and_country(page, world):
    page.set_viewport_size(PHONE)
    page.goto("/")
    form = page.locator("form.ask")
    form.locator("input[name=q]").fill("失明")
    form.locator("select[name=country]").select_option("japan")
    form.get_by_role("button").click()
    answer = page.locator(".answer")
    expect(answer).to_contain_text("Authorised. In Japan, Beta has been authorised since 11 June 2021.")
    assert answer.bounding_box()["y"] < PHONE["height"]


@pytest.mark.parametrize("address", ["/", "/search/"])
def test_names_are_offered_while_typing(page, world, address):
    page.goto(address)
    page.locator("#id_words").press_sequentially("blin")
    expect(page.locator("#names option")).to_have_count(1)
    assert page.locator("#names option").evaluate("option => option.value") == "Blindness"
