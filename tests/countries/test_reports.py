"""Staff reports: who may take them, what is in them, and what is written down about it."""

import gc
import tracemalloc
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.signals import request_finished
from django.db import close_old_connections, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from countries.models import Milestone, Statement
from countries.staff_reports.catalogue import REPORTS
from gtlead.staff_reports.models import ExportLog
from tests import builders
from tests.conftest import on_stage
from tests.html import Document, problems
from tests.reports import list_address, take
from tests.round import approve, save

pytestmark = pytest.mark.django_db

PAGES = [f"/staff/reports/{name}/" for name in REPORTS]
ADDRESSES = ["/staff/reports/", *PAGES, *(f"/staff/reports/{name}.csv" for name in REPORTS)]


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
    person = builders.a_person(username="of-no-group")
    person.user_permissions.add(Permission.objects.get(codename="export_reports"))
    client.force_login(person)
    assert client.get("/staff/reports/").status_code == 403
    person.is_staff = True
    person.save()
    assert client.get("/staff/reports/").status_code == 200


def test_overview_leads_to_every_report(analyst_client):
    text = analyst_client.get("/staff/reports/").text
    assert problems(text) == []
    assert set(PAGES) <= set(Document(text).links)


@pytest.mark.parametrize("name", REPORTS)
def test_page_describes_every_column(analyst_client, name):
    page = Document(analyst_client.get(f"/staff/reports/{name}/").text)
    rows = [row.elements for row in page.by_id("columns").all("tr") if row.all("td")]
    assert {head.text: meaning.text for head, meaning in rows} == {c.name: c.meaning for c in REPORTS[name].columns}


def test_page_of_many_rows_says_how_many_it_leaves_out(analyst_client):
    for _ in range(21):
        builders.a_term(definition="x" * 101)
    page = Document(analyst_client.get("/staff/reports/glossary/").text)
    assert "The first 20 of 21 rows" in page.by_id("rows").text
    assert len(page.by_id("rows").all("tr")) == 1 + 20
    assert "x" * 101 not in page.by_id("rows").text


@pytest.mark.parametrize("name", REPORTS)
def test_columns_have_names_of_their_own_and_meanings(name):
    columns = REPORTS[name].columns
    assert len({column.name for column in columns}) == len(columns)
    assert all(column.meaning.strip() for column in columns)


def test_changes_have_author_and_reviewer(analyst_client, editor, editor_client, reviewer, reviewer_client):
    statement = builders.a_statement(slug="the-law")
    save(editor_client, statement, text="Better.", reason="The law changed")
    approve(reviewer_client, statement)
    save(editor_client, statement, text="Only proposed.")
    [row] = take(analyst_client, "changes")
    assert (row["kind"], row["record"], row["what"], row["fields"]) == ("statement", "the-law", "change", "text")
    assert (row["authors"], row["reviewer"], row["reason"]) == (str(editor), str(reviewer), "The law changed")


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


def test_filter_that_the_list_hides_is_not_ignored(analyst_client):
    """The admin drops a filter with one choice only, and its parameter with it."""
    statement = builders.a_statement()
    query = f"country__id__exact={statement.country_id + 1}"
    assert analyst_client.get(f"{list_address(Statement)}?{query}").status_code == 400
    response = analyst_client.get(f"/staff/reports/statements.csv?{query}")
    assert (response.status_code, response.text.partition(":")[0]) == (400, "country__id__exact")


def test_empty_list_and_other_lists_offer_no_download(analyst_client):
    assert ".csv" not in analyst_client.get(list_address(Milestone)).text
    ExportLog.objects.create(user=builders.an_analyst(), report="statements")
    assert ".csv" not in analyst_client.get(list_address(ExportLog)).text


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
    seldom = gc.get_threshold()  # tests/conftest.py lets garbage lie longer than the site does
    gc.set_threshold(700, 10, 10)
    tracemalloc.start()
    try:
        with CaptureQueriesContext(connection) as queries:
            size = sum(len(part) for part in response.streaming_content)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        gc.set_threshold(*seldom)
    assert ExportLog.objects.get().rows == 5000
    assert size > 5_000_000
    assert peak < 45_000_000  # a batch of 1,500 records, never all of them
    assert len(queries) < 15  # for each 1,500 rows their sources; then the log


def fill(number):
    """So many records of every kind, each with its own parents."""
    for _ in range(number):
        builders.a_statement(checked_on="2020-01-01")
        builders.a_position()
        builders.a_milestone()
        builders.an_institution()
        builders.an_observation(sources=[builders.a_source(), builders.a_source()])
        builders.a_membership()
        builders.an_authorisation()
        builders.a_funding()
        builders.an_argument()
        builders.a_term()


def one_of_each():
    """A list with nothing to choose from shows no filter, so the fewest are two."""
    fill(2)


def three_of_each():
    fill(4)


@pytest.fixture(scope="module")
def costs(django_db_setup, django_db_blocker):
    """By report, what its download and its page ask of the database where there is little and where there is more."""
    found = {}
    for build in (one_of_each, three_of_each):
        with on_stage(build, django_db_blocker), django_db_blocker.unblock():
            client = Client()
            client.force_login(builders.an_analyst())
            for name in REPORTS:
                take(client, name)
                with CaptureQueriesContext(connection) as queries:
                    take(client, name)
                with CaptureQueriesContext(connection) as queries_of_page:
                    client.get(f"/staff/reports/{name}/")
                found.setdefault(name, []).append((len(queries), len(queries_of_page)))
    return found


@pytest.mark.parametrize("name", REPORTS)
def test_report_costs_the_same_for_little_and_for_more(costs, name):
    little, more = costs[name]
    assert little == more
