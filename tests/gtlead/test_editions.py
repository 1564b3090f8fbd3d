"""Dated addresses keep showing what their reader saw."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from countries.models import Statement
from gtlead.publication import editions
from gtlead.publication.models import ContentVersion
from gtlead.records.clock import current_edition, today
from tests import builders as a
from tests.conftest import made_once
from tests.html import Document

pytestmark = pytest.mark.django_db

BEFORE, THEN, LATER = (datetime(2026, 3, day, 12, tzinfo=UTC) for day in (1, 2, 3))


@made_once
def corrected():
    """A statement that was corrected with its source; beside it one that was withdrawn and one that came later."""
    with time_machine.travel(BEFORE, tick=True):
        country = a.a_country(slug="japan", name="Japan")
        old = a.a_source(title="Old document")
        fact = a.a_statement(country=country, text="Seven years.", value="seven", is_key=True, sources=[old])
        withdrawn = a.a_statement(country=country, topic=fact.topic, text="Taken back.")
        a.a_statement(country=country, topic=fact.topic, text="Never public.", state="draft")
    with time_machine.travel(LATER, tick=True):
        fact.text = "Eight years."
        fact.save()
        fact.sources.set([a.a_source(title="New document")])
        withdrawn.state = "archived"
        withdrawn.save()
        a.a_statement(country=country, topic=fact.topic, text="Came later.")
    return fact


def page(client, address):
    return Document(client.get(address).text)


def test_page_shows_texts_and_sources_of_that_day(client, corrected):
    address = corrected.get_absolute_url().partition("?")[0]
    then = client.get(f"{address}?edition=2026-03-02").text
    for shown in ("Seven years.", "Taken back.", "Old document"):
        assert shown in then
    for hidden in ("Eight years.", "Came later.", "New document", "Never public."):
        assert hidden not in then
    lasting = client.get(f"/facts/statement/{corrected.slug}/?edition=2026-03-02").headers["Location"]
    assert lasting == f"{address}?at={corrected.slug}&edition=2026-03-02#{corrected.slug}"
    assert "Seven years." in client.get(lasting).text
    now = client.get(address).text
    assert "Eight years." in now
    assert "Seven years." not in now


def test_downloads_and_search_are_of_that_day_too(client, corrected):
    assert client.get("/countries.json?edition=2026-03-02").json()["results"][0]["statements"] == 2
    statements = client.get("/data/statements.csv?edition=2026-03-02").getvalue().decode()
    assert "Seven years." in statements
    assert "Came later." not in statements
    archive = client.get("/data/gtlead.zip?edition=2026-03-02")
    with zipfile.ZipFile(io.BytesIO(archive.getvalue())) as zipped:
        texts = "".join(zipped.read(name).decode() for name in zipped.namelist())
    assert "Seven years." in texts
    assert "Eight years." not in texts
    assert "Seven years." in page(client, "/search/?q=seven+years&edition=2026-03-02").by_id("statements").text
    assert "Seven years." not in client.get("/search/?q=seven+years").text.replace("</mark> <mark>", " ")


def test_changes_end_with_the_edition(client, corrected):
    assert "3 March 2026" in client.get("/changes/").text
    assert "3 March 2026" not in page(client, "/changes/?edition=2026-03-02").all("main")[0].text


def test_banner_names_the_moment_and_search_engines_stay_away(client, corrected):
    response = client.get("/countries/japan/?edition=2026-03-02T11:30:00Z")
    [banner] = Document(response.text).by_class("time-banner")
    assert "2 March 2026 at 11:30 UTC" in banner.text
    assert response.headers["X-Robots-Tag"] == "noindex"
    live = client.get("/countries/japan/")
    assert Document(live.text).by_class("time-banner") == []
    assert "X-Robots-Tag" not in live.headers


def test_address_to_cite_keeps_showing_the_page(client, corrected):
    raised = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
    ContentVersion.objects.update(raised_at=int(raised.timestamp()))
    days = {"2026-03-03T12:00:00Z": "2026-03-03T09:00:01Z", "2026-03-04T12:00:00Z": "2026-03-04T00:00:00Z"}
    for visit, written in days.items():
        with time_machine.travel(visit, tick=False):
            [link] = page(client, "/countries/?region=east-asia").by_class("dated-address")
        assert link.get("href") == f"http://testserver/countries/?region=east-asia&edition={written}"
        [again] = page(client, f"/countries/?region=east-asia&edition={written}").by_class("dated-address")
        assert again.get("href") == link.get("href")


def test_pictures_of_an_edition_are_of_that_edition(client, corrected):
    a.an_authorisation(jurisdiction=a.a_membership(country=corrected.country).jurisdiction)
    written = f"{timezone.now():%Y-%m-%dT%H:%M:%SZ}"
    pictures = [image.get("src") for image in page(client, f"/countries/japan/?edition={written}").all("img")]
    assert pictures
    assert all(f"edition={written}".replace(":", "%3A") in src for src in pictures)


@pytest.mark.parametrize(
    "written",
    [
        "2020-01-01",
        "2999-01-01",
        "9999-12-31",
        "9999-12-31T23:59:59Z",
        "2026-13-01",
        "2026-02-30",
        "x",
        "",
        "2026-03-02T25:00:00Z",
        "2026-3-2",
        "２026-03-02",
    ],
)
def test_editions_that_are_not_there_are_named(client, corrected, written):
    response = client.get("/countries/", {"edition": written})
    assert response.status_code == 404
    assert Document(response.text).all("h1")[0].text == "There is no edition of that moment"
    download = client.get("/countries.csv", {"edition": written})
    assert (download.status_code, download.text.split(":")[0]) == (400, "edition")


def test_two_editions_at_once_are_refused(client, corrected):
    assert client.get("/countries/?edition=2026-03-02&edition=2026-03-01").status_code == 404


def test_today_is_the_day_of_the_edition_and_only_while_it_is_read(corrected):
    edition = editions.edition_of(THEN)
    assert edition.change < THEN
    with editions.reading(edition):
        assert today() == THEN.date()
        assert Statement.objects.get(slug=corrected.slug).text == "Seven years."
    assert current_edition() is None
    assert today() == timezone.localdate()
    assert Statement.objects.get(slug=corrected.slug).text == "Eight years."
    assert not hasattr(connections._connections, editions.ALIAS)


def test_an_edition_is_made_once_and_the_oldest_go(client, corrected, tmp_path, settings):
    settings.EDITION_BYTES = 1
    for day in ("2026-03-01", "2026-03-02"):
        client.get(f"/countries/?edition={day}")
    folder = tmp_path / "editions"
    assert len(list(folder.iterdir())) == 1
    client.get("/countries/?edition=2026-03-03")
    client.get("/countries/?edition=2026-03-04")
    assert len(list(folder.iterdir())) == 1


def test_dashboard_and_admin_know_no_editions(client, corrected):
    refused = client.get("/admin/login/?edition=2020-01-01")
    assert (refused.status_code, "edition" in refused.text) == (400, True)


def test_the_later_of_two_changes_at_the_same_time_counts(client):
    with time_machine.travel(BEFORE, tick=False):
        country = a.a_country(slug="japan", summary="First words.")
        country.summary = "Second words."
        country.save()
    shown = client.get("/countries/japan/?edition=2026-03-02").text
    assert "Second words." in shown
    assert "First words." not in shown


def test_pages_of_a_question_open_while_readers_may_contribute(client):
    with time_machine.travel(BEFORE, tick=True):
        question = a.a_question(slug="embryos")
    a.a_moderator()
    a.a_contribution(question=question, state="approved", text="Words of today.")
    assert client.get("/ethics/embryos/").status_code == 200
    for part in ("", "contribute/", "contributions/"):
        assert client.get(f"/ethics/embryos/{part}?edition=2026-03-02").status_code == 200


def test_what_is_sent_goes_to_the_present(client):
    with time_machine.travel(BEFORE, tick=True):
        question = a.a_question(slug="embryos")
    question.state = "archived"
    question.save()
    a.a_moderator()
    assert client.get("/ethics/embryos/?edition=2026-03-02").status_code == 200
    assert client.post("/ethics/embryos/contribute/?edition=2026-03-02", {"text": "Late."}).status_code == 404


def test_no_draft_slips_into_the_past(client):
    with time_machine.travel(BEFORE, tick=True):
        membership = a.a_membership(country=a.a_country(slug="japan"), note="Public words.")
    assert "Public words." in client.get("/countries/japan/").text
    membership.jurisdiction.state = "draft"
    membership.jurisdiction.save()
    membership.note = "Unapproved words."
    membership.save()
    for address in ("/countries/japan/", "/data/memberships.csv"):
        response = client.get(f"{address}?edition=2026-03-02")
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert response.status_code == 200
        assert b"Unapproved words." not in body


def test_archive_names_its_edition_and_is_built_once_for_it(client, corrected, tmp_path):
    def archive(second):
        response = client.get(f"/data/gtlead.zip?edition=2026-03-02T12:00:{second}Z")
        return response.getvalue()

    first = archive("01")
    with zipfile.ZipFile(io.BytesIO(first)) as zipped:
        readme = zipped.read("README.txt").decode()
    assert "as it was on 2026-03-01" in readme
    assert "/data/?edition=2026-03-01T12:00:" in readme
    assert "Retrieved" not in readme
    assert archive("59") == first
    assert len(list((tmp_path / "downloads").iterdir())) == 1


@time_machine.travel("2026-11-23 12:00:00+00:00", tick=False)
@pytest.mark.parametrize(
    ("written", "is_there"),
    [
        ("2026-11-23", True),
        ("2026-11-24", False),
        ("2026-11-23T12:00:02Z", True),
        ("2026-11-23T12:00:03Z", False),
    ],
)
def test_no_edition_of_a_moment_to_come(written, is_there):
    assert (editions.parse_moment(written) == timezone.now()) is is_there
    assert (editions.parse_moment(written) is None) is not is_there
