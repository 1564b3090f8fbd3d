"""Somebody else having the form open is seen, and never stands in the way."""

from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gtlead.publication.content_version import current_version
from gtlead.review import presence
from tests import builders
from tests.admin_forms import change_url, posted_form
from tests.conftest import signed_in
from tests.html import Document

pytestmark = pytest.mark.django_db

ALICE_HAS_IT = "alice, since 08:00 UTC"


@pytest.fixture
def record() -> Any:
    """Something two people edit."""
    return builders.a_term()


@pytest.fixture
def alice() -> Client:
    return signed_in(builders.an_editor(username="alice"))


@pytest.fixture
def edith() -> Client:
    return signed_in(builders.an_editor(username="edith"))


def asked(client: Client, record: Any, **query: str) -> Any:
    """What the open form of this person asks now and then."""
    return client.get(reverse("review-editing", args=["term", record.pk]), query)


def test_second_form_says_who_has_it_open_and_since_when(record: Any, alice: Client, edith: Client) -> None:
    with time_machine.travel("2026-11-29 08:00Z", tick=False) as clock:
        assert "Also open before" not in alice.get(change_url(record)).text
        clock.move_to("2026-11-29 08:02Z")
        page = edith.get(change_url(record)).text
        assert ALICE_HAS_IT in page
        edith.cookies["zone"] = "Asia/Tokyo"
        assert "alice, since 17:00 JST" in edith.get(change_url(record)).text
        assert "edith, since 08:02 UTC" in asked(alice, record).text
        assert "Also open" not in edith.get(change_url(builders.a_term())).text


def test_page_that_shows_it_already_is_not_drawn_again(record: Any, alice: Client, edith: Client) -> None:
    alice.get(change_url(record))
    [line] = [
        one for one in Document(edith.get(change_url(record)).text).all("div") if "data-editing" in one.attributes
    ]
    _address, _mark, shown = line.attributes["hx-get"].partition("?shown=")
    assert asked(edith, record, shown=shown).status_code == 204
    assert asked(edith, record, shown="else").status_code == 200


def test_who_saved_or_went_is_not_told_any_more(record: Any, alice: Client, edith: Client) -> None:
    with time_machine.travel("2026-11-29 08:00Z", tick=False) as clock:
        alice.post(change_url(record), posted_form(alice, record) | {"reason": "Clearer", "definition": "Put better."})
        assert "Also open before" not in edith.get(change_url(record)).text
        alice.get(change_url(record))
        clock.move_to("2026-11-29 08:02Z")
        assert ALICE_HAS_IT in asked(edith, record).text
        asked(alice, record)  # still in sight
        clock.move_to("2026-11-29 08:04Z")
        assert ALICE_HAS_IT in asked(edith, record).text
        clock.move_to("2026-11-29 08:08Z")
        assert "alice" not in asked(edith, record).text


def test_asking_changes_nothing_and_takes_few_queries(
    record: Any, edith: Client, django_assert_max_num_queries: Any
) -> None:
    before = current_version()
    asked(edith, record)
    with django_assert_max_num_queries(6):
        asked(edith, record)
    assert current_version() == before


def test_form_opens_where_nothing_can_be_kept(
    record: Any, alice: Client, edith: Client, settings: Any, tmp_path: Path
) -> None:
    alice.get(change_url(record))
    broken = tmp_path / "file"
    broken.write_text("no folder")
    settings.STATE_DIR, settings.CACHE_URL = broken, ""
    page = edith.get(change_url(record))
    assert page.status_code == 200
    assert "Also open" not in page.text


def test_what_is_kept_is_bounded(record: Any, alice: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "MOST_PEOPLE", 3)
    for _number in range(6):
        presence.others_editing(record, builders.an_editor())
    assert len(presence.others_editing(record, builders.an_editor())) == 3


def test_only_those_who_may_change_it_are_told(record: Any, alice: Client) -> None:
    alice.get(change_url(record))
    assert asked(signed_in(builders.an_analyst()), record).status_code == 403
    assert asked(Client(), record).status_code == 302
    assert alice.get(reverse("review-editing", args=["nothing", 1])).status_code == 404
