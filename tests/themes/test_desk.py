"""The sections of the desk: numbers for those who may act, and warnings."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.utils import timezone

from gtlead.desk_sections import fact_reports_section
from tests import builders as a
from themes import moderation
from themes.desk import moderation_section

pytestmark = pytest.mark.django_db


def numbers(section):
    return [count.number for count in section.counts]


def test_moderators_see_what_waits():
    request = SimpleNamespace(user=a.a_moderator())
    a.a_contribution()
    a.a_contribution(suspicion="trap filled")
    a.a_contribution(proposed_reason="hostile")
    a.a_contribution(state="approved")
    section = moderation_section(request)
    assert numbers(section) == [1, 1, 1]
    assert section.warnings == []
    assert fact_reports_section(request) is None


def test_reviewers_see_reports(reviewer):
    request = SimpleNamespace(user=reviewer)
    a.a_fact_report()
    a.a_fact_report(suspicion="trap filled")
    assert numbers(fact_reports_section(request)) == [1, 1]
    assert moderation_section(request) is None


def test_desk_warns_of_what_is_overdue(superuser):
    request = SimpleNamespace(user=superuser)
    assert "nobody is in the group" in " ".join(map(str, moderation_section(request).warnings))
    moderation.purge()
    a.a_contribution(received_at=timezone.now() - timedelta(days=8))
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        texts = " ".join(map(str, moderation_section(request).warnings))
    assert "Nothing has been purged" in texts
    assert "more than a week" in texts
