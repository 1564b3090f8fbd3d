"""Times of the staff's pages are in the reader's zone, which is named; days and moments have one form."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import localize

from gtlead.accounts.zones import zone_named
from tests import builders
from tests.round import approve, proposal_of, save

pytestmark = pytest.mark.django_db

MOMENT = datetime(2026, 6, 1, 20, 50, tzinfo=UTC)


@pytest.mark.parametrize("name", ["", "No/Such", "../../etc/passwd", "Europe", "a\x00b", "Asia/Tokyo" * 40])
def test_name_that_is_no_zone_is_utc(name):
    assert str(zone_named(name)) == "UTC"


def test_moment_is_told_and_read_in_the_zone_of_the_reader(editor_client, reviewer_client):
    statement = builders.a_statement()
    save(editor_client, statement, text="Later.")
    proposal = proposal_of(statement)
    type(proposal).objects.update(changed_at=MOMENT)
    reviewer_client.cookies["zone"] = "Asia/Tokyo"
    page = reviewer_client.get(proposal.get_absolute_url())
    assert "2 June 2026, 05:50 JST" in page.text
    assert "Publish at (JST)" in page.text
    assert "1 June 2026, 20:50 UTC" in editor_client.get(proposal.get_absolute_url()).text
    year = timezone.now().year + 1
    approve(reviewer_client, statement, publish_at=f"{year}-03-04T09:00")
    assert proposal_of(statement).publish_at == datetime(year, 3, 4, tzinfo=UTC)


def test_zone_of_a_reader_moves_nothing_public(reviewer_client):
    statement = builders.a_statement()
    address = statement.get_absolute_url().partition("#")[0]
    stranger = Client()
    stranger.cookies["zone"] = "Asia/Tokyo"
    assert stranger.get(address).content == Client().get(address).content


def test_days_and_moments_have_one_form(editor_client):
    assert localize(MOMENT) == "1 June 2026, 20:50 UTC"
    assert localize(MOMENT.date()) == "1 June 2026"
    statement = builders.a_statement(checked_on="2026-11-01")
    form = editor_client.get(f"/admin/countries/statement/{statement.pk}/change/").text
    assert 'value="2026-11-01"' in form
    listed = editor_client.get("/admin/countries/statement/").text
    for page in (form, listed):
        assert not re.search(r"\d\d/\d\d/\d{4}|[ap]\.m\.", page)
