"""A day of two editors and two reviewers, each in a browser of their own: from the public page and back to it.

`make pictures` runs it and keeps the pictures of the editors' guide.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page, expect

from countries.models import Country, Statement, Therapy
from tests import builders
from tests.admin_forms import change_url
from tests.browser.test_editorial_round import a_table, try_table

PICTURES = os.environ.get("PICTURES")  # a folder
PASSWORD = "correct horse battery"  # noqa: S105 - as tests/builders.py sets it
PAGE = "/countries/japan/regulation/"


def sign_in(page: Page, user: Any) -> Page:
    """Through the front door."""
    page.goto(reverse("admin:login"))
    page.fill("#id_username", user.username)
    page.fill("#id_password", PASSWORD)
    page.click("input[type=submit]")
    expect(page.locator("#user-tools")).to_contain_text(user.username)
    return page


@pytest.fixture
def day(open_page: Any, live_server: Any) -> SimpleNamespace:
    """Four people, and a small public atlas."""
    theme = builders.a_theme(slug="regulation", name="Regulation")
    japan = builders.a_country(slug="japan", name="Japan")
    topic = builders.a_topic(name="Fast pathway", theme=theme)
    people = {"edith": builders.an_editor, "alice": builders.an_editor}
    people |= {"rupert": builders.a_reviewer, "rosa": builders.a_reviewer}
    pages = {name: sign_in(open_page(live_server.url), make(username=name)) for name, make in people.items()}
    act = builders.a_source(title="Act on safety")
    statement = builders.a_statement(country=japan, topic=topic, text="The law of 2013.", sources=[act])
    return SimpleNamespace(**pages, japan=japan, topic=topic, act=act, statement=statement)


@contextmanager
def loads(page: Page) -> Iterator[list[str]]:
    """The pages that were loaded meanwhile; what leads on to another is none."""
    found: list[str] = []

    def see(response: Any) -> None:
        if response.request.is_navigation_request() and response.status < 300:
            found.append(response.url)

    page.on("response", see)
    yield found
    page.remove_listener("response", see)


def keep(page: Page, name: str) -> None:
    """A picture for the guide, if somebody asked for pictures."""
    if PICTURES:
        path = Path(PICTURES) / f"editing-{name}.png"
        page.screenshot(path=path, scale="css")
        Image.open(path).convert("RGB").quantize(128).save(path, optimize=True)


def save(page: Page, name: str = "_save") -> None:
    """With one of the buttons above the form."""
    with page.expect_navigation():
        page.locator(f"input[name={name}]").first.click()


def next_review(page: Page) -> None:
    """From the dashboard to the first thing that waits."""
    page.goto(reverse("dashboard"))
    page.locator("#waiting li a").first.click()
    expect(page.locator(".difference").first).to_be_visible()


def send_back(page: Page, comment: str) -> None:
    page.get_by_label("Comment to the authors").fill(comment)
    page.get_by_role("button", name="Send back").click()
    expect(page.locator(".messages")).to_contain_text("sent back")


def approve(page: Page, name: str = "Approve") -> None:
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator(".messages")).to_contain_text("approved")


def test_day_of_two_editors_and_two_reviewers(day: SimpleNamespace) -> None:
    correction_from_the_public_page(day.edith, day.statement)
    returned_answered_suggested_approved(day)
    therapy_with_its_source(day)
    archive_refused(day)
    import_undone(day)
    session_lost(day.alice, day.statement)
    country_added(day)


def correction_from_the_public_page(edith: Page, statement: Statement) -> None:
    """Three presses and three loads."""
    with loads(edith) as loaded:
        edith.goto(PAGE)
        keep(edith, "on-site")
        edith.locator(f"#{statement.slug} .edit-link").click()
        edith.fill("#id_text", "The law of 2014.")
        edith.fill("#id_reason", "A slip of the year")
        keep(edith, "form")
        save(edith)
        expect(edith.locator(".messagelist")).to_contain_text("This waits for a reviewer now")
    assert len(loaded) == 3, loaded
    assert "2014" not in Client().get(PAGE).text


def returned_answered_suggested_approved(day: SimpleNamespace) -> None:
    """One reviewer sends back, the other suggests and approves; the next that waits would follow."""
    next_review(day.rupert)
    keep(day.rupert, "difference")
    send_back(day.rupert, "Name the article.")
    day.edith.goto(reverse("dashboard"))
    expect(day.edith.locator("#sent-back")).to_contain_text("rupert: Name the article.")
    day.edith.locator("#sent-back li a").first.click()
    day.edith.fill("#id_text", "The law of 2014, article tow.")
    save(day.edith)
    day.edith.locator(".messagelist a").first.click()
    day.edith.get_by_text("Comment, or suggest another text").click()
    day.edith.locator("#id_text").fill("Article two, as printed in the gazette.")
    day.edith.get_by_role("button", name="Say it").click()
    expect(day.edith.locator("#thread")).to_contain_text("as printed in the gazette")

    next_review(day.rosa)
    expect(day.rosa.locator("#since-return")).to_contain_text("article tow")
    expect(day.rosa.locator("#thread")).to_contain_text("Name the article.")
    day.rosa.get_by_text("Comment, or suggest another text").click()
    day.rosa.locator("#id_field").select_option("text")
    day.rosa.locator("#id_suggestion").fill("The law of 2014, article two.")
    day.rosa.get_by_role("button", name="Say it").click()
    keep(day.rosa, "conversation")
    day.edith.reload()
    day.edith.get_by_role("button", name="Take it").click()
    expect(day.edith.locator("#thread")).to_contain_text("Taken by edith")
    next_review(day.rosa)
    approve(day.rosa)
    assert "The law of 2014, article two." in Client().get(PAGE).text


def therapy_with_its_source(day: SimpleNamespace) -> None:
    """The source is made beside the form of what cites it, and goes with it: one submission, one decision."""
    alice = day.alice
    alice.goto(reverse("admin:countries_therapy_add"))
    typed = {"brand": "Alphagen", "inn": "alphagenum", "developer": "A company"}
    typed |= {"disease": "A disease", "summary": "What it does.", "checked_on": "2026-11-01"}
    for name, value in typed.items():
        alice.fill(f"#id_{name}", value)
    alice.select_option("#id_modality", "car-t")
    alice.select_option("#id_delivery", "ex vivo")
    alice.select_option("#id_disease_area", "blood-cancer")
    with alice.expect_popup() as opened:
        alice.locator("#add_id_sources").click()
    source = opened.value
    for name, value in {"title": "The label", "publisher": "An agency", "url": "https://agency.example/label"}.items():
        source.fill(f"#id_{name}", value)
    source.fill("#id_language", "en")
    source.fill("#id_read_on", "2026-11-01")
    source.select_option("#id_kind", "regulator")
    source.select_option("#id_standing", "primary")
    with source.expect_event("close"):
        source.locator("input[name=_save]").first.click()
    expect(alice.locator(".field-sources").first).to_contain_text("The label")
    alice.fill("#id_reason", "New on the market")
    save(alice, "_handin")
    expect(alice.locator(".messagelist")).to_contain_text("1 new source goes with it")

    therapy = Therapy.objects.get(brand="Alphagen")
    day.rupert.goto(reverse("dashboard"))
    day.rupert.locator("#waiting").get_by_role("link", name="Alphagen").click()
    expect(day.rupert.locator("#companions")).to_contain_text("The label")
    keep(day.rupert, "companions")
    day.rupert.get_by_role("link", name="See the page as it would be").click()
    expect(day.rupert.locator("main")).to_contain_text("What it does.")
    expect(day.rupert.locator("main")).to_contain_text("The label")
    day.rupert.go_back()
    approve(day.rupert, "Approve all 2")
    assert "The label" in Client().get(therapy.get_absolute_url()).text


def archive_refused(day: SimpleNamespace) -> None:
    """What would leave the site is listed for who asks and for who decides, who then does not."""
    alice = day.alice
    alice.goto(PAGE)
    alice.keyboard.press("Control+k")
    alice.locator("#staff-find").fill(f"https://atlas.example/sources/{day.act.slug}/")
    alice.keyboard.press("Enter")
    alice.wait_for_url(f"**{change_url(day.act)}")
    alice.select_option("#id_state", "archived")
    alice.fill("#id_reason", "No longer in force")
    save(alice)
    expect(alice.locator(".consequences")).to_contain_text("The law of 2014, article two.")
    alice.get_by_label("I have seen what would leave the site").check()
    save(alice)
    next_review(day.rosa)
    expect(day.rosa.locator(".consequences")).to_contain_text("The law of 2014, article two.")
    keep(day.rosa, "consequences")
    send_back(day.rosa, "The statement rests on it alone.")
    assert "The law of 2014, article two." in Client().get(PAGE).text


def import_undone(day: SimpleNamespace) -> None:
    """A table is tried, put on file and handed in; the reviewer sees all of it together, and its author undoes it."""
    edith, rosa, fresh = day.edith, day.rosa, Statement.objects.filter(slug="fresh")
    table = a_table(
        SimpleNamespace(topic=day.topic, source=day.act),
        {"statement": "fresh", "text": "A new row."},
        {"statement": day.statement.slug, "text": "A changed row.", "in_comparison": "yes"},
        {"statement": "bad", "text": "A bad row.", "country": "atlantis"},
    )
    try_table(edith, table)
    expect(edith.locator("table.linked tbody")).to_contain_text("atlantis")
    keep(edith, "import")
    edith.get_by_role("button", name="Put 2 rows on file").click()
    edith.get_by_role("button", name="Hand in 1 draft for review").click()
    expect(edith.get_by_role("button", name="Undo the whole import")).to_be_visible()
    assert fresh.get().state == "in-review"
    next_review(rosa)
    rosa.get_by_role("link", name="Look at all of them together").click()
    expect(rosa.locator("main")).to_contain_text("A new row.")
    expect(rosa.locator("main")).to_contain_text("A changed row.")
    keep(rosa, "batch")
    edith.get_by_role("button", name="Undo the whole import").click()
    expect(edith.locator("[role=status]").first).to_contain_text("undone")
    assert not fresh.exists()
    rosa.goto(reverse("review-list"))
    expect(rosa.locator("main")).not_to_contain_text("Import of")
    assert "The law of 2014, article two." in Client().get(PAGE).text


def session_lost(alice: Page, statement: Statement) -> None:
    """The page stands beside the form as it is typed; what was typed goes on after the sign-in."""
    narrow = alice.viewport_size
    alice.set_viewport_size({"width": 1440, "height": 900})
    alice.goto(change_url(statement))
    alice.fill("#id_text", "The law of 2014, article three.")
    alice.fill("#id_reason", "Read again")
    expect(alice.frame_locator("#typed iframe").locator("ins.typed")).to_have_text("three")
    alice.locator("#id_text").scroll_into_view_if_needed()
    keep(alice, "typed")
    alice.click("#typed summary")
    alice.set_viewport_size(narrow)
    alice.context.clear_cookies(name="sessionid")
    save(alice)
    alice.fill("#id_username", "alice")
    alice.fill("#id_password", PASSWORD)
    alice.click("input[type=submit]")
    alice.get_by_role("button", name="Send it again").click()
    expect(alice.locator(".messagelist")).to_contain_text("This waits for a reviewer now")


def country_added(day: SimpleNamespace) -> None:
    """By its form, in one press, its codes, region and place known by its name; approved, it stands in the list."""
    edith = day.edith
    edith.goto(reverse("admin:countries_country_add"))
    typed = {"name": "Canada", "official_name": "Canada", "leads_in": "Trials."}
    typed |= {"summary": "What Canada does.", "checked_on": "2026-11-01", "reason": "The eighth"}
    for name, value in typed.items():
        edith.fill(f"#id_{name}", value)
    edith.locator(".field-sources .select2-selection").first.click()
    edith.locator(".select2-search__field").first.fill("Act")
    edith.locator(".select2-results__option", has_text="Act on safety").click()
    save(edith, "_handin")
    canada = Country.objects.get(slug="canada")
    assert (canada.iso2, canada.iso3, canada.region) == ("CA", "CAN", "north-america")
    day.rupert.goto(reverse("dashboard"))
    keep(day.rupert, "dashboard")
    day.rupert.locator("#waiting").get_by_role("link", name="Canada").click()
    approve(day.rupert)
    assert "Canada" in Client().get("/countries/").text
    day.rupert.goto(change_url(canada).replace("/change/", "/history/"))
    expect(day.rupert.locator("#rounds")).to_contain_text("Approved: rupert")
    day.rupert.goto(change_url(day.statement).replace("/change/", "/history/"))
    expect(day.rupert.locator("#rounds")).to_contain_text("Approved: rosa")
    keep(day.rupert, "history")
