"""On paper: how many sheets a page takes, that no country is lost, and that no heading ends a sheet."""

import re

import pytest

pytestmark = pytest.mark.browser

SEVEN = "&".join(
    f"country={slug}"
    for slug in ("united-states", "china", "united-kingdom", "germany", "japan", "south-korea", "australia")
)
BRIEFING = "document.documentElement.classList.add('briefing')"
LANDSCAPE = (842, 595)
# What stands after a witness on paper: the numbers of its notes, in brackets.
NUMBERS = "all => all.map(one => getComputedStyle(one, '::after').content)"
# The longest of each kind, and one of usual length; pages by Chromium's own count.
SHEETS = [
    ("/countries/united-states/", "", 2),
    ("/countries/germany/", "", 2),
    ("/countries/united-states/regulation/", "", 4),
    ("/countries/japan/research/", "", 4),
    (f"/compare/?{SEVEN}", BRIEFING, 2),
    ("/therapies/kymriah/", BRIEFING, 2),
]


def printed(page, address: str, script: str = "") -> tuple[int, tuple[int, int]]:
    """On how many sheets a page is printed, and how large they are; its pictures have come."""
    page.goto(address)
    page.evaluate("Promise.all([...document.images].map(one => { one.loading = 'eager'; return one.decode(); }))")
    if script:
        page.evaluate(script)
    file = page.pdf(prefer_css_page_size=True)
    width, height = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", file).groups()
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", file)), (round(float(width)), round(float(height)))


def test_pages_keep_to_their_sheets(open_page, atlas):
    page = open_page(atlas, viewport={"width": 1280, "height": 900})
    found = {address: (printed(page, address, script)[0], most) for address, script, most in SHEETS}
    assert {address: taken for address, taken in found.items() if taken[0] > taken[1]} == {}


def test_seven_countries_are_on_paper_side_by_side(open_page, atlas):
    page = open_page(atlas, viewport={"width": 1280, "height": 900})
    _sheets, size = printed(page, f"/compare/?{SEVEN}")
    assert size == LANDSCAPE
    page.set_viewport_size({"width": 1032, "height": 700})  # what a sheet holds between its margins
    page.emulate_media(media="print")
    heads = page.locator(".comparison thead th").all()
    assert len(heads) == 8
    assert all(head.is_visible() for head in heads)
    edges = [head.bounding_box() for head in heads]
    assert all(edge["width"] > 60 and edge["x"] + edge["width"] <= 1033 for edge in edges)
    assert page.locator(".pairs").is_hidden()


@pytest.mark.parametrize("query", ["country=japan&country=germany&country=australia", f"notes=1&{SEVEN}"])
def test_a_printed_comparison_names_its_sources_in_numbered_notes(open_page, atlas, query):
    page = open_page(atlas, viewport={"width": 1032, "height": 700})
    page.goto(f"/compare/?{query}")
    notes, number = page.locator(".print-notes li"), page.locator(".comparison [data-n]")
    are_asked = "notes" in query
    assert notes.first.is_hidden()
    assert (number.evaluate_all(NUMBERS)[0] != "none") is are_asked
    assert page.locator(".print-notes summary").is_visible() is are_asked
    page.emulate_media(media="print")
    assert notes.first.is_visible()
    shown = [text.strip('" []') for text in number.evaluate_all(NUMBERS)]
    assert shown[0] == "1"
    assert set(map(int, shown)) == set(range(1, notes.count() + 1))
    page.goto(number.nth(7).get_attribute("href"))
    address = page.locator("main a[rel=external], main .facts-list a").first.get_attribute("href")
    page.go_back()
    assert address in notes.nth(int(shown[7]) - 1).inner_text()
    keeps = "all => all.filter(one => getComputedStyle(one).breakAfter !== 'avoid').map(one => one.outerHTML)"
    assert page.locator("main :is(h1, h2, h3), .comparison tr:has(> .group)").evaluate_all(keeps) == []


def test_headings_keep_with_what_follows_and_notes_have_numbers_and_addresses(open_page, atlas):
    page = open_page(atlas, viewport={"width": 700, "height": 1000})
    page.goto("/countries/japan/regulation/")
    page.emulate_media(media="print")
    keeps = "all => all.filter(one => getComputedStyle(one).breakAfter !== 'avoid').map(one => one.outerHTML)"
    assert page.locator("main :is(h1, h2, h3)").evaluate_all(keeps) == []
    numbers = page.locator(".topic .w [data-n]").evaluate_all(NUMBERS)
    assert all(re.fullmatch(r"\[\d+(, \d+)*\]", text.strip('" ')) for text in numbers)
    note = page.locator("#sources li a").first
    assert "https://" in note.evaluate("link => getComputedStyle(link, '::after').content")
