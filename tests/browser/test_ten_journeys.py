"""Ten questions of readers, each from the front page to its answer: at most four taps, no sideways swipe."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

WIDTHS = (360, 1280)
MOST_TAPS = 4
# What is wider than the box that shows it, so that a part is found by swiping only; code to copy may be.
HIDDEN_SIDEWAYS = """() => [...document.querySelectorAll("body, main *")].filter(one =>
    one.scrollWidth > one.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(one).overflowX)
    && one.checkVisibility() && !one.matches("pre, input")).map(one => one.outerHTML.slice(0, 80))"""


class Reader:
    """Somebody with one window who counts what they press."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0

    def tap(self, place: Locator) -> None:
        """One press; what is pressed is in the window from side to side."""
        self.sees(place)
        place.click()
        self.taps += 1

    def menu(self, name: str) -> None:
        """A link of the main menu, which a narrow window folds."""
        menu = self.page.locator(".site-menu > summary")
        if menu.is_visible():
            self.tap(menu)
        self.tap(self.page.locator(".site-menu a", has_text=re.compile(f"^{name}$")))

    def search(self, words: str) -> None:
        """Words in the field of the head; the key that sends them counts as a press."""
        field = self.page.locator("#site-search")
        field.fill(words)
        field.press("Enter")
        self.taps += 1

    def link(self, name: str, within: str = "main") -> Locator:
        """A link by its whole name."""
        return self.page.locator(within).get_by_role("link", name=name, exact=True).first

    def sees(self, place: Locator, words: str = "") -> None:
        """It is in the window from side to side, says this, and nothing of its page hides at a side."""
        expect(place).to_contain_text(words)
        place.scroll_into_view_if_needed()
        box = place.bounding_box()
        width = self.page.viewport_size["width"]
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width + 1
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width
        assert self.page.evaluate(HIDDEN_SIDEWAYS) == []


def an_advocate_asks_for_disease_and_country(reader: Reader) -> None:
    form = reader.page.locator("form.ask")
    form.locator("[name=q]").fill("haemophilia B")
    form.locator("select").select_option("germany")
    reader.taps += 2  # into the field, and the country
    reader.tap(form.get_by_role("button"))
    reader.sees(reader.page.locator(".answer .say").first, "In Germany")


def a_parent_asks_in_their_own_words(reader: Reader) -> None:
    reader.search("is zolgensma available in korea")
    reader.sees(reader.page.locator(".answer .say").first, "South Korea")
    reader.tap(reader.page.locator(".answer .w summary").first)
    reader.sees(reader.page.locator(".answer .w li").first)


def a_misspelt_disease_is_found(reader: Reader) -> None:
    reader.search("hemophillia")
    reader.tap(reader.page.locator(".hits a").first)
    reader.sees(reader.page.get_by_role("heading", level=1), "aemophilia")
    reader.sees(reader.page.locator("#countries"), "Germany")


def a_disease_without_therapy_is_told_from_a_wrong_word(reader: Reader) -> None:
    reader.search("Huntington's disease")
    reader.sees(reader.page.locator("main"), "Huntington")
    reader.tap(reader.page.locator(".answer a, .hits a").first)
    reader.sees(reader.page.locator("main"), "No authorisation of a gene therapy")


def who_pays_is_beside_the_licence(reader: Reader) -> None:
    reader.search("luxturna")
    reader.tap(reader.link("Luxturna"))
    row = reader.page.locator("table.access tr", has_text="Germany")
    reader.sees(row.locator("td").nth(2))
    reader.tap(row.locator("td").nth(2).get_by_role("link"))
    reader.sees(reader.page.locator("#funding-germany"), "Germany")


def two_countries_are_compared(reader: Reader) -> None:
    reader.tap(reader.link("Japan", ".overview"))
    reader.page.locator("#compare-with").select_option("south-korea")
    reader.taps += 1
    reader.tap(reader.page.locator(".compare-with button"))
    cells = reader.page.locator(".comparison tr:has(td)", has_text="Regulator").first.locator("td")
    expect(cells).to_contain_text(["Japan", "South Korea"])
    for number in range(2):
        reader.sees(cells.nth(number))


def the_law_of_a_country_with_its_witness(reader: Reader) -> None:
    reader.tap(reader.link("Japan", ".overview"))
    reader.tap(reader.link("Regulation", ".cards"))
    reader.sees(reader.page.locator(".topic .value").first)
    reader.tap(reader.page.locator(".topic .w summary").first)
    reader.sees(reader.page.locator(".topic .w[open] li").first)


def what_stood_five_years_ago(reader: Reader) -> None:
    reader.menu("Therapies")
    reader.tap(reader.link("The same therapies as a table of countries"))
    year = int(reader.page.locator(".steps a").first.inner_text())
    step = reader.page.locator(f"#step-{year + 5}")
    reader.tap(step)
    expect(step).to_have_attribute("aria-current", "date")
    reader.sees(reader.page.locator(".matrix td a").first)


def what_is_new_with_its_source(reader: Reader) -> None:
    news = reader.page.locator("#main .dated li").first
    reader.tap(news.locator("summary"))
    reader.sees(news.locator(".w li").first)
    reader.menu("Timeline")
    reader.sees(reader.page.locator("#results .timeline li").first)


def a_picture_to_cite_and_embed(reader: Reader) -> None:
    reader.menu("Charts")
    reader.tap(reader.page.locator("#chart-authorisations a", has_text="Cite or embed"))
    reader.sees(reader.page.locator("#chart-citation"), "GT Lead")
    reader.sees(reader.page.locator("#embed"), "<img")


JOURNEYS: tuple[Callable[[Reader], None], ...] = (
    an_advocate_asks_for_disease_and_country,
    a_parent_asks_in_their_own_words,
    a_misspelt_disease_is_found,
    a_disease_without_therapy_is_told_from_a_wrong_word,
    who_pays_is_beside_the_licence,
    two_countries_are_compared,
    the_law_of_a_country_with_its_witness,
    what_stood_five_years_ago,
    what_is_new_with_its_source,
    a_picture_to_cite_and_embed,
)


@pytest.mark.parametrize("width", WIDTHS)
def test_ten_journeys_take_four_taps_and_no_swipe(open_page, atlas, width):
    page = open_page(atlas, viewport={"width": width, "height": 800}, has_touch=width < 1000)
    taps = {}
    for journey in JOURNEYS:
        page.goto("/")
        reader = Reader(page)
        journey(reader)
        taps[journey.__name__] = reader.taps
    assert {name: number for name, number in taps.items() if number > MOST_TAPS} == {}
