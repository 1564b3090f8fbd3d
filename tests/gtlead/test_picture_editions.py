"""Dated addresses show the picture of their day, as long as we may still show it."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from tests import builders as a
from tests.html import Document

pytestmark = pytest.mark.django_db

BEFORE, LATER = (datetime(2026, 3, day, 12, tzinfo=UTC) for day in (1, 3))
THEN = "?edition=2026-03-02"
LONG_AGO = "?edition=2026-03-01T12:30:00Z"


@pytest.fixture
def replaced() -> Any:
    """A published picture whose file and words were others on 2 March; a draft beside it."""
    with time_machine.travel(BEFORE, tick=True):
        old = a.a_picture_file(size=(320, 200))
        picture = a.a_picture(slug="room", alt="The old room", file=old)
        picture.country = a.a_country(slug="japan", picture=picture)
        picture.draft = a.a_picture(state="draft")
        picture.other = a.a_country(slug="korea", picture=picture.draft)
    with time_machine.travel(LATER, tick=True):
        picture.old, picture.file = old, a.a_picture_file(size=(400, 300))
        picture.alt, picture.width, picture.height = "The new room", 400, 300
        picture.save()
    return picture


def figures(client: Any, address: str) -> list[Any]:
    return Document(client.get(address).text).by_class("picture")


def test_edition_shows_the_file_and_the_words_of_its_day(client, replaced):
    [figure] = figures(client, f"/countries/japan/{THEN}")
    [image] = figure.all("img")
    assert (image.get("alt"), image.get("width")) == ("The old room", "320")
    assert image.get("src").startswith(f"{replaced.old.address}?edition=2026-03-02T")
    served = client.get(image.get("src"))
    assert (served.status_code, served.headers["Content-Type"]) == (200, "image/webp")
    assert len(served.content) == replaced.old.size
    assert client.get(replaced.old.address).status_code == 404
    assert client.get(f"{replaced.address}{THEN}").status_code == 404
    [figure] = figures(client, "/countries/japan/")
    assert figure.all("img")[0].get("src") == replaced.address


def test_picture_and_table_of_an_edition_are_of_its_day(client, replaced):
    assert "The old room" in client.get(f"/pictures/room/{THEN}").text
    [row] = client.get(f"/data/pictures.json{THEN}").json()["results"]
    assert (row["alternative_text"], row["width"], row["shown_on"]) == ("The old room", 320, ["/countries/japan/"])


def test_withdrawn_picture_leaves_editions_too(client, replaced):
    replaced.state = "archived"
    replaced.save()
    assert figures(client, f"/countries/japan/{THEN}") == []
    assert client.get(f"{replaced.old.address}{THEN}").status_code == 404
    assert client.get(f"/pictures/room/{THEN}").status_code == 404


def test_picture_that_was_a_draft_then_is_not_in_the_edition(client, replaced):
    draft = replaced.draft
    draft.state = "published"
    draft.save()
    assert len(figures(client, "/countries/korea/")) == 1
    assert figures(client, f"/countries/korea/{LONG_AGO}") == []
    assert client.get(f"{draft.address}{LONG_AGO}").status_code == 404
