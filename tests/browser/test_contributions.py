"""Contributions and reports in a browser: send, trapped bot, moderate, withdraw, purge, report a fact, correct it."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from gtlead.feedback.models import FactReport
from tests import builders as a
from tests.browser.test_accessibility import NARROW, WIDE, breaches, overflow
from themes.contributions.models import Contribution

pytestmark = pytest.mark.browser

FORM = "/ethics/embryos/contribute/"
WORDS = "Nobody can ask those who will live with it."


@pytest.fixture(autouse=True)
def people(world, live_server):
    world.moderator = a.a_moderator(username="mona")
    world.reviewer = a.a_reviewer(username="rex")


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    """A browser types faster than people; the signed time has its own tests."""
    monkeypatch.setattr("gtlead.feedback.form_guard.LEAST_SECONDS", 0)


def sign_in(page, name):
    page.goto("/admin/login/?next=/privacy/")
    page.locator("#id_username").fill(name)
    page.locator("#id_password").fill("correct horse battery")
    page.locator("input[type=submit]").click()
    page.wait_for_url("**/privacy/")


def contribute(page, text=WORDS):
    """Write as a reader would, and come away with the code."""
    page.goto("/ethics/embryos/")
    page.get_by_role("link", name="Comment on this question").click()
    page.get_by_label("Your contribution").fill(text)
    page.get_by_role("button", name="Send to the moderators").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you: we have received it")
    return page.locator("#withdrawal-code").inner_text()


def text_of(page, address):
    page.goto(address)
    return page.locator("main").inner_text()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_contribute_moderate_withdraw(open_page, live_server, world, script):
    reader = open_page(live_server.url, java_script_enabled=script)
    code = contribute(reader)
    assert re.fullmatch(r"[A-Z2-7]{5}(-[A-Z2-7]{5}){3}", code)
    assert WORDS not in text_of(reader, "/ethics/embryos/contributions/")

    staff = open_page(live_server.url, java_script_enabled=script)
    sign_in(staff, "mona")
    staff.goto("/staff/moderation/")
    staff.locator("#waiting").get_by_role("link", name="Decide on number").click()
    staff.get_by_role("button", name="Approve: make it public").click()
    expect(staff.get_by_role("status")).to_contain_text("public now")

    reader.goto("/ethics/embryos/")
    reader.get_by_role("link", name="1 contribution by a reader").click()
    expect(reader.locator(".contribution")).to_contain_text(WORDS)
    reader.get_by_role("link", name="Withdraw yours").click()
    reader.get_by_label("Withdrawal code").fill(code.lower())
    reader.get_by_role("button", name="Withdraw it").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Withdrawn")
    assert WORDS not in text_of(reader, "/ethics/embryos/contributions/")
    assert "by a reader" not in text_of(reader, "/ethics/embryos/")
    assert not Contribution.objects.exclude(text="").exists()


def test_errors_keep_what_was_typed_and_take_the_focus(page, world):
    page.goto(FORM)
    page.get_by_label("Your contribution").fill("See www.clinic.example for more.")
    page.get_by_label("Name to show").fill("Ann")
    page.get_by_role("button", name="Send to the moderators").click()
    summary = page.locator("#error-summary")
    expect(summary).to_be_focused()
    expect(page.get_by_label("Your contribution")).to_have_value("See www.clinic.example for more.")
    expect(page.get_by_label("Name to show")).to_have_value("Ann")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your contribution")).to_be_focused()
    page.get_by_label("Your contribution").fill("Without an address.")
    page.get_by_role("button", name="Send to the moderators").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you: we have received it")


def test_trapped_bot_is_thanked_and_waits_apart(open_page, live_server, world):
    bot = open_page(live_server.url)
    bot.goto(FORM)
    trap = bot.locator("input[name=subject]")
    assert trap.evaluate("e => e.getBoundingClientRect().width * e.parentElement.getBoundingClientRect().width") < 400
    assert bot.get_by_role("textbox", name="Leave this field empty").count() == 0  # not for screen readers
    bot.get_by_label("Your contribution").focus()
    bot.keyboard.press("Shift+Tab")
    assert bot.evaluate("document.activeElement.name") != "subject"
    bot.evaluate("document.querySelector('input[name=subject]').value = 'Cheap cells'")
    bot.get_by_label("Your contribution").fill("Cheap cells for everybody.")
    bot.get_by_role("button", name="Send to the moderators").click()
    expect(bot.get_by_role("heading", level=1)).to_have_text("Thank you: we have received it")
    staff = open_page(live_server.url)
    sign_in(staff, "mona")
    staff.goto("/staff/moderation/")
    expect(staff.locator("#suspected")).to_contain_text("Cheap cells for everybody.")
    expect(staff.locator("#waiting")).not_to_contain_text("Cheap cells")


def test_refuse_with_two_and_purge(open_page, live_server, world):
    contribution = a.a_contribution(question=world.question, text="They should not exist.")
    a.a_moderator(username="milo")
    for name, said in (("mona", "Another moderator has to agree"), ("milo", "Refused.")):
        staff = open_page(live_server.url)
        sign_in(staff, name)
        staff.goto(f"/staff/moderation/{contribution.pk}/")
        staff.get_by_label("Hostile to a group of people").check()
        staff.get_by_role("button", name="Refuse", exact=True).click()
        expect(staff.get_by_role("status")).to_contain_text(said)
    reader = open_page(live_server.url)
    assert "hostile to a group of people: 1" in text_of(reader, "/about/moderation/")
    contribution.refresh_from_db()
    Contribution.objects.update(closed_at=contribution.closed_at - timedelta(days=31))
    call_command("purge_contributions", verbosity=0)
    expect(staff.locator("main")).to_contain_text("Moderation")
    assert "Its text is erased." in text_of(staff, f"/staff/moderation/{contribution.pk}/")
    assert "They should not exist." not in staff.content()
    assert "hostile to a group of people: 1" in text_of(reader, "/about/moderation/")


def test_redact_a_passage(open_page, live_server, world):
    contribution = a.a_contribution(question=world.question, text="My neighbour Bob Ray was treated.")
    staff = open_page(live_server.url)
    sign_in(staff, "mona")
    staff.goto(f"/staff/moderation/{contribution.pk}/")
    staff.get_by_label("Passage, word for word").fill("Bob Ray")
    with staff.expect_navigation():
        staff.get_by_role("button", name="Take the passage out").click()
    staff.goto(f"/staff/moderation/{contribution.pk}/")
    staff.get_by_role("button", name="Approve: make it public").click()
    expect(staff.get_by_role("status")).to_contain_text("public now")
    reader = open_page(live_server.url)
    assert "My neighbour [passage removed by a moderator] was treated." in text_of(
        reader, "/ethics/embryos/contributions/"
    )


def test_switch_off_takes_the_form_away(open_page, live_server, world):
    reader = open_page(live_server.url)
    reader.goto(FORM)
    reader.get_by_label("Your contribution").fill("Half written.")
    staff = open_page(live_server.url)
    sign_in(staff, "mona")
    staff.goto("/staff/moderation/")
    staff.get_by_role("button", name="Close the whole site").click()
    expect(staff.get_by_role("status").first).to_contain_text("Switched")
    assert "Comment on this question" not in text_of(open_page(live_server.url), "/ethics/embryos/")


def test_report_a_fact_and_correct_it(open_page, live_server, world):
    reader = open_page(live_server.url, viewport=WIDE)
    reader.goto("/countries/japan/regulation/")
    fact = reader.locator(f"#{world.statement.slug}")
    fact.locator("summary").click()
    fact.get_by_role("link", name="Report a problem").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Report a problem with this fact")
    reader.get_by_label("What is wrong?").select_option("outdated")
    reader.get_by_label("In your words").fill("The term is seven years now.")
    reader.get_by_label("A better source").fill("https://example.org/new-law")
    reader.get_by_role("button", name="Send the report").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Thank you: we have received your report")

    staff = open_page(live_server.url)
    sign_in(staff, "rex")
    staff.goto("/staff/fact-reports/")
    staff.locator("#waiting").get_by_role("link", name=world.statement.slug).click()
    expect(staff.locator("main")).to_contain_text("The term is seven years now.")
    staff.get_by_label("State").select_option("corrected")
    staff.get_by_label("Note for the public").fill("The term was out of date; it is seven years.")
    staff.get_by_role("button", name="Save the answer").click()
    expect(staff.get_by_role("status")).to_contain_text("Saved")

    reader.goto("/about/")
    reader.locator("main").get_by_role("link", name="corrections log").click()
    expect(reader.locator(".corrections")).to_contain_text("it is seven years")
    reader.locator(".corrections").get_by_role("link", name="Japan: ").click()
    reader.wait_for_url(f"**/countries/japan/regulation/?at={world.statement.slug}#{world.statement.slug}")
    assert FactReport.objects.get().state == "corrected"
    assert "The term is seven years now." not in text_of(reader, "/corrections/")


def test_positions_are_narrowed_in_place(page, world):
    page.set_viewport_size(WIDE)
    page.goto("/ethics/embryos/positions/")
    status = page.locator("#result-status")
    expect(status).to_have_text("4 of 4 countries")
    numbers = page.locator("#results sup").all_inner_texts()
    page.locator("#country-south-korea").check()
    expect(status).to_have_text("1 of 4 countries")
    page.wait_for_url("**/ethics/embryos/positions/?country=south-korea")
    assert page.locator("#results h2:not(.bibliography h2)").all_inner_texts() == ["South Korea"]
    assert page.locator("#results sup").all_inner_texts() == numbers[-1:]
    page.go_back()
    expect(status).to_have_text("4 of 4 countries")


@pytest.mark.parametrize(
    "address",
    [FORM, "/ethics/embryos/contributions/", "/ethics/withdraw/", "/about/moderation/", "/privacy/", "/corrections/",
     "/report/position/japan-embryos/", "/staff/moderation/", "/staff/moderation/item/", "/staff/fact-reports/",
     "/staff/fact-reports/item/"],
)  # fmt: skip
def test_pages_are_for_everybody(open_page, live_server, world, address):
    a.a_contribution(question=world.question, state="approved", argument=world.argument)
    waiting = [a.a_contribution(question=world.question, text="Twice the same long words.") for _ in range(2)]
    for contribution in waiting:
        Contribution.objects.filter(pk=contribution.pk).update(sketch="0" * 128)
    a.a_contribution(question=world.question, state="refused", reason="insult", decided_at=waiting[0].received_at)
    report = a.a_fact_report(fact=world.statement)
    a.a_fact_report(state="corrected", public_note="Mended.", handled_at=report.received_at)
    page = open_page(live_server.url, viewport=WIDE, color_scheme="light", reduced_motion="reduce")
    if address.startswith("/staff/moderation/"):
        sign_in(page, "mona")
    elif address.startswith("/staff/"):
        sign_in(page, "rex")
    number = report.pk if "reports" in address else waiting[0].pk
    page.goto(address.replace("item", str(number)))
    assert breaches(page) == []
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(NARROW)
    assert overflow(page) <= 0
    assert breaches(page) == []


def test_form_with_errors_is_for_everybody(open_page, live_server, world):
    page = open_page(live_server.url, viewport=NARROW)
    page.goto(FORM)
    page.get_by_role("button", name="Send to the moderators").click()
    expect(page.locator("#error-summary")).to_be_visible()
    assert breaches(page) == []
    assert overflow(page) <= 0
