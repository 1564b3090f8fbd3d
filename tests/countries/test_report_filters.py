"""What the reports with parameters of their own may be asked, and what they refuse."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gtlead.review.models import Proposal
from gtlead.staff_reports.models import ExportLog
from tests import builders
from tests.conftest import made_once, signed_in
from tests.html import Document, problems
from tests.reports import identifiers, take
from tests.round import approve, save

pytestmark = pytest.mark.django_db


@made_once
def places():
    """Two countries and two themes, and a statement in each place."""
    themes = [builders.a_theme(slug=slug) for slug in ("law", "money")]
    countries = [builders.a_country(slug=slug) for slug in ("japan", "korea")]
    for theme in themes:
        topic = builders.a_topic(theme=theme)
        for country in countries:
            sources = [builders.a_source(standing="primary" if country.slug == "japan" else "secondary")]
            builders.a_statement(country=country, topic=topic, is_key=True, sources=sources)
    return countries


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {("law", "japan"), ("law", "korea"), ("money", "japan"), ("money", "korea")}),
        ("theme=law", {("law", "japan"), ("law", "korea")}),
        ("country=korea", {("law", "korea"), ("money", "korea")}),
        ("theme=money&country=japan&country=korea", {("money", "japan"), ("money", "korea")}),
        ("theme=law&theme=money&country=japan", {("law", "japan"), ("money", "japan")}),
    ],
)
def test_completeness_of_some_places(analyst_client, places, query, expected):
    rows = take(analyst_client, "completeness", query)
    assert {(row["theme"], row["country"]) for row in rows} == expected
    assert len(rows) == len(expected)
    assert {row["topics_answered"] for row in rows} == {"1"}


def test_provenance_of_some_countries(analyst_client, places):
    [row] = take(analyst_client, "provenance", "country=korea")
    assert (row["country"], row["facts"], row["primary"]) == ("korea", "2", "0")
    assert identifiers(analyst_client, "provenance", "country=korea&country=japan") == ["japan", "korea"]


OLD = "2020-01-01"


@made_once
def overdue():
    """Late facts: of two countries, of both, of none; and a country."""
    japan = builders.a_country(slug="japan", checked_on=OLD)
    korea = builders.a_country(slug="korea")
    builders.a_statement(slug="of-japan", country=japan, checked_on=OLD)
    builders.a_statement(slug="of-korea", country=korea, checked_on=OLD)
    builders.a_statement(country=korea)
    builders.a_milestone(slug="of-both", countries=[japan, korea], checked_on=OLD)
    builders.a_term(slug="of-none", checked_on=OLD)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"japan", "of-japan", "of-korea", "of-both", "of-none"}),
        ("kind=statement", {"of-japan", "of-korea"}),
        ("kind=term&kind=country", {"japan", "of-none"}),
        ("country=korea", {"of-korea", "of-both"}),
        ("country=japan", {"japan", "of-japan", "of-both"}),
        ("country=japan&country=korea&kind=milestone", {"of-both"}),
        ("kind=statement&country=japan", {"of-japan"}),
        ("kind=argument", set()),
    ],
)
def test_overdue_of_some_kinds_and_countries(analyst_client, overdue, query, expected):
    rows = take(analyst_client, "overdue", query)
    assert sorted(row["fact"] for row in rows) == sorted(expected)


@made_once
def changes():
    """A statement published today and a theme published ten days ago, by other people."""
    editor = builders.an_editor()
    statement = builders.a_statement(slug="today")
    save(signed_in(editor), statement, text="Better.", reason="The law changed")
    approve(signed_in(builders.a_reviewer()), statement)
    edna, rita = builders.an_editor(username="edna"), builders.a_reviewer(username="rita")
    early = Proposal.objects.create(
        record=builders.a_theme(slug="early"),
        base_version=1,
        kind="change",
        state="approved",
        changes={"name": {"old": "a", "new": "b"}},
        reviewer=rita,
        decided_at=timezone.now() - timedelta(days=10),
    )
    early.authors.set([edna, editor])
    return {"{editor}": editor.username, "{week}": (timezone.localdate() - timedelta(days=7)).isoformat()}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["early", "today"]),
        ("from=&to=&author=", ["early", "today"]),
        ("from={week}", ["today"]),
        ("to={week}", ["early"]),
        ("from=2020-01-01&to=2020-12-31", []),
        ("kind=statement", ["today"]),
        ("kind=statement&kind=theme", ["early", "today"]),
        ("kind=term", []),
        ("author=edna", ["early"]),
        ("author={editor}", ["early", "today"]),
        ("reviewer=rita", ["early"]),
        ("reviewer=edna", []),
        ("author={editor}&kind=theme&to={week}&reviewer=rita", ["early"]),
    ],
)
def test_changes_of_some_kinds_and_people_in_a_period(analyst_client, changes, query, expected):
    for name, value in changes.items():
        query = query.replace(name, value)
    assert [row["record"] for row in take(analyst_client, "changes", query)] == expected
    assert ExportLog.objects.get().parameters == query


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["themes", "sources", "sources"]),
        ("report=sources", ["sources", "sources"]),
        ("report=sources&report=themes&user=ann", ["themes", "sources"]),
        ("user=bea", ["sources"]),
        ("report=funding", []),
        ("to=2020-01-01", []),
        ("from=2020-01-01&user=bea&report=sources", ["sources"]),
    ],
)
def test_log_of_some_reports_and_people(client, query, expected):
    ann, bea = builders.an_analyst(username="ann"), builders.an_analyst(username="bea")
    for user, report in ((ann, "themes"), (ann, "sources"), (bea, "sources")):
        ExportLog.objects.create(user=user, report=report, rows=1)
    client.force_login(ann)
    text = client.get(f"/staff/reports/export-log/?{query}").text
    rows = [row for row in Document(text).by_id("rows").all("tr") if row.all("td")]
    assert [row.elements[2].text for row in rows] == expected


WRONG = [
    ("completeness", "theme=atlantis", "theme"),
    ("completeness", "country=japan&country=atlantis", "country"),
    ("completeness", "country=", "country"),
    ("completeness", "state__exact=draft", "state__exact"),
    ("provenance", "theme=law", "theme"),
    ("provenance", "country=%00", "country"),
    ("overdue", "kind=proposal", "kind"),
    ("overdue", "kind=term&country=japan", "country"),
    ("changes", "from=yesterday", "from"),
    ("changes", "since=2020-01-01", "since"),
    ("changes", "from=2021-01-01&to=2020-01-01", "to"),
    ("changes", "from=2021-01-01&from=2022-01-01", "from"),
    ("changes", "author=nobody", "author"),
    ("changes", "author=%00", "author"),
    ("changes", "reviewer=nobody", "reviewer"),
    ("changes", "kind=exportlog", "kind"),
    ("changes", "p=2", "p"),
    ("export-log", "report=salaries", "report"),
    ("export-log", "user=nobody", "user"),
    ("export-log", "user__password__startswith=a", "user__password__startswith"),
]


@pytest.mark.parametrize(("name", "query", "parameter"), WRONG)
def test_wrong_parameter_is_named_and_nothing_leaves(analyst_client, places, name, query, parameter):
    response = analyst_client.get(f"/staff/reports/{name}.csv?{query}")
    assert (response.status_code, response.text.partition(":")[0]) == (400, parameter)
    assert not ExportLog.objects.exists()
    text = analyst_client.get(f"/staff/reports/{name}/?{query}").text
    assert problems(text) == []
    page = Document(text)
    [message] = [element for element in page.elements if element.get("role") == "alert"]
    assert [code.text for code in message.all("code")] == [parameter]
    assert not [link for link in page.links if ".csv" in link]


def test_page_shows_what_was_asked_and_hands_it_on(analyst_client, places):
    query = "theme=law&country=korea"
    page = Document(analyst_client.get(f"/staff/reports/completeness/?{query}").text)
    checked = {(e.get("name"), e.get("value")) for e in page.all("input") if "checked" in e.attributes}
    assert checked == {("theme", "law"), ("country", "korea")}
    assert f"/staff/reports/completeness.csv?{query}" in page.links
    [row] = [row for row in page.by_id("rows").all("tr") if row.all("td")]
    assert [cell.text for cell in row.elements[:2]] == ["law", "korea"]


def test_changes_page_offers_people_and_period(analyst_client, changes):
    page = Document(analyst_client.get("/staff/reports/changes/?author=edna&to=2030-01-01").text)
    [chosen] = [option for option in page.all("option") if "selected" in option.attributes and option.get("value")]
    assert chosen.text == "edna"
    assert page.by_id("id_to").get("value") == "2030-01-01"
