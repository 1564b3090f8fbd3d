"""Every public page in a real browser: axe on wide light pages and narrow dark ones, widths, print, no noise."""

from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import WIDE
from tests.crawl import routes

pytestmark = pytest.mark.browser

NARROW = {"width": 320, "height": 700}
PHONE = {"width": 360, "height": 780}
MOST_SCREENS = {1280: 15, 360: 25}
UNSEEN = 0.005  # a shift of layout that rounds to 0.00
DICTIONARY = "/data/"  # of the downloads: longer than any page that is read
ALL_COUNTRIES = "&".join(
    f"country={slug}"
    for slug in ("united-states", "china", "united-kingdom", "germany", "japan", "south-korea", "australia")
)
# Of each kind of page one with all that the kind can hold, but not the longest: axe takes its time.
EXAMPLES = {
    "country": ["/countries/australia/"],
    "country-theme": ["/countries/australia/clinical-care/"],
    "country-institutions": ["/countries/australia/institutions/"],
    "country-timeline": ["/countries/australia/timeline/"],
    "disease": ["/diseases/haemophilia-b/", "/diseases/haemophilia-b/?country=germany"],
    "therapy": ["/therapies/kymriah/"],
    "theme": ["/themes/ethics/"],
    "question": ["/ethics/heritable-editing/"],
    "therapy-label": ["/therapies/elevidys/label/"],
    "question-positions": ["/ethics/heritable-editing/positions/"],
    "source": ["/sources/jp-pubmed-ada/"],
    "picture": ["/pictures/sample/"],
    "chart-page": ["/charts/modalities/"],
    "as-it-was": [f"/changes/country/japan/{datetime.now(UTC).date()}/"],  # the day on which the data are loaded
    "contribute": ["/ethics/heritable-editing/contribute/"],
    "contributions": ["/ethics/heritable-editing/contributions/"],
    "fact-problem": ["/report/country/japan/"],
}
NOWHERE = ("/nowhere/", "/countries/united-states/timeline/?at=nobody")
MORE = [
    *NOWHERE,
    "/countries/?region=east-asia&q=approval",
    "/countries/?region=atlantis",
    "/compare/?country=atlantis",
    f"/compare/?{ALL_COUNTRIES}",
    f"/compare/?{ALL_COUNTRIES}&theme=ethics&differences=1",
    "/search/?q=germline",
    "/therapies/?on=2019-06-01&modality=car-t",
    "/ethics/heritable-editing/positions/?country=japan&legal_class=prohibited",
    "/countries/united-states/timeline/?page=2",
]
# By the height measured over all pages of a kind on 29 November 2026.
LONGEST = [
    "/countries/united-states/",
    "/countries/united-states/regulation/",
    "/countries/united-states/timeline/",
    "/diseases/large-b-cell-lymphoma/",
    "/therapies/yescarta/",
    "/therapies/aucatzyl/",  # with a long term of the glossary in a narrow place
    f"/compare/?notes=1&{ALL_COUNTRIES}",
    "/search/?q=gene+therapy",
]
# The lasting address of a fact is no page: it leads to one.
PAGES = [r for r in routes() if not r.is_private and (r.pattern.endswith("/") or not r.pattern) and r.name != "fact"]
ADDRESSES = [f"/{r.pattern}" for r in PAGES if not r.has_parameters and r.name != "styleguide"]
ADDRESSES += [address for addresses in EXAMPLES.values() for address in addresses] + MORE


def breaches(page) -> list[str]:
    """What axe finds, a line a place."""
    results = Axe().run(page, options={"resultTypes": ["violations"]}).response
    return [
        f"{violation['id']}: {node['target']} {node.get('failureSummary', '')[:300]}"
        for violation in results["violations"]
        for node in violation["nodes"]
    ]


def overflow(page) -> int:
    """By how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def screens(page) -> float:
    """How many windows high the page is."""
    return page.evaluate("document.documentElement.scrollHeight / innerHeight")


def shift(page) -> float:
    """How much of the page moved while it came, by the browser's own measure."""
    return page.evaluate(
        """() => new Promise((done) => {
            let moved = 0;
            new PerformanceObserver((list) => { for (const entry of list.getEntries()) moved += entry.value; })
                .observe({ type: "layout-shift", buffered: true });
            requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(moved), 0)));
        })"""
    )


def test_every_kind_of_public_page_is_here():
    assert {r.name for r in PAGES if r.has_parameters} == set(EXAMPLES)


@pytest.mark.parametrize("address", ADDRESSES)
def test_page_is_for_everybody(atlas_page, reading, address):
    page, problems = reading
    response = page.goto(address)
    assert response.status == (404 if address in NOWHERE else 200)
    if address in NOWHERE:
        problems[:] = [text for text in problems if "404" not in text]
    assert breaches(page) == []
    assert shift(page) < UNSEEN
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        assert address == DICTIONARY or screens(page) <= MOST_SCREENS[size["width"]]
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(NARROW)
    assert overflow(page) <= 0
    assert breaches(page) == []


@pytest.mark.parametrize("address", LONGEST)
def test_the_longest_page_of_a_kind_is_so_many_screens_at_most(atlas_page, address):
    page = atlas_page
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        page.goto(address)
        assert shift(page) < UNSEEN
        assert screens(page) <= MOST_SCREENS[size["width"]]
        assert overflow(page) <= 0


@pytest.mark.parametrize("address", ["/countries/japan/ethics/", "/themes/regulation/", "/ethics/heritable-editing/"])
def test_sources_are_seen_in_print(atlas_page, address):
    page = atlas_page
    page.goto(address)
    page.emulate_media(media="print")
    sources = page.locator("#sources li")
    assert sources.count() > 5
    assert sources.first.is_visible()
    assert "https://" in sources.first.locator("a").first.evaluate("link => getComputedStyle(link, '::after').content")
    assert not page.locator(".site-header nav").is_visible()


# What a reader of forced colours cannot tell without: words for states, lines for heads, a mark for where one is.
MEANINGS = {
    "/therapies/matrix/": (
        ".matrix td:has(> a) > a",
        "all => all.every(one => /[a-z]{4}/.test(one.innerText))",
    ),
    "/compare/?country=japan&country=germany": (
        "thead th",
        "all => all.every(one => parseFloat(getComputedStyle(one).borderBottomWidth) >= 2)",
    ),
    "/countries/japan/regulation/": (
        "[aria-current]",
        "all => all.every(one => getComputedStyle(one).outlineStyle === 'solid')",
    ),
}


@pytest.mark.parametrize("address", [*MEANINGS, "/", "/charts/authorisations/"])
def test_forced_colours_leave_every_meaning(atlas_page, address):
    page = atlas_page
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.goto(address)
    assert breaches(page) == []
    for link in page.locator("main a:visible, main button:visible, main summary:visible").all()[:3]:
        link.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        ring = "one => [getComputedStyle(one).outlineStyle, parseFloat(getComputedStyle(one).outlineWidth)]"
        style, width = page.locator(":focus").evaluate(ring)
        assert style == "solid"
        assert width >= 2
    if address in MEANINGS:
        places, holds = MEANINGS[address]
        assert page.locator(places).count() > 1
        assert page.locator(places).evaluate_all(holds)


@pytest.mark.parametrize("width", [320, 768, 1280, 2560])
def test_profile_fits_every_width(atlas_page, width):
    page = atlas_page
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/countries/japan/")
    assert overflow(page) <= 0
    assert page.locator("#summary p.summary").bounding_box()["width"] < 900


def test_whole_atlas_opens(atlas_page):
    atlas_page.goto("/countries/")
    assert atlas_page.locator("#results a[href^='/countries/']").count() >= 7
