"""Two people or processes at the same moment, each with a connection of its own: one wins, the other is told."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.urls import reverse

from gtlead.publication.content_version import current_version
from gtlead.publication.models import ContentVersion
from gtlead.review.due import publish_due
from gtlead.review.models import Proposal
from gtlead.review.record_form import RecordForm
from gtlead.review.scheduling import plan_next
from tests import builders
from tests.admin_forms import change_url, posted_form
from tests.conftest import signed_in
from tests.databases import another_database
from tests.round import proposal_of, save, seen

pytestmark = pytest.mark.usefixtures("database")

ROUNDS = 2  # who comes first is chance, so each race is run a few times
PAST = datetime(2026, 1, 1, tzinfo=UTC)
OLD, NEW, OTHER = "Text of old.", "Text of new.", "Other text."


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request: Any, tmp_path_factory: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database on file or on a server, empty at first; the tests of this module use it one after the other."""
    folder: Path = tmp_path_factory.mktemp("database")
    with django_db_blocker.unblock(), another_database(request.param, folder):
        call_command("migrate", run_syncdb=True, verbosity=0)
        yield


@pytest.fixture
def editor() -> Client:
    """An editor's browser."""
    return signed_in(builders.an_editor())


@pytest.fixture
def reviewers() -> list[Client]:
    """The browsers of two reviewers."""
    return [signed_in(builders.a_reviewer()), signed_in(builders.a_reviewer())]


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """What each gives back; all begin together, each in a thread and with a connection of its own."""
    start = threading.Barrier(len(actions))

    def run(action: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=20)
            return action()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(actions)) as threads:
        return [future.result(timeout=60) for future in [threads.submit(run, action) for action in actions]]


def form_of(client: Client, record: Any, **values: Any) -> Callable[[], Any]:
    """The record's form, opened now; posts it with these values when called."""
    data = posted_form(client, record) | {"reason": "New figures"} | values
    return lambda: client.post(change_url(record), data)


def approval_of(client: Client, record: Any) -> Callable[[], Any]:
    """The difference, opened now; approves it when called, and gives the page that comes after."""
    proposal = proposal_of(record)
    data, address = {"seen": seen(client, proposal)}, reverse("review-approve", args=[proposal.pk])
    return lambda: client.post(address, data, follow=True)


def is_published(page: Any) -> bool:
    """Whether the reviewer was told that it was done; by the page, as contexts of two threads are mixed up."""
    done = f": {Proposal.State.APPROVED.label}." in page.text
    assert done is ("Not done." not in page.text)
    return done


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_of_two_reviewers_who_approve_one_publishes_and_the_other_is_told(
    editor: Client, reviewers: list[Client], _round: int
) -> None:
    statement = builders.a_statement(text=OLD)
    save(editor, statement, text=NEW)
    entries, version = statement.history.count(), current_version()
    pages = at_once(*(approval_of(client, statement) for client in reviewers))
    assert sorted(map(is_published, pages)) == [False, True]
    assert any("decided meanwhile" in page.text for page in pages)
    statement.refresh_from_db()
    assert (statement.text, statement.version, statement.history.count()) == (NEW, 2, entries + 1)
    assert proposal_of(statement).state == "approved"
    assert current_version() > version


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_save_beside_an_approval_loses_nothing(editor: Client, reviewers: list[Client], _round: int) -> None:
    """Either the approval was first and the editor is told, or what is approved is no more what was seen."""
    statement = builders.a_statement(text=OLD, note="")
    save(editor, statement, text=NEW)
    second = signed_in(builders.an_editor())
    saved, approved = at_once(form_of(second, statement, note=OTHER), approval_of(reviewers[0], statement))
    statement.refresh_from_db()
    if is_published(approved):
        assert saved.status_code == 200
        assert "Not saved:" in saved.text
        assert OTHER in saved.text
        assert (statement.text, statement.note, statement.version) == (NEW, "", 2)
        assert not Proposal.objects.of(statement).open().exists()
    else:
        assert saved.status_code == 302
        assert (statement.text, statement.note, statement.version) == (OLD, "", 1)
        assert proposal_of(statement).new_values == {"text": NEW, "note": OTHER}


@pytest.mark.parametrize("_round", range(ROUNDS))
@pytest.mark.parametrize("state", ["draft", "published"])
def test_of_two_editors_who_save_one_form_one_is_refused_and_keeps_the_text(state: str, _round: int) -> None:
    statement = builders.a_statement(text=OLD, state=state)
    entries = statement.history.count()
    editors = {text: signed_in(builders.an_editor()) for text in (NEW, OTHER)}
    answers = at_once(*(form_of(client, statement, text=text) for text, client in editors.items()))
    by_status = {answer.status_code: text for text, answer in zip(editors, answers, strict=True)}
    assert set(by_status) == {200, 302}
    [refused] = [answer for answer in answers if answer.status_code == 200]
    assert "Not saved:" in refused.text
    assert by_status[200] in refused.text
    statement.refresh_from_db()
    if state == "draft":
        assert (statement.text, statement.version) == (by_status[302], 2)
        assert statement.history.count() == entries + 1
    else:
        [proposal] = Proposal.objects.of(statement)
        assert (proposal.new_values, statement.text) == ({"text": by_status[302]}, OLD)


def test_source_is_saved_while_what_cites_it_is_approved(
    editor: Client, reviewers: list[Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new source goes with what cites it, so the reviewer is shown what became of it meanwhile; nothing is lost."""
    statement, source = builders.a_statement(text=OLD), builders.a_source(state="draft")
    save(editor, statement, text=NEW, sources=[statement.sources.get().pk, source.pk])
    refuse_stale, approve = RecordForm.refuse_stale, approval_of(reviewers[0], statement)
    is_saving = threading.Event()

    def refuse_and_take_time(form: RecordForm, cleaned: dict[str, Any]) -> None:
        refuse_stale(form, cleaned)
        is_saving.set()
        time.sleep(1.5)

    def approve_meanwhile() -> Any:
        is_saving.wait(20)
        return approve()

    monkeypatch.setattr(RecordForm, "refuse_stale", refuse_and_take_time)
    saved, approved = at_once(form_of(editor, source, title="Better title"), approve_meanwhile)
    assert (saved.status_code, is_published(approved)) == (302, False)
    assert "changed while you were reading" in approved.text
    source.refresh_from_db()
    assert source.title == "Better title"
    assert is_published(approval_of(reviewers[0], statement)())
    assert source in statement.sources.all()


@pytest.mark.parametrize("_round", range(ROUNDS))
@pytest.mark.parametrize("how", ["by command", "by readers"])
def test_what_is_due_is_published_once_by_two_processes(
    editor: Client, reviewers: list[Client], how: str, _round: int
) -> None:
    statement = builders.a_statement(text=OLD)
    save(editor, statement, text=NEW)
    entries = statement.history.count()
    Proposal.objects.of(statement).update(
        state="scheduled", publish_at=PAST, approved_version=1, reviewer=reviewers[0].session["_auth_user_id"]
    )
    plan_next()
    version = current_version()
    if how == "by command":
        outcomes = at_once(publish_due, publish_due)
        assert sorted((outcome.published, outcome.failed) for outcome in outcomes) == [(0, 0), (1, 0)]
    else:
        address = statement.get_absolute_url()
        pages = at_once(lambda: Client().get(address), lambda: Client().get(address))
        assert [page.status_code for page in pages] == [200, 200]
        assert NEW in Client().get(address).text
    statement.refresh_from_db()
    assert (statement.text, statement.version, statement.history.count()) == (NEW, 2, entries + 1)
    assert (proposal_of(statement).state, proposal_of(statement).failure) == ("approved", "")
    assert ContentVersion.objects.get().next_due is None
    assert current_version() > version
