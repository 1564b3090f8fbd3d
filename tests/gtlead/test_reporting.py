"""Readers' reports on facts: the form, the queue, the public log, the terms."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from gtlead.feedback import form_guard
from gtlead.feedback.handling import answer_report, purge_reports
from gtlead.feedback.models import FactReport
from gtlead.publication.content_version import current_version
from gtlead.sources.lasting import published_fact
from tests import builders as a
from tests.conftest import signed_in
from tests.html import Document, problems

pytestmark = pytest.mark.django_db

SENT = "we have received your report"


@pytest.fixture
def statement():
    return a.a_statement(slug="japan-pathway-1", text="It takes nine months.")


@pytest.fixture
def staff(reviewer):
    return signed_in(reviewer)


def address(fact):
    return f"/report/{fact.fact_kind}/{fact.slug}/"


def send(client, fact, *, wait=10, **values):
    """Open the form, wait, send it."""
    with time_machine.travel("2026-11-23 12:00", tick=False) as clock:
        page = Document(client.get(address(fact)).text)
        [ticket] = [e.get("value") for e in page.all("input") if e.get("name") == "ticket"]
        clock.shift(wait)
        data = {"ticket": ticket, "problem": "outdated", "text": "It takes six.", "source_url": "", "subject": ""}
        return client.post(address(fact), data | values)


def test_every_fact_shown_has_a_link_to_report_it(client, world):
    for fact, page in (
        (world.statement, "/countries/japan/regulation/"),
        (world.question.positions.get(slug="japan-embryos"), "/ethics/embryos/positions/"),
        (world.argument, "/ethics/embryos/"),
        (world.alpha.authorisations.all()[0], "/therapies/alpha/"),
    ):
        [link] = [e for e in Document(client.get(page).text).all("a") if e.get("href") == address(fact)]
        assert link.text == "Report a problem"
        assert link.get("rel") == "nofollow"
        assert problems(client.get(address(fact)).text) == []


def test_report_carries_the_record_and_the_version_that_was_read(client, statement):
    with time_machine.travel("2026-11-23 12:00"):
        page = Document(client.get(address(statement)).text)
    assert "It takes nine months." in page.by_id("main").text
    [ticket] = [e.get("value") for e in page.all("input") if e.get("name") == "ticket"]
    statement.version = 2
    statement.save()
    data = {"ticket": ticket, "problem": "outdated", "text": "Six.", "source_url": "https://example.org/law"}
    with time_machine.travel("2026-11-23 12:05"):
        response = client.post(address(statement), data)
    assert SENT in response.text
    assert problems(response.text) == []
    report = FactReport.objects.get()
    assert (report.kind, report.slug, report.version) == ("statement", "japan-pathway-1", 1)
    assert "It takes nine months." in report.label
    assert (report.text, report.source_url, report.suspicion) == ("Six.", "https://example.org/law", "")
    assert "127.0.0.1" not in str(FactReport.objects.values().get())


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"problem": ""}, "id_problem"),
        ({"problem": "other than that"}, "id_problem"),
        ({"text": ""}, "id_text"),
        ({"text": "x" * 1001}, "id_text"),
        ({"text": "see www.example.org"}, "id_text"),
        ({"source_url": "javascript:alert(1)"}, "id_source_url"),
        ({"source_url": "not an address"}, "id_source_url"),
    ],
)
def test_errors_name_the_field_and_keep_what_was_typed(client, statement, values, field):
    page = Document(send(client, statement, **values).text)
    assert problems(page) == []
    assert [link.get("href") for link in page.by_id("error-summary").all("a")] == [f"#{field}"]
    assert page.by_id("id_text").text == values.get("text", "It takes six.")
    assert not FactReport.objects.exists()


def test_only_public_facts_can_be_reported(client, statement):
    for path in ("/report/statement/nowhere/", "/report/user/admin/", "/report/source/x/"):
        assert client.get(path).status_code == 404
    statement.state = "draft"
    statement.save()
    assert client.get(address(statement)).status_code == 404
    assert published_fact("statement", statement.slug) is None


def test_trapped_bot_gets_the_same_answer_and_waits_apart(client, staff, statement):
    person = send(client, statement)
    bot = send(client, statement, text="Cheap.", subject="x")
    assert (bot.status_code, bot.text) == (person.status_code, person.text)
    page = Document(staff.get("/staff/fact-reports/").text)
    assert "It takes six." in page.by_id("waiting").text
    assert "Cheap." in page.by_id("suspected").text
    assert "Cheap." not in page.by_id("waiting").text


def test_flood_is_refused_with_the_text_kept(client, statement):
    for number in range(form_guard.PER_HOUR):
        send(client, statement, text=f"Text {number}.")
    response = send(client, statement, text="More.")
    assert "your network" in response.text
    assert "More." in response.text
    assert FactReport.objects.count() == form_guard.PER_HOUR


def test_correction_is_public_with_its_note_and_without_the_readers_words(client, staff, statement, reviewer):
    report = a.a_fact_report(fact=statement, text="Words of the reader.", source_url="https://example.org/private")
    assert problems(staff.get(f"/staff/fact-reports/{report.pk}/").text) == []
    before = current_version()
    data = {"state": "corrected", "answer": "Compared again.", "public_note": "Said nine months; it is six."}
    assert problems(staff.post(f"/staff/fact-reports/{report.pk}/", data, follow=True).text) == []
    report.refresh_from_db()
    assert (report.state, report.handled_by) == ("corrected", reviewer)
    assert current_version() == before + 1
    page = client.get("/corrections/")
    assert problems(page.text) == []
    assert "Said nine months; it is six." in page.text
    assert f'href="{statement.get_absolute_url()}"' in page.text
    assert "It takes nine months." in page.text
    for secret in ("Words of the reader.", "Compared again.", "example.org/private", reviewer.username):
        assert secret not in page.text


def test_correction_taken_back_leaves_the_log(client, reviewer, statement):
    report = a.a_fact_report(fact=statement)
    answer_report(report=report, by=reviewer, state="corrected", public_note="Mended.")
    assert "Mended." in client.get("/corrections/").text
    answer_report(report=report, by=reviewer, state="no-change", public_note="Mended.")
    assert "Mended." not in client.get("/corrections/").text


def test_correction_of_what_is_public_no_more_is_named_and_not_linked(client, reviewer, statement):
    report = a.a_fact_report(fact=statement)
    answer_report(report=report, by=reviewer, state="corrected", public_note="Taken off.")
    statement.state = "archived"
    statement.save()
    text = client.get("/corrections/").text
    assert "Taken off." in text
    assert f"#{statement.slug}" not in text


def test_correction_needs_its_public_note(staff, statement):
    report = a.a_fact_report(fact=statement)
    response = staff.post(
        f"/staff/fact-reports/{report.pk}/", {"state": "corrected", "answer": "x", "public_note": " "}
    )
    assert "what was wrong" in Document(response.text).by_id("error-summary").text
    assert FactReport.objects.get().state == "open"


@pytest.mark.parametrize("state", ["no-change", "spam", "open"])
def test_other_answers_touch_nothing_public(staff, statement, state):
    report = a.a_fact_report(fact=statement)
    before = current_version()
    staff.post(f"/staff/fact-reports/{report.pk}/", {"state": state, "answer": "Why.", "public_note": "Quiet."})
    assert current_version() == before
    report.refresh_from_db()
    assert (report.state, report.public_note) == (state, "")


def test_editors_read_reports_and_reviewers_answer_them(statement, editor_client, analyst_client):
    report = a.a_fact_report(fact=statement)
    assert "Reviewers answer" in editor_client.get(f"/staff/fact-reports/{report.pk}/").text
    data = {"state": "corrected", "public_note": "Mine."}
    assert editor_client.post(f"/staff/fact-reports/{report.pk}/", data).status_code == 403
    assert analyst_client.get("/staff/fact-reports/").status_code == 403
    assert FactReport.objects.get().state == "open"


@pytest.mark.parametrize("values", [{"state": "corrected"}, {"state": "spam"}, {"handled_at": timezone.now()}])
def test_database_refuses_half_an_answer(values):
    with pytest.raises(IntegrityError), transaction.atomic():
        a.a_fact_report(**values)


def test_readers_words_are_forgotten_after_their_term(reviewer, statement):
    with time_machine.travel("2026-01-01 12:00", tick=False) as clock:
        waiting, answered = (
            a.a_fact_report(fact=statement, address_hash="x", source_url="https://e.org") for _ in "ab"
        )
        answer_report(report=answered, by=reviewer, state="corrected", public_note="Mended.")
        clock.shift(timedelta(days=7, hours=1))
        assert purge_reports() == {"addresses": 2, "texts": 0}
        clock.shift(timedelta(days=23))
        call_command("purge_contributions", verbosity=0)
        assert purge_reports() == {"addresses": 0, "texts": 0}
    for report in (waiting, answered):
        report.refresh_from_db()
    assert waiting.text
    assert (answered.text, answered.source_url, answered.public_note) == ("", "", "Mended.")


@pytest.mark.parametrize("number", [1, 3])
def test_log_and_queue_cost_the_same_for_one_and_for_three(client, staff, reviewer, number, django_assert_num_queries):
    for _ in range(number):
        a.a_fact_report()
        answer_report(report=a.a_fact_report(), by=reviewer, state="corrected", public_note="Mended.")
    with django_assert_num_queries(3):
        client.get("/corrections/")
    staff.get("/staff/fact-reports/")
    with django_assert_num_queries(8):
        staff.get("/staff/fact-reports/")


def test_privacy_page_keeps_the_html_contract_and_says_the_terms(client):
    text = client.get("/privacy/").text
    assert problems(text) == []
    for term in ("7 days", "30 days", "at once"):
        assert term in text
