"""The sections of the dashboard: numbers for those who may act, and warnings."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.utils import timezone

from gtlead.feedback.dashboard import fact_reports_section
from tests import builders as a
from themes.contributions import moderation
from themes.contributions.dashboard import moderation_section

pytestmark = pytest.mark.django_db


def texts(section):
    return [str(line.text) for line in section.lines]


def test_moderators_see_what_waits():
    request = SimpleNamespace(user=a.a_moderator())
    a.a_contribution()
    a.a_contribution(suspicion="trap filled")
    a.a_contribution(proposed_reason="hostile")
    a.a_contribution(state="approved")
    section = moderation_section(request)
    assert texts(section) == ["waiting: 1", "for a second moderator: 1", "suspected: 1"]
    assert not section.is_warning
    assert fact_reports_section(request) is None


def test_reviewers_see_reports(reviewer):
    request = SimpleNamespace(user=reviewer)
    a.a_fact_report()
    a.a_fact_report(suspicion="trap filled")
    assert texts(fact_reports_section(request)) == ["waiting: 1", "suspected to be from a machine: 1"]
    assert moderation_section(request) is None


def test_dashboard_warns_of_what_is_overdue(superuser):
    request = SimpleNamespace(user=superuser)
    assert "nobody is in the group" in " ".join(texts(moderation_section(request)))
    moderation.purge()
    a.a_contribution(received_at=timezone.now() - timedelta(days=8))
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        section = moderation_section(request)
    assert section.is_warning
    assert "Nothing has been purged" in " ".join(texts(section))
    assert "more than a week" in " ".join(texts(section))
