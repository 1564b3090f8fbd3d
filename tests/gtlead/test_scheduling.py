"""Scheduled publishing: at the first request after its time, by command, and never silently not."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gtlead.publication.models import ContentVersion
from gtlead.review import due
from gtlead.review.due import publish_due
from tests import builders
from tests.conftest import made_once, signed_in
from tests.round import approve, decide, proposal_of, save

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC).replace(second=0, microsecond=0)
DUE = NOW + timedelta(hours=3)
LATER = DUE + timedelta(minutes=1)
AT = f"{DUE:%Y-%m-%dT%H:%M}"


@made_once
def scheduled() -> Any:
    """A statement whose new text is approved for a later hour."""
    statement = builders.a_statement(text="Text of old.")
    with time_machine.travel(NOW, tick=False):
        save(signed_in(builders.an_editor()), statement, text="Text of new.")
        approve(signed_in(builders.a_reviewer()), statement, publish_at=AT)
    return statement


def text_of(statement: Any) -> str:
    statement.refresh_from_db()
    return str(statement.text)


def test_approved_for_later_is_not_public_yet(scheduled: Any) -> None:
    proposal = proposal_of(scheduled)
    assert (proposal.state, proposal.publish_at) == ("scheduled", DUE)
    with time_machine.travel(NOW, tick=False):
        Client().get("/")
    assert text_of(scheduled) == "Text of old."


def test_first_reader_after_its_time_sees_it(scheduled: Any, reviewer_client: Client) -> None:
    address = scheduled.get_absolute_url()
    with time_machine.travel(NOW, tick=False):
        assert "Text of old." in Client().get(address).content.decode()
    with time_machine.travel(LATER, tick=False):
        page = Client().get(address).content.decode()
    assert "Text of new." in page
    assert "Text of old." not in page
    assert proposal_of(scheduled).state == "approved"
    assert ContentVersion.objects.get().next_due is None


def test_signed_in_readers_set_it_off_too(scheduled: Any, editor_client: Client) -> None:
    with time_machine.travel(LATER, tick=False):
        assert "Text of new." in editor_client.get(scheduled.get_absolute_url()).content.decode()


def test_kept_page_still_costs_one_query(scheduled: Any, django_assert_num_queries: Any) -> None:
    with time_machine.travel(NOW, tick=False):
        Client().get("/themes/")
        with django_assert_num_queries(1):  # the content version, and with it the next due moment
            Client().get("/themes/")


def test_command_publishes_for_sites_without_readers(scheduled: Any, capsys: Any) -> None:
    with time_machine.travel(LATER, tick=False):
        call_command("publish_due")
    assert "1 published." in capsys.readouterr().out
    assert text_of(scheduled) == "Text of new."


def test_moment_that_has_passed_is_refused(editor_client: Client, reviewer_client: Client) -> None:
    statement = builders.a_statement(text="Text of old.")
    save(editor_client, statement, text="Text of new.")
    page = approve(reviewer_client, statement, publish_at="2020-01-01T12:00").content.decode()
    assert "This moment has passed" in page
    assert text_of(statement) == "Text of old."


def test_change_after_the_approval_needs_a_new_one(scheduled: Any) -> None:
    author = signed_in(proposal_of(scheduled).authors.get())
    with time_machine.travel(NOW, tick=False):
        save(author, scheduled, text="Something else.")
    assert proposal_of(scheduled).state == "waiting"
    with time_machine.travel(LATER, tick=False):
        Client().get("/")
    assert text_of(scheduled) == "Text of old."


def test_record_changed_after_its_approval_is_not_published(editor_client: Client, reviewer_client: Client) -> None:
    draft = builders.a_statement(state="draft")
    with time_machine.travel(NOW, tick=False):
        save(editor_client, draft, state="in-review")
        approve(reviewer_client, draft, publish_at=AT)
        assert proposal_of(draft).state == "scheduled"
        save(editor_client, draft, text="Slipped in.")
    assert proposal_of(draft).state == "waiting"
    with time_machine.travel(LATER, tick=False):
        Client().get("/")
    draft.refresh_from_db()
    assert draft.state == "in-review"


@pytest.fixture
def failed(scheduled: Any) -> Any:
    """The sources of the statement are archived before its time."""
    scheduled.sources.update(state="archived")
    with time_machine.travel(LATER, tick=False):
        assert publish_due().failed == 1
    return scheduled


def test_what_cannot_be_published_waits_with_the_reason(failed: Any) -> None:
    assert text_of(failed) == "Text of old."
    proposal = proposal_of(failed)
    assert proposal.state == "scheduled"
    assert "at least one published source" in proposal.failure
    assert ContentVersion.objects.get().next_due is None  # readers do not try again and again


def test_failure_shows_on_the_dashboard_and_in_the_readiness(failed: Any, reviewer_client: Client) -> None:
    with time_machine.travel(LATER, tick=False):
        page = reviewer_client.get(reverse("dashboard")).content.decode()
        front = reviewer_client.get(reverse("admin:index")).content.decode()
        ready = Client().get("/readyz")
    assert "Overdue: approved, and not published" in page
    assert "at least one published source" in page
    assert "1 approved change is overdue and not public." in front
    assert (ready.status_code, "overdue" in ready.text) == (503, True)
    assert Client().get("/healthz").status_code == 200


def test_failure_makes_the_command_fail(failed: Any) -> None:
    with time_machine.travel(LATER, tick=False), pytest.raises(CommandError, match="1 could not be published"):
        call_command("publish_due")


def test_trying_again_succeeds_when_the_reason_is_gone(failed: Any, reviewer_client: Client) -> None:
    failed.sources.update(state="published")
    with time_machine.travel(LATER, tick=False):
        reviewer_client.post(reverse("publish-due"))
        assert text_of(failed) == "Text of new."
        assert Client().get("/readyz").status_code == 200


def test_sending_back_ends_the_alarm(failed: Any) -> None:
    with time_machine.travel(LATER, tick=False):
        decide(signed_in(builders.a_reviewer()), proposal_of(failed), "send-back", comment="Find another source.")
        assert Client().get("/readyz").status_code == 200


def test_broken_publication_leaves_readers_their_page(scheduled: Any) -> None:
    proposal = proposal_of(scheduled)
    proposal.changes = {"checked_on": {"old": scheduled.checked_on.isoformat(), "new": "no day"}}
    proposal.save()
    with time_machine.travel(LATER, tick=False):
        assert Client().get("/").status_code == 200
    assert proposal_of(scheduled).failure


def test_question_for_readiness_writes_nothing_when_nothing_is_due(scheduled: Any, failed: Any) -> None:
    with time_machine.travel(LATER, tick=False), CaptureQueriesContext(connection) as queries:
        assert Client().get("/readyz").status_code == 503
    assert [q["sql"] for q in queries if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")] == []


def test_busy_database_is_tried_again_by_the_next_reader(scheduled: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_arguments: Any) -> None:
        raise OperationalError("database is locked")

    with time_machine.travel(LATER, tick=False):
        with monkeypatch.context() as busy:
            busy.setattr(due, "finish", locked)
            assert Client().get("/").status_code == 200
            assert text_of(scheduled) == "Text of old."
        assert Client().get("/").status_code == 200
    assert text_of(scheduled) == "Text of new."
