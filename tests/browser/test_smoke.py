"""The browser, the server and the site work together."""

from tests import builders


def test_published_country_is_reached_from_the_list(page):
    builders.a_country(slug="japan", name="Japan")
    builders.a_country(slug="elsewhere", name="Elsewhere", state="draft")
    page.goto("/countries/")
    assert page.get_by_text("Elsewhere").count() == 0
    page.get_by_role("main").get_by_role("link", name="Japan", exact=True).first.click()
    page.wait_for_url("**/countries/japan/")
    assert page.get_by_role("heading", level=1).inner_text() == "Japan"


def test_inline_code_is_refused_and_noticed(page, problems):
    page.goto("/countries/")
    page.evaluate("document.body.setAttribute('onclick', 'document.title = 1')")
    page.click("h1")
    assert page.title() != "1"
    assert "Content Security Policy" in problems.pop()
