"""What is derived of the records of builders waits, but nobody can tell (tests/deriving.py)."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from countries.access.spans import SPANS
from countries.finding.entries import ENTRIES
from countries.models import Membership, SearchEntry, Span
from gtlead.records.choices import State
from tests import builders, deriving

pytestmark = pytest.mark.django_db


@pytest.fixture
def joined():
    """A validity with a licence, of which nothing is derived yet."""
    joined = builders.a_membership()
    builders.an_authorisation(jurisdiction=joined.jurisdiction)
    assert all(deriving.waiting.values())
    return joined


def drift():
    """How what is derived differs from the records, once what waits is derived."""
    return [*SPANS.drift(), *ENTRIES.drift()]


def test_derived_when_read_by_queries_that_nobody_counts(joined):
    with CaptureQueriesContext(connection) as asked:
        assert Span.objects.exists()
        assert SearchEntry.objects.exists()
    assert len(asked) == 2
    assert not any(deriving.waiting.values())


def test_all_is_derived_before_a_record_is_changed(joined):
    Membership.objects.update(state=State.DRAFT)  # which no signal tells
    assert Span.objects.exclude(country=None).exists()


def test_nothing_derived_is_lost_with_a_savepoint(joined):
    with transaction.atomic():
        assert Span.objects.exists()
        transaction.set_rollback(True)
    assert drift() == []


def test_what_new_records_make_public_is_derived():
    source, question = builders.a_source(), builders.a_question(sides=())
    assert drift() == []
    builders.a_statement(sources=[source])
    for stance in ("for", "against"):
        builders.an_argument(question=question, stance=stance)
    assert drift() == []


def test_world_is_made_with_what_is_derived(world):
    assert drift() == []
