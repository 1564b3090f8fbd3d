"""An expiry: a record leaves the site at a planned time, approved by a second person beside any change to it."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gtlead.history.models import TraceEntry
from gtlead.review.due import publish_due
from gtlead.review.models import Proposal, ReviewBy
from tests import builders
from tests.admin_forms import change_url, posted_form
from tests.conftest import signed_in
from tests.html import problems
from tests.round import approve, decide, proposal_of, save, save_knowing

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC).replace(second=0, microsecond=0)
THEN = NOW + timedelta(hours=3)
AT, LATER = f"{THEN:%Y-%m-%dT%H:%M}", THEN + timedelta(minutes=1)
MOVED = THEN + timedelta(hours=1)


@pytest.fixture
def world() -> SimpleNamespace:
    """A country with an institution, which goes with it."""
    country = builders.a_country(slug="canada", name="Canada")
    return SimpleNamespace(country=country, institute=builders.an_institution(country=country, name="The institute"))


def planned(client: Client, record: Any, at: str = AT, **values: Any) -> Proposal:
    """An editor has seen what would go, and plans it."""
    assert save_knowing(client, record, take_off_at=at, reason="The pilot ends", **values).status_code == 302
    return Proposal.objects.of(record).removals().latest("pk")


@pytest.fixture
def expiring(world: Any, editor_client: Client, reviewer_client: Client) -> SimpleNamespace:
    """The same, approved: the country goes in three hours."""
    with time_machine.travel(NOW, tick=False):
        world.proposal = planned(editor_client, world.country)
        decide(reviewer_client, world.proposal, "approve")
    world.proposal.refresh_from_db()
    return world


def test_form_lists_what_would_go_with_it_and_keeps_a_proposal_of_its_own(world: Any, editor_client: Client) -> None:
    page = save(editor_client, world.country, take_off_at=AT)
    assert "1 thing would leave the site" in page.text
    assert "The institute" in page.text
    assert not Proposal.objects.exists()
    proposal = planned(editor_client, world.country)
    assert (proposal.kind, proposal.state, proposal.wished_at) == ("removal", "waiting", THEN)
    assert "waits for a reviewer" in editor_client.get(change_url(world.country)).text
    assert Client().get("/countries/canada/").status_code == 200


def test_reason_and_a_moment_to_come_are_needed(world: Any, editor_client: Client) -> None:
    assert "Say why" in save_knowing(editor_client, world.country, take_off_at=AT, reason="").text
    assert "This moment has passed" in save(editor_client, world.country, take_off_at="2020-01-01T10:00").text
    gone = builders.a_term(state="archived")
    assert "It is not on the site." in save(editor_client, gone, take_off_at=AT).text
    assert not Proposal.objects.exists()


def test_approver_sees_it_and_ticks(world: Any, editor_client: Client, reviewer_client: Client) -> None:
    proposal = planned(editor_client, world.country)
    page = reviewer_client.get(proposal.get_absolute_url())
    assert problems(page.text) == []
    for words in ("Asked to leave the site at", "Take off at", "I have seen what would leave the site with this: 1"):
        assert words in page.text
    assert "Not done." in decide(reviewer_client, proposal, "approve", acknowledged="").text
    decide(reviewer_client, proposal, "approve")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.publish_at) == ("scheduled", THEN)


def test_at_its_time_it_goes_with_an_entry_for_the_public(expiring: Any) -> None:
    with time_machine.travel(NOW, tick=False):
        assert Client().get("/countries/canada/").status_code == 200
    with time_machine.travel(LATER, tick=False):
        gone = Client().get("/countries/canada/")
    assert gone.status_code == 410
    told = TraceEntry.objects.filter(verb="removed").values_list("kind", "slug", "reason")
    assert sorted(told) == [
        ("country", "canada", "The pilot ends"),
        ("institution", expiring.institute.slug, "The pilot ends"),
    ]


def test_what_depends_on_it_since_is_not_taken_along_unseen(expiring: Any, reviewer_client: Client) -> None:
    builders.an_institution(country=expiring.country)
    with time_machine.travel(LATER, tick=False):
        assert publish_due().failed == 1
        assert Client().get("/countries/canada/").status_code == 200
        desk = reviewer_client.get(reverse("dashboard")).text
    assert "should have left the site on" in desk
    assert "2 things would leave the site" in desk


def test_corrections_until_then_leave_it_planned(expiring: Any, editor_client: Client, reviewer_client: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        save(editor_client, expiring.country, summary="Put better.")
        assert proposal_of(expiring.country).changes.keys() == {"summary"}
        approve(reviewer_client, expiring.country)
        assert "Put better." in Client().get("/countries/canada/").text
        assert "to leave the site on" in reviewer_client.get(reverse("dashboard")).text
    with time_machine.travel(LATER, tick=False):
        assert Client().get("/countries/canada/").status_code == 410


def test_another_time_waits_for_approval_again_and_none_takes_it_back(expiring: Any, editor_client: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        moved = planned(editor_client, expiring.country, f"{MOVED:%Y-%m-%dT%H:%M}")
        assert (moved.pk, moved.state, moved.time) == (expiring.proposal.pk, "waiting", MOVED)
        answer = editor_client.get(change_url(expiring.country))
        save(editor_client, expiring.country, take_off_at="")
    assert "It shall leave the site on" in answer.text
    expiring.proposal.refresh_from_db()
    assert expiring.proposal.state == "withdrawn"
    with time_machine.travel(LATER, tick=False):
        assert Client().get("/countries/canada/").status_code == 200


def test_form_opened_before_somebody_planned_it_takes_nothing_back(expiring: Any, editor_client: Client) -> None:
    stale = {"initial-take_off_at": "", "take_off_at": "", "summary": "Put better."}
    with time_machine.travel(NOW, tick=False):
        save(editor_client, expiring.country, **stale)
    expiring.proposal.refresh_from_db()
    assert expiring.proposal.state == "scheduled"


def test_what_nobody_approved_in_time_is_told(world: Any, editor_client: Client, reviewer_client: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        planned(editor_client, world.country)
        assert "Overdue" not in reviewer_client.get(reverse("dashboard")).text
    with time_machine.travel(LATER, tick=False):
        assert "Overdue: should have left the site" in reviewer_client.get(reverse("dashboard")).text
        assert Client().get("/countries/canada/").status_code == 200


def test_draft_has_it_planned_when_it_is_handed_in(editor_client: Client, reviewer_client: Client) -> None:
    draft = builders.a_term(state="draft")
    save(editor_client, draft, take_off_at=AT)
    assert "kept once you hand it in" in editor_client.get(change_url(draft)).text
    assert not Proposal.objects.exists()
    save(editor_client, draft, take_off_at=AT, _handin="1")
    removal = Proposal.objects.removals().get()
    page = decide(reviewer_client, removal, "approve").text
    assert "that is approved once it is" in reviewer_client.get(removal.get_absolute_url()).text
    assert "Not done." in page
    decide(reviewer_client, Proposal.objects.edits().get(), "approve")
    decide(reviewer_client, removal, "approve")
    removal.refresh_from_db()
    assert removal.state == "scheduled"


def test_archiving_it_before_ends_the_plan(expiring: Any, editor_client: Client, reviewer_client: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        save_knowing(editor_client, expiring.country, state="archived")
        approve(reviewer_client, expiring.country)
    expiring.proposal.refresh_from_db()
    assert expiring.proposal.state == "withdrawn"


def test_nobody_approves_their_own(world: Any, reviewer_client: Client) -> None:
    proposal = planned(reviewer_client, world.country)
    assert "You wrote in this yourself" in decide(reviewer_client, proposal, "approve").text


def test_day_of_review_is_told_on_the_desk_until_it_was_compared(editor_client: Client) -> None:
    fact = builders.a_term(checked_on="2026-11-01")
    with time_machine.travel("2026-11-29 08:00Z", tick=False):
        answer = editor_client.post(change_url(fact), posted_form(editor_client, fact) | {"review_by": "2026-12-10"})
        assert answer.status_code == 302
        assert "asks for a comparison by 10 December 2026" in editor_client.get(change_url(fact)).text
        assert not Proposal.objects.exists()
        assert "To be compared again" not in editor_client.get(reverse("dashboard")).text
    with time_machine.travel("2026-12-10 08:00Z", tick=False):
        later = signed_in(builders.an_editor())
        desk = later.get(reverse("dashboard")).text
        assert "by 10 December 2026, asked for by" in desk
        assert problems(desk) == []
        type(fact).objects.filter(pk=fact.pk).update(checked_on="2026-12-10")
        assert "To be compared again" not in later.get(reverse("dashboard")).text


def test_day_of_review_is_taken_back_and_goes_with_its_fact(editor_client: Client) -> None:
    fact = builders.a_term(state="draft")
    save(editor_client, fact, review_by="2026-12-10")
    assert ReviewBy.objects.of(fact).exists()
    save(editor_client, fact, review_by="")
    assert not ReviewBy.objects.exists()
    save(editor_client, fact, review_by="2026-12-10")
    fact.delete()
    assert not ReviewBy.objects.exists()
