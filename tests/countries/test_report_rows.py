"""What is in the staff reports when there is something of everything."""

import csv
import io

import pytest

from countries.models import Country, Statement
from countries.staff_reports.catalogue import REPORTS
from gtlead.staff_reports.models import ExportLog
from tests.html import Document, problems
from tests.reports import take
from themes.models import Theme

pytestmark = pytest.mark.django_db

WITHOUT_DRAFTS = {"changes", "export-log", "overdue"}


@pytest.mark.parametrize("name", REPORTS)
def test_download_is_a_csv_with_drafts_that_no_cache_keeps(analyst_client, world_with_secrets, name):
    response = analyst_client.get(f"/staff/reports/{name}.csv")
    assert response.streaming
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith(f'attachment; filename="gtlead-{name}-20')
    assert "no-store" in response.headers["Cache-Control"]
    body = response.getvalue()
    assert body.startswith(b"\xef\xbb\xbf")
    assert (b"clandestine" in body) is (name not in WITHOUT_DRAFTS)
    header = next(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert header == [column.name for column in REPORTS[name].columns]


@pytest.mark.parametrize("name", REPORTS)
def test_page_shows_the_beginning_of_the_download(analyst_client, world_with_secrets, name):
    take(analyst_client, name)  # so that the log has a row too
    text = analyst_client.get(f"/staff/reports/{name}/").text
    assert problems(text) == []
    page = Document(text)
    assert f"/staff/reports/{name}.csv" in page.links
    rows = take(analyst_client, name)[:-1] if name == "export-log" else take(analyst_client, name)
    shown = [row.elements[0].text for row in page.by_id("rows").all("tr") if row.all("td")]
    assert shown == [next(iter(row.values())) for row in rows[:20]]
    number = f"{len(rows)} rows" if len(rows) != 1 else "1 row"
    assert number in page.by_id("rows").text


def test_statements_report_has_every_statement_in_every_state(analyst_client, world_with_secrets):
    rows = take(analyst_client, "statements")
    assert {row["statement"]: row["state"] for row in rows} == dict(Statement.objects.values_list("slug", "state"))


def test_completeness_report_has_every_theme_in_every_country(analyst_client, world_with_secrets):
    rows = take(analyst_client, "completeness")
    assert len(rows) == Theme.objects.count() * Country.objects.count() > 2 * 4
    [row] = [r for r in rows if (r["theme"], r["country"]) == ("regulation", "south-korea")]
    assert (row["topics"], row["topics_answered"], row["topics_not_known"]) == ("2", "2", "1")


@pytest.mark.parametrize("name", REPORTS)
def test_log_says_who_took_what_and_how_many_rows(analyst, analyst_client, world_with_secrets, name):
    rows = take(analyst_client, name)
    [log] = ExportLog.objects.all()
    assert (log.user, log.report, log.rows) == (analyst, name, len(rows))
    page = Document(analyst_client.get("/staff/reports/").text)
    assert f"{analyst.username} {name} {len(rows)}" in page.by_id("log").text
