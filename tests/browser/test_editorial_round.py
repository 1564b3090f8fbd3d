"""The whole round by an editor and a reviewer, each in a browser of their own; nothing unapproved is ever public."""

import csv
import io
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from countries.import_kinds import IMPORT_KINDS
from countries.models import Statement
from gtlead.review.models import Proposal
from tests import builders
from tests.admin_forms import change_url

UNAPPROVED = "unapproved"  # part of every text that nobody has approved
SURFACES = (
    "/countries/japan/",
    "/countries/japan/regulation/",
    "/countries.csv",
    "/countries.json",
    "/compare/?country=japan&country=germany",
    "/data/statements.csv",
    "/themes/regulation/",
    f"/search/?q={UNAPPROVED}+sentence",
    "/changes/",
    "/changes.atom",
)


@pytest.fixture
def team(open_page: Any, live_server: Any) -> SimpleNamespace:
    """Editor and reviewer, signed in, and a small public atlas."""
    theme = builders.a_theme(slug="regulation", name="Regulation")
    world = SimpleNamespace(
        japan=builders.a_country(slug="japan", name="Japan"),
        germany=builders.a_country(slug="germany", name="Germany"),
        topic=builders.a_topic(name="Fast pathway", theme=theme),
        source=builders.a_source(title="Act on safety"),
        editor=signed_in(open_page(live_server.url), builders.an_editor(username="edith")),
        reviewer=signed_in(open_page(live_server.url), builders.a_reviewer(username="rupert")),
        second_editor=signed_in(open_page(live_server.url), builders.an_editor(username="alice")),
    )
    builders.a_statement(country=world.germany, topic=world.topic, is_key=True)
    return world


def signed_in(page: Page, user: Any) -> Page:
    """Through the front door."""
    page.goto(reverse("admin:login"))
    page.fill("#id_username", user.username)
    page.fill("#id_password", "correct horse battery")  # as tests/builders.py sets it
    page.click("input[type=submit]")
    expect(page.locator("#user-tools")).to_contain_text(user.username)
    return page


def nothing_unapproved_is_public(*more: str) -> None:
    """On none of the public surfaces, for a stranger."""
    for address in (*SURFACES, *more):
        response: Any = Client().get(address)
        assert response.status_code == 200, address
        body = b"".join(response.streaming_content) if response.streaming else response.content
        text = body.decode()
        # What was searched is shown again: as a whole, in the address, and as words that the atlas does not have.
        for searched in (
            f"{UNAPPROVED} sentence",
            f"{UNAPPROVED}%20sentence",
            f"{UNAPPROVED}%2520sentence",
            f"“{UNAPPROVED}”",
        ):
            text = text.replace(searched, "")
        assert UNAPPROVED not in text, address


def public_profile() -> str:
    """Japan's page of the theme as strangers see it."""
    return Client().get("/countries/japan/regulation/").content.decode()


def fill_and_save(page: Page, record: Any, text: str, *, reason: str = "", state: str = "") -> None:
    """Change the text in the form and save."""
    page.goto(change_url(record))
    page.fill("#id_text", text)
    if reason:
        page.fill("#id_reason", reason)
    if state:
        page.select_option("#id_state", state)
    with page.expect_navigation():
        page.locator("input[name=_save]").first.click()


def open_difference(page: Page) -> None:
    """From the dashboard to the first thing that waits."""
    page.goto(reverse("dashboard"))
    page.locator("#waiting li a").first.click()
    expect(page.locator(".difference").first).to_be_visible()


def approve(page: Page) -> None:
    """Approve what waits."""
    open_difference(page)
    page.get_by_role("button", name="Approve").click()
    expect(page.locator(".messages")).to_contain_text("approved")


def send_back(page: Page) -> None:
    """To the authors, with the comment that was typed."""
    page.get_by_role("button", name="Send back").click()
    expect(page.locator(".messages")).to_contain_text("sent back")


def test_round_from_draft_to_restored(team: SimpleNamespace) -> None:
    statement = builders.a_statement(
        state="draft", country=team.japan, topic=team.topic, is_key=True, text="Draft.", sources=[team.source]
    )

    # Draft, handed in.
    fill_and_save(team.editor, statement, "An unapproved first text.")
    nothing_unapproved_is_public()
    fill_and_save(team.editor, statement, "An unapproved second text.", reason="New law", state="in-review")
    nothing_unapproved_is_public()

    # The author finds no way to publish; the reviewer sees it, and a preview, and sends it back.
    open_difference(team.editor)
    expect(team.editor.get_by_role("button", name="Approve")).to_have_count(0)
    open_difference(team.reviewer)
    expect(team.reviewer.locator(".difference")).to_contain_text("An unapproved second text.")
    expect(team.reviewer.locator(".difference")).to_contain_text("Act on safety")
    team.reviewer.get_by_role("link", name="See the page as it would be").click()
    expect(team.reviewer.locator(".preview-banner")).to_contain_text("Preview, not public.")
    expect(team.reviewer.locator("main")).to_contain_text("An unapproved second text.")
    nothing_unapproved_is_public()
    team.reviewer.go_back()
    team.reviewer.get_by_label("Comment to the authors").fill("Name the law.")
    send_back(team.reviewer)
    nothing_unapproved_is_public()

    # The editor reads why, corrects, hands in again; the reviewer publishes.
    team.editor.goto(reverse("dashboard"))
    expect(team.editor.locator("#sent-back")).to_contain_text("rupert: Name the law.")
    fill_and_save(team.editor, statement, "The Act on safety allows it.", state="in-review")
    assert "The Act on safety allows it." not in public_profile()
    approve(team.reviewer)
    assert "The Act on safety allows it." in public_profile()
    assert "Why:</span> New law" in Client().get("/changes/").content.decode()

    # A change to what is published waits, and a second editor's stale save is refused with the text kept.
    team.second_editor.goto(change_url(statement))
    fill_and_save(team.editor, statement, "An unapproved correction.", reason="Amended in May")
    expect(team.editor.locator(".messagelist")).to_contain_text("nothing public has changed")
    nothing_unapproved_is_public()
    team.second_editor.fill("#id_text", "Another unapproved correction.")
    team.second_editor.fill("#id_reason", "I read it too")
    team.second_editor.locator("input[name=_save]").first.click()
    expect(team.second_editor.locator(".errornote + .errorlist, .errorlist.nonfield").first).to_contain_text(
        "edith saved this record"
    )
    expect(team.second_editor.locator("#id_text")).to_have_value("Another unapproved correction.")
    nothing_unapproved_is_public()
    fill_and_save(team.editor, statement, "The Act allows it since May.", reason="Amended in May")
    assert "The Act on safety allows it." in public_profile()
    approve(team.reviewer)
    assert "The Act allows it since May." in public_profile()

    # Back to the version before, which waits like any change.
    team.editor.goto(reverse("admin:countries_statement_history", args=[statement.pk]))
    team.editor.get_by_role("button", name="Restore this version").first.click()
    expect(team.editor.locator(".difference")).to_contain_text("The Act on safety allows it.")
    assert "The Act allows it since May." in public_profile()
    approve(team.reviewer)
    assert "The Act on safety allows it." in public_profile()
    assert Proposal.objects.open().count() == 0
    nothing_unapproved_is_public()


def a_table(team: SimpleNamespace, *rows: dict[str, str]) -> dict[str, Any]:
    """A CSV file of statements about Japan unless a row says otherwise."""
    usual = {"country": "japan", "topic": team.topic.slug, "sources": team.source.slug, "in_comparison": "no"}
    usual |= {"answer": "known", "value": "Yes", "as_of": "2025", "evidence": "official", "checked_on": "2026-11-01"}
    kept = io.StringIO()
    table = csv.DictWriter(kept, IMPORT_KINDS["statements"].header)
    table.writeheader()
    table.writerows(usual | row for row in rows)
    return {"name": "statements.csv", "mimeType": "text/csv", "buffer": kept.getvalue().encode()}


def try_table(page: Page, table: dict[str, Any]) -> None:
    """Upload a file of statements and wait for what it would do."""
    page.goto(reverse("import"))
    page.get_by_label("Statements").check()
    page.get_by_label("File, at most").set_input_files(files=[table])
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("button", name="Forget the file")).to_be_visible()


def test_table_waits_for_the_reviewer_too(team: SimpleNamespace) -> None:
    law = {"country": team.japan, "topic": team.topic, "sources": [team.source], "is_key": True}
    known = builders.a_statement(slug="known", text="The law of 2014.", **law)
    table = a_table(
        team,
        {"statement": "fresh", "text": "An unapproved new row."},
        {"statement": "known", "text": "An unapproved changed row.", "in_comparison": "yes"},
        {"statement": "bad", "text": "An unapproved bad row.", "country": "atlantis"},
    )

    # The dry run tells the rows apart, with line and reason, and writes nothing.
    try_table(team.editor, table)
    rows = team.editor.locator("table.linked tbody tr")
    expect(rows.nth(0)).to_contain_text("new")
    expect(rows.nth(1)).to_contain_text("changed")
    expect(rows.nth(2)).to_contain_text("refused")
    expect(rows.nth(2)).to_contain_text("atlantis")
    assert Statement.objects.filter(country=team.japan).get() == known
    assert Proposal.objects.count() == 0

    # Confirmed, the new row is a draft and the changed one a proposal; the refused one is nowhere.
    team.editor.get_by_role("button", name="Put 2 rows on file").click()
    expect(team.editor.locator("table.linked")).to_contain_text("changed, on file")
    fresh = Statement.objects.get(slug="fresh")
    known.refresh_from_db()
    assert (fresh.state, known.state, known.text) == ("draft", "published", "The law of 2014.")
    assert not Statement.objects.filter(slug="bad").exists()
    nothing_unapproved_is_public()

    # The reviewer sees the change, with the table as its reason; the editor cannot approve it.
    open_difference(team.editor)
    expect(team.editor.get_by_role("button", name="Approve")).to_have_count(0)
    open_difference(team.reviewer)
    expect(team.reviewer.locator("main")).to_contain_text("Import of statements.csv")
    expect(team.reviewer.locator(".difference")).to_contain_text("An unapproved changed row.")
    nothing_unapproved_is_public()
    approve(team.reviewer)
    assert "An unapproved changed row." in public_profile()
    assert "An unapproved new row." not in public_profile()

    # What the table brought is handed in at once, and goes the way of every draft.
    team.editor.goto(reverse("import"))
    team.editor.get_by_role("link", name="statements.csv", exact=True).click()
    team.editor.get_by_role("button", name="Hand in 1 draft for review").click()
    expect(team.editor.get_by_role("status")).to_contain_text("drafts handed in")
    assert "An unapproved new row." not in public_profile()
    open_difference(team.reviewer)
    expect(team.reviewer.locator(".difference")).to_contain_text("An unapproved new row.")
    team.reviewer.get_by_label("Comment to the authors").fill("In plainer words.")
    send_back(team.reviewer)
    fill_and_save(team.editor, fresh, "The row of a table.", reason="New law", state="in-review")
    assert "The row of a table." not in public_profile()
    approve(team.reviewer)
    assert "The row of a table." in public_profile()


def test_page_with_its_rows_is_decided_together(team: SimpleNamespace) -> None:
    """A therapy and its authorisation are changed in one form, looked at on one page, and published at once."""
    union = builders.a_membership(country=team.germany).jurisdiction
    therapy = builders.a_therapy(slug="alpha", brand="Alpha", summary="The first summary.")
    builders.an_authorisation(therapy=therapy, jurisdiction=union, date="2020", sources=[team.source])
    surfaces = ("/therapies/alpha/", "/therapies.csv", "/data/authorisations.csv", "/timeline/")

    team.editor.goto(change_url(therapy))
    team.editor.fill("#id_summary", "An unapproved summary.")
    team.editor.locator("#authorisations-group summary").first.click()
    team.editor.fill("#id_authorisations-0-date", "2021")
    team.editor.fill("#id_reason", "The decision was read again")
    team.editor.locator("input[name=_save]").first.click()
    expect(team.editor.locator(".messagelist .success")).to_have_count(2)
    nothing_unapproved_is_public(*surfaces)

    # One page has both differences, and shows the page as it would be.
    team.reviewer.goto(reverse("dashboard"))
    team.reviewer.locator("#waiting li a").first.click()
    team.reviewer.get_by_role("link", name="Look at all of them together").click()
    expect(team.reviewer.locator(".difference")).to_have_count(2)
    team.reviewer.get_by_role("link", name="See the page as it would be").click()
    expect(team.reviewer.locator("main")).to_contain_text("An unapproved summary.")
    expect(team.reviewer.locator("main")).to_contain_text("2021")
    nothing_unapproved_is_public(*surfaces)
    team.reviewer.go_back()

    # What is not ticked waits on.
    team.reviewer.get_by_label("Decide on this one").nth(1).uncheck()
    team.reviewer.get_by_role("button", name="Approve the ticked ones").click()
    expect(team.reviewer.locator(".messages")).to_contain_text("1 decided: approved.")
    expect(team.reviewer.locator(".difference")).to_have_count(1)
    assert "An unapproved summary." in Client().get("/therapies/alpha/").content.decode()
    assert "2021" not in Client().get("/data/authorisations.csv").getvalue().decode()
    team.reviewer.get_by_label("Decide on this one").check()
    team.reviewer.get_by_role("button", name="Approve the ticked ones").click()
    expect(team.reviewer.locator(".messages")).to_contain_text("1 decided: approved.")
    assert "2021" in Client().get("/data/authorisations.csv").getvalue().decode()
    assert Proposal.objects.open().count() == 0
