"""Every public page of the reference data, walked once from the front page: the contract of the site."""

import re
from functools import cache
from urllib.parse import urlsplit

import brotli
import pytest
from django.apps import apps
from django.test import Client

from countries.models import Country, Statement
from gtlead.publication.page_store import BROTLI_QUALITY
from gtlead.records.models import Record
from gtlead.review.saving import save_once
from gtlead.sources.models import Fact
from tests import builders
from tests.crawl import FOR_MACHINES, FORMS, Reply, Site, fetch, routes, walk
from tests.html import Element, fragment_problems, problems
from themes.models import Question

pytestmark = pytest.mark.django_db

SOURCE_PAGES = 40
HTML_BYTES, BROTLI_BYTES, TAB_STOPS = 60_000, 12_000, 150  # of a cover, a theme in a country, a therapy, a question
FIRST_VIEW = 70_000
POLICY = {
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}
HTMX = {"HX-Request": "true"}
DATED = re.compile(r"\b(?:19|20)\d\d · ")  # the date of a cell, before its witness


@pytest.fixture(scope="module")
def site(reference_data: None, django_db_blocker) -> Site:
    """All pages, read once for all tests of this module; readers may contribute, and Japan has a picture."""
    with django_db_blocker.unblock():
        save_once(Statement.objects.published()[0], {}, user=builders.an_editor(), reason="Read again")
        builders.a_moderator()
        builders.a_contribution(question=Question.objects.published()[0], state="approved", text="An opinion.")
        Country.objects.filter(slug="japan").update(picture=builders.a_picture())
        return walk(Client(), "/", at_most={"source": SOURCE_PAGES})


def listed(found: dict[str, object]) -> str:
    """What is wrong, an address a line, for the message of a failed test."""
    return "\n".join(f"{address}: {what}" for address, what in found.items())


def pages_with_fragments(site: Site) -> list[Reply]:
    """The pages of which htmx replaces a part by their own address, not by another's."""
    return [
        page
        for page in site.pages
        if any(
            "hx-get" in e.attributes and place(e.get("hx-get"))[0] in ("", place(page.address)[0])
            for e in page.document.elements
        )
    ]


def place(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.path, parts.fragment


def test_every_address_answers(site):
    broken = {a: (reply.status, reply.text[:200]) for a, reply in site.replies.items() if reply.status != 200}
    assert not broken, listed(broken)


def test_every_public_route_is_linked_from_somewhere(site):
    reached = {reply.route for reply in site.replies.values()}
    public = {route.name for route in routes() if not route.is_private}
    assert public - reached - FOR_MACHINES == set()


def test_every_published_record_has_its_page(site):
    pages = {reply.address for reply in site.pages}
    missing = {
        place(record.get_absolute_url())[0]
        for model in apps.get_models()
        if issubclass(model, Record) and hasattr(model, "get_absolute_url")
        for record in model.objects.published()
    } - pages
    missing = {address for address in missing if not address.startswith("/sources/")}  # the crawl reads some of them
    assert not missing, "\n".join(sorted(missing))


def test_every_published_fact_has_its_place_on_a_page(site):
    """What a source's page links to is really there: on one of the pages that the walk found, and on the one named."""
    addresses = [
        fact.get_absolute_url()
        for model in apps.get_models()
        if issubclass(model, Fact)
        for fact in model.objects.published().for_citing()
    ]
    assert len(addresses) > 300
    held: dict[str, set[str]] = {}
    for page in site.pages:
        held.setdefault(place(page.address)[0], set()).update(page.document.ids)
    nowhere = [
        address for address in addresses if place(address)[1] and place(address)[1] not in held[place(address)[0]]
    ]
    assert not nowhere, "\n".join(nowhere)
    for address in [address for address in addresses if "?at=" in address][::25]:
        assert f'id="{place(address)[1]}"' in fetch(Client(), address).text, address


def test_every_link_to_a_place_finds_it(site):
    nowhere = [
        f"{address}#{name} from {origin}"
        for address, names in site.places.items()
        if address in site.replies and site.replies[address].document is not None
        for name, origin in names.items()
        if name not in site.replies[address].document.ids
    ]
    assert not nowhere, "\n".join(nowhere)


def test_every_page_keeps_the_html_contract(site):
    found = {page.address: wrong for page in site.pages if (wrong := problems(page.document))}
    assert not found, listed(found)


def is_on_the_page(problem: str, page: Reply) -> bool:
    """Whether a place that a fragment misses is in the rest of its page, which stays."""
    missed = re.search(r"no place #(\S+) on this page", problem)
    return bool(missed) and missed[1] in page.document.ids


def test_every_fragment_keeps_the_html_contract(site):
    found = {}
    for page in pages_with_fragments(site):
        fragment = fetch(Client(), page.address, **HTMX)
        assert "<html" not in fragment.text
        if wrong := [p for p in fragment_problems(fragment.document) if not is_on_the_page(p, page)]:
            found[page.address] = wrong
    assert not found, listed(found)


def test_every_page_has_a_title_of_its_own(site):
    titles: dict[str, list[str]] = {}
    for page in site.pages:
        if page.is_plain and page.route != "source":
            titles.setdefault(page.document.all("title")[0].text, []).append(page.address)
    assert {title: addresses for title, addresses in titles.items() if len(addresses) > 1} == {}


def test_no_page_sets_a_cookie_but_those_of_the_public_forms(site):
    found = {reply.route: reply.cookies for reply in site.replies.values() if reply.cookies}
    assert found == {name: ["csrftoken"] for name in FORMS}


def test_forms_are_kept_by_nobody_and_not_for_search_engines(site):
    forms = [page for page in site.pages if page.route in FORMS]
    assert {page.route for page in forms} == FORMS
    for page in forms:
        assert "private" in page.headers["Cache-Control"]
        assert "Cookie" in page.headers["Vary"]
        assert [m.get("content") for m in page.document.all("meta") if m.get("name") == "robots"] == ["noindex, follow"]


def test_every_page_has_the_strict_policy(site):
    pages = [r for r in site.replies.values() if not r.headers["Content-Type"].startswith("image/svg")]
    policies = {reply.headers.get("Content-Security-Policy", "") for reply in pages}
    assert {frozenset(policy.split("; ")) for policy in policies} == {frozenset(POLICY)}


def test_pages_with_fragments_say_that_they_vary(site):
    found = pages_with_fragments(site)
    assert {"countries", "compare", "sources"} <= {page.route for page in found}
    wrong = [p.address for p in found if "HX-Request" not in p.headers.get("Vary", "")]
    assert wrong == []


def but_for_the_second(text):
    return re.sub(r"edition=[\dTZ:%A-]+", "", text)


def test_history_gets_the_whole_page(site):
    for page in pages_with_fragments(site):
        if page.is_plain:
            restored = fetch(Client(), page.address, **HTMX, **{"HX-History-Restore-Request": "true"})
            assert but_for_the_second(restored.text) == but_for_the_second(page.text)


def test_every_fact_shown_names_its_source_and_the_day_it_was_checked(site):
    naked = []
    facts = 0
    for page in site.pages:
        for fact in page.document.by_class("fact"):
            facts += 1
            notes = [e for e in fact.walk() if "w" in e.get("class").split()]
            text = " ".join(note.text for note in notes)
            if "not known" in fact.text and not notes:
                continue  # nobody has looked yet: there is nothing to give a source for
            if not re.search(r"Checked on \d{1,2} \w+ 20\d\d", text):
                naked.append(f"{page.address}: {fact} has no day")
            elif not any(note.all("a") for note in notes) and "nothing was found" not in text:
                naked.append(f"{page.address}: {fact} has no source")
    assert facts > 300
    assert not naked, "\n".join(naked)


def test_every_comparison_cell_that_says_something_names_its_source_and_date(site):
    cells = [cell for page in site.pages if page.route == "compare" for cell in page.document.all("td")]
    assert cells
    naked = [
        cell.text
        for cell in cells
        if not [e for e in cell.walk() if "missing" in e.get("class").split()]
        if not (DATED.search(cell.text) and [a for a in cell.all("a") if a.get("href").startswith("/sources/")])
    ]
    assert not naked, "\n".join(naked)


def test_nothing_is_left_unsaid_or_unrendered(site):
    signs = re.compile(r"[>\"]\s*(None|True|False|nan|\[\]|\(\))\s*[<\"]|\{\{|\{%|&lt;/?[a-z]|Lorem")
    found = {
        page.address: match.group()
        for page in site.pages
        if (match := signs.search(re.sub(r"<(code|pre)\b.*?</\1>", "", page.text, flags=re.DOTALL)))
    }
    assert not found, listed(found)


def test_first_view_is_light(site):
    """A reader's first page with all that it fetches, packed as it is sent; of late pictures one is near enough."""

    @cache
    def weight(body: bytes) -> int:
        return len(brotli.compress(body, quality=BROTLI_QUALITY))

    heavy = {}
    for page in site.pages:
        fetched = {
            element.get("src") or element.get("href")
            for element in page.document.all("script", "link")
            if element.get("rel") not in ("canonical", "alternate")
        } - {""}
        pictures = [image.get("src") for image in page.document.all("img")]
        parts = [site.replies.get(path) or fetch(Client(), path) for path in [*fetched, *pictures[:1]]]
        assert {part.status for part in parts} <= {200}
        total = sum(weight(part.body) for part in [page, *parts])
        if total > FIRST_VIEW:
            heavy[page.address] = total
    assert not heavy, listed(heavy)


def is_stop(element: Element) -> bool:
    """Whether the tab key stops at it while everything that folds is closed, but for the menu, which is a bar."""
    is_menu = element.tag == "summary" and element.has_ancestor("header")
    if element.get("type") == "hidden" or is_menu or (element.tag == "a" and not element.get("href")):
        return False
    folds = [a for a in element.ancestors() if a.tag == "details" and a.get("class") != "site-menu"]
    return not folds or (element.tag == "summary" and len(folds) == 1)


def test_covers_themes_therapies_and_questions_keep_their_budgets(site):
    pages = [page for page in site.pages if page.is_plain and page.route in ("country", "country-theme")]
    assert len(pages) == 7 * 9
    therapies = [page for page in site.pages if page.route == "therapy" and "at" not in page.parameters]
    assert {page.address.partition("?")[2].partition("=")[0] for page in therapies} == {"", "country"}
    pages += therapies
    pages += [page for page in site.pages if page.is_plain and page.route in ("question", "question-positions")]
    heavy = {}
    for page in pages:
        packed = len(brotli.compress(page.body, quality=BROTLI_QUALITY))
        stops = sum(map(is_stop, page.document.all("a", "button", "summary", "select", "input")))
        if len(page.body) > HTML_BYTES or packed > BROTLI_BYTES or stops > TAB_STOPS:
            heavy[page.address] = f"{len(page.body)} bytes, {packed} as Brotli, {stops} tab stops"
    assert not heavy, listed(heavy)


def test_every_page_says_how_it_is_shared(site):
    """One canonical address of its own, a title and a description; a picture is one that the site draws."""
    pictures = set()
    for page in site.pages:
        if page.route in FORMS:
            continue
        said = {m.get("property"): m.get("content") for m in page.document.all("meta") if m.get("property")}
        (canonical,) = [e.get("href") for e in page.document.all("link") if e.get("rel") == "canonical"]
        assert said["og:url"] == canonical, page.address
        assert urlsplit(canonical).path == urlsplit(page.address).path
        assert said["og:title"], page.address
        assert said["og:description"], page.address
        pictures.add(said.get("og:image", "").removeprefix("http://testserver"))
        if page.route in ("country", "country-theme", "therapy", "disease", "theme", "question", "chart-page", "home"):
            assert said["og:image"], page.address
            assert page.document.all("script")[0].get("type") == "application/ld+json", page.address
    drawn = {picture: fetch(Client(), picture) for picture in sorted(pictures - {""})[::12]}
    assert {reply.headers["Content-Type"] for reply in drawn.values()} == {"image/png"}


def test_lists_and_comparisons_with_parameters_are_not_for_search_engines(site):
    filtered = [page for page in site.pages if not set(page.parameters) <= {"page"} and not is_answer(page)]
    assert filtered
    for page in filtered:
        robots = [m.get("content") for m in page.document.all("meta") if m.get("name") == "robots"]
        assert robots == ["noindex, follow"], page.address


def is_answer(page: Reply) -> bool:
    """Whether it is the lasting address of what is answered of a disease or therapy in one country."""
    return page.route in ("disease", "therapy") and set(page.parameters) == {"country"}


def test_answers_are_for_search_engines_under_their_own_address(site):
    answers = [page for page in site.pages if is_answer(page)]
    assert answers
    for page in answers:
        (canonical,) = [e.get("href") for e in page.document.all("link") if e.get("rel") == "canonical"]
        assert canonical.endswith(page.address)
        assert not [m for m in page.document.all("meta") if m.get("name") == "robots"]


def test_long_tables_keep_their_budgets(site):
    seven = "&".join(f"country={slug}" for slug in Country.objects.published().values_list("slug", flat=True))
    sizes = {a: len(fetch(Client(), a).body) for a in ("/therapies/matrix/", f"/compare/?{seven}")}
    assert sizes["/therapies/matrix/"] <= 80_000
    assert sizes[f"/compare/?{seven}"] <= 120_000


def test_one_place_in_the_navigation_is_current(site):
    for page in site.pages:
        current = [e for e in page.document.all("a") if e.get("aria-current") and e.has_ancestor("nav")]
        assert len(current) == (0 if page.route in ("home", "search", "fact-problem", "picture") else 1), page.address
