"""Where a proposal may go, and that nothing else lets it stand elsewhere."""

import re
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from django.utils import timezone

from gtlead.publication.models import ContentVersion
from gtlead.review.models import Proposal
from gtlead.review.submitting import propose
from gtlead.review.transitions import NOT_APPROVED, WAYS, Stands, close, move
from tests import builders

ROOT = Path(__file__).parents[2]
DECIDED = (Stands.APPROVED, Stands.WITHDRAWN)


@pytest.fixture
def a_proposal(db: None) -> Proposal:
    """A change that waits."""
    statement = builders.a_statement(text="Text of old.")
    found = propose(statement, {"text": "Text of new."}, user=builders.an_editor(), reason="")
    assert found
    return found


def test_every_state_has_its_ways() -> None:
    assert set(WAYS) == set(Stands)
    assert {state for state in Stands if WAYS[state]} == set(Proposal.OPEN)


@pytest.mark.parametrize(("stands", "to"), [(a, b) for a, b in product(Stands, Stands) if b not in WAYS[a]])
def test_what_is_decided_stays_decided_and_what_was_sent_back_is_not_approved(stands: str, to: str) -> None:
    assert stands in DECIDED or (stands, to) in {
        (Stands.SENT_BACK, Stands.APPROVED),
        (Stands.SENT_BACK, Stands.SCHEDULED),
    }
    with pytest.raises(ValueError, match=f"no way from {stands} to {to}"):
        move(Proposal(state=stands, version=1), Stands(to))


def test_a_time_that_is_set_or_falls_away_is_planned(a_proposal: Proposal) -> None:
    moment = timezone.now() + timedelta(days=1)
    move(a_proposal, Stands.SCHEDULED, publish_at=moment)
    assert ContentVersion.objects.get().next_due == int(moment.timestamp())
    move(a_proposal, Stands.WAITING, **NOT_APPROVED)
    assert ContentVersion.objects.get().next_due is None


def test_each_move_is_a_new_version_and_ends_what_it_failed_by(a_proposal: Proposal) -> None:
    a_proposal.failure = "The source was archived."
    before = a_proposal.version
    close(a_proposal, Stands.WITHDRAWN)
    a_proposal.refresh_from_db()
    assert (a_proposal.version, a_proposal.failure, a_proposal.is_open) == (before + 1, "", False)
    assert a_proposal.decided_at is not None


def test_no_other_module_assigns_a_proposals_state() -> None:
    assigned = re.compile(r"proposal\.state(?:, [\w.]+)* = |\bstate=Stands\.\w+(?=.*\.update)|update\(.*\bstate=")
    review = sorted((ROOT / "gtlead" / "review").glob("*.py"))
    assert [path.name for path in review if assigned.search(path.read_text())] == []
