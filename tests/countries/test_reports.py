"""Staff reports: who may take them, what is in them, and what is written down about it."""

import csv
import io
import tracemalloc
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.signals import request_finished
from django.db import close_old_connections, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from countries.models import Statement
from countries.reports import REPORTS
from gtlead.models import ExportLog
from tests import builders
from tests.html import Document, problems
from tests.round import approve, save
from tests.world import add_secrets, public_world

pytestmark = pytest.mark.django_db

WITHOUT_DRAFTS = {"changes", "export-log", "overdue"}
ADDRESSES = ["/staff/reports/", *(f"/staff/reports/{name}.csv" for name in REPORTS)]


def take(client, name):
    response = client.get(f"/staff/reports/{name}.csv")
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("address", ADDRESSES)
def test_stranger_is_asked_to_sign_in(client, address):
    response = client.get(address)
    assert response.status_code == 302
    assert response.headers["Location"] == f"/admin/login/?next={address}"


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("role", ["", "editor", "reviewer"])
def test_people_without_the_permission_are_refused(client, role, address):
    client.force_login(builders.a_person(role))
    response = client.get(address)
    assert response.status_code == 403
    assert "not allowed" in response.text
    assert not ExportLog.objects.exists()


def test_refusal_is_a_proper_page(editor_client):
    assert problems(editor_client.get("/staff/reports/").text) == []


def test_permission_counts_not_the_group(client):
    person = builders.a_person()
    person.user_permissions.add(Permission.objects.get(codename="export_reports"))
    client.force_login(person)
    assert client.get("/staff/reports/").status_code == 200


def test_list_describes_every_column_of_every_report(analyst_client):
    text = analyst_client.get("/staff/reports/").text
    assert problems(text) == []
    page = Document(text)
    for name, report in REPORTS.items():
        table = page.by_id(name).all("table")[0]
        described = {row.elements[0].text: row.elements[1].text for row in table.all("tr") if row.all("td")}
        assert described == {column.name: column.meaning for column in report.columns}


@pytest.mark.parametrize("name", REPORTS)
def test_columns_have_names_of_their_own_and_meanings(name):
    columns = REPORTS[name].columns
    assert len({column.name for column in columns}) == len(columns)
    assert all(column.meaning.strip() for column in columns)


@pytest.mark.parametrize("name", REPORTS)
def test_download_is_a_csv_with_drafts_that_no_cache_keeps(analyst_client, name):
    add_secrets(public_world())
    response = analyst_client.get(f"/staff/reports/{name}.csv")
    assert response.streaming
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith(f'attachment; filename="gtlead-{name}-20')
    assert "no-store" in response.headers["Cache-Control"]
    body = b"".join(response.streaming_content)
    assert body.startswith(b"\xef\xbb\xbf")
    assert (b"clandestine" in body) is (name not in WITHOUT_DRAFTS)
    header = next(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert header == [column.name for column in REPORTS[name].columns]


def test_statements_report_has_every_statement_in_every_state(analyst_client):
    add_secrets(public_world())
    rows = take(analyst_client, "statements")
    assert {row["statement"]: row["state"] for row in rows} == dict(Statement.objects.values_list("slug", "state"))


def test_completeness_report_has_every_theme_in_every_country(analyst_client):
    public_world()
    rows = take(analyst_client, "completeness")
    assert len(rows) == 2 * 4
    [row] = [r for r in rows if (r["theme"], r["country"]) == ("regulation", "south-korea")]
    assert (row["topics"], row["topics_answered"], row["topics_not_known"]) == ("2", "2", "1")


def test_changes_have_author_and_reviewer(analyst_client, editor, editor_client, reviewer, reviewer_client):
    statement = builders.a_statement(slug="the-law")
    save(editor_client, statement, text="Better.", reason="The law changed")
    approve(reviewer_client, statement)
    save(editor_client, statement, text="Only proposed.")
    [row] = take(analyst_client, "changes")
    assert (row["kind"], row["record"], row["what"], row["fields"]) == ("statement", "the-law", "change", "text")
    assert (row["authors"], row["reviewer"], row["reason"]) == (str(editor), str(reviewer), "The law changed")


@pytest.mark.parametrize(
    ("query", "number"),
    [("", 1), ("from=2020-01-01", 1), ("to=2020-01-01", 0), ("from=2020-01-01&to=2020-12-31", 0), ("from=&to=", 1)],
)
def test_period_bounds_the_changes(analyst_client, reviewer_client, query, number):
    approve(reviewer_client, builders.a_statement(state="in-review"))
    response = analyst_client.get(f"/staff/reports/changes.csv?{query}")
    assert b"".join(response.streaming_content).count(b"statement") == number * 2
    assert ExportLog.objects.latest("pk").parameters == query


@pytest.mark.parametrize("query", ["from=yesterday", "since=2020-01-01", "from=2021-01-01&to=2020-01-01"])
def test_wrong_period_is_refused_and_not_logged(analyst_client, query):
    response = analyst_client.get(f"/staff/reports/changes.csv?{query}")
    assert response.status_code == 400
    assert not ExportLog.objects.exists()


def test_overdue_has_the_late_facts_of_every_kind(analyst_client):
    builders.a_statement()
    builders.a_statement(checked_on="2020-01-01", state="archived")
    late = [builders.a_statement(checked_on="2020-01-01"), builders.a_term(checked_on="2021-01-01")]
    rows = take(analyst_client, "overdue")
    assert {(row["kind"], row["fact"]) for row in rows} == {("statement", late[0].slug), ("term", late[1].slug)}
    assert all(int(row["days"]) > 1000 for row in rows)


def test_provenance_is_the_share_of_primary_sources(analyst_client):
    country = builders.a_country(slug="land")
    builders.a_statement(country=country)
    builders.a_statement(country=country, sources=[builders.a_source(standing="secondary")])
    builders.an_observation(country=country, sources=[builders.a_source(), builders.a_source()])
    builders.a_statement(country=country, state="draft")
    rows = {row["country"]: row for row in take(analyst_client, "provenance")}
    assert (rows["land"]["facts"], rows["land"]["primary"], rows["land"]["percent"]) == ("3", "2", "67")


def test_formulas_are_disarmed_and_letters_kept(analyst_client):
    builders.a_statement(text="=HYPERLINK(1)", value="유전자치료 größer 再生", note="+49 30")
    [row] = take(analyst_client, "statements")
    assert (row["text"], row["value"], row["note"]) == ("'=HYPERLINK(1)", "유전자치료 größer 再生", "'+49 30")


@pytest.mark.parametrize("name", REPORTS)
def test_log_says_who_took_what_and_how_many_rows(analyst, analyst_client, name):
    public_world()
    rows = take(analyst_client, name)
    [log] = ExportLog.objects.all()
    assert (log.user, log.report, log.rows) == (analyst, name, len(rows))
    page = Document(analyst_client.get("/staff/reports/").text)
    assert f"{analyst.username} {name} {len(rows)}" in page.by_id("log").text


def test_download_broken_off_keeps_no_number(analyst_client):
    builders.a_statement()
    response = analyst_client.get("/staff/reports/statements.csv")
    iter(response.streaming_content)
    request_finished.disconnect(close_old_connections)  # as the test client does at the end of an answer
    response.close()
    request_finished.connect(close_old_connections)
    [log] = ExportLog.objects.all()
    assert log.rows is None
    assert "not finished" in Document(analyst_client.get("/staff/reports/").text).by_id("log").text


def test_unknown_report_is_not_there_and_not_logged(analyst_client):
    assert analyst_client.get("/staff/reports/salaries.csv").status_code == 404
    assert not ExportLog.objects.exists()


def many_statements(number):
    first = builders.a_statement()
    rows = [
        Statement(
            slug=f"many-{n}",
            country=first.country,
            topic=first.topic,
            text="x" * 1000,
            as_of="2024",
            checked_on=builders.CHECKED - timedelta(days=n % 300),
        )
        for n in range(number - 1)
    ]
    made = Statement.objects.bulk_create(rows, batch_size=500)
    join = Statement.sources.through
    source = first.sources.get()
    join.objects.bulk_create([join(statement_id=s.pk, source_id=source.pk) for s in made], batch_size=500)


def test_five_thousand_rows_leave_in_bounded_memory(analyst_client):
    many_statements(5000)
    response = analyst_client.get("/staff/reports/statements.csv")
    tracemalloc.start()
    try:
        with CaptureQueriesContext(connection) as queries:
            size = sum(len(part) for part in response.streaming_content)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert ExportLog.objects.get().rows == 5000
    assert size > 5_000_000
    assert peak < 45_000_000  # a batch of 2,000 records, never all of them
    assert len(queries) < 15  # for each 2,000 rows their sources; then the log


def test_report_costs_the_same_for_one_row_and_for_three():
    for name in REPORTS:
        costs = []
        for _number in (1, 3):
            client = Client()
            client.force_login(builders.an_analyst())
            for _ in range(_number):
                builders.a_statement()
            with CaptureQueriesContext(connection) as queries:
                take(client, name)
            costs.append(len(queries))
        assert costs[0] == costs[1], name
