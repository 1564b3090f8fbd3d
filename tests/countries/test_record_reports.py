"""Reports of records hold exactly the rows of the admin's list with the same query string, or say what is wrong."""

import random
from itertools import chain
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser, Permission
from django.http import QueryDict
from django.test import RequestFactory

from countries.models import Country, Statement
from countries.staff_reports.catalogue import RECORD_REPORTS
from gtlead.lists.admin_lists import ask_list
from gtlead.records.models import Record
from gtlead.sources.models import Source
from gtlead.staff_reports.models import ExportLog
from tests import builders
from tests.html import Document, problems
from tests.reports import identifiers, list_address, listed, take

pytestmark = pytest.mark.django_db

REPORTS_BY_NAME = {report.name: report for report in RECORD_REPORTS}
NAMED = {
    "japan": lambda: Country.objects.get(slug="japan").pk,
    "korea": lambda: Country.objects.get(slug="south-korea").pk,
    "regulation": lambda: Statement.objects.filter(topic__theme__slug="regulation")[0].topic.theme_id,
}


@pytest.fixture
def late(world_with_secrets, db):
    """A statement whose check is overdue."""
    world = world_with_secrets
    return builders.a_statement(country=world.japan, topic=world.pathway, checked_on="2020-01-01")


def filled(query):
    """The query with the keys of the records that it names."""
    for name, key in NAMED.items():
        query = query.replace("{" + name + "}", str(key()) if "{" + name + "}" in query else "")
    return query


def test_every_kind_of_record_in_the_admin_has_a_report():
    kinds = [model for model in admin.site._registry if issubclass(model, Record)]
    assert {report.model for report in RECORD_REPORTS} == set(kinds)
    assert len(RECORD_REPORTS) == len(kinds) > 10


@pytest.mark.parametrize(
    ("name", "query", "least"),
    [
        ("statements", "", 10),
        ("statements", "country__id__exact={japan}", 2),
        ("statements", "country__id__exact={japan}&country__id__exact={korea}", 4),
        ("statements", "country__id__exact={korea}&state__exact=published&is_key__exact=1&o=-1", 2),
        ("statements", "attention=overdue", 1),
        ("statements", "attention=unsourced", 1),
        ("statements", "attention=draft&country__id__exact={japan}", 1),
        ("statements", "topic__theme__id__exact={regulation}&o=4.-2", 2),
        ("statements", "verdict__exact=backed", 1),
        ("statements", "q=national+insurance", 2),
        ("statements", "q=%22clandestine+text%22&o=2.1", 3),
        ("statements", "q=japan&state__exact=draft&answer__exact=known", 1),
        ("statements", "q=nothing-like-this", 0),
        ("statements", "o=", 10),
        ("statements", "checked_on__lt=2020-06-01", 1),
        ("statements", "text__contains=landestine&version__gte=1", 3),
        ("sources", "kind__exact=law", 1),
        ("sources", "language=ja", 1),
        ("sources", "link=unchecked&o=-2.1", 5),
        ("sources", "read_on__year=2026", 5),
        ("sources", "read_on__year=1999&read_on__month=2&read_on__day=3", 0),
        ("milestones", "countries__id__exact={japan}&countries__id__exact={korea}", 2),
        ("authorisations", "therapy__modality__exact=aav-in-vivo&status__exact=authorised", 2),
        ("authorisations", "was_conditional__exact=0&q=alpha", 3),
        ("funding", "country__id__exact={japan}&decision__exact=funded", 1),
        ("funding", "price_kind__exact=list&therapy__modality__exact=aav-in-vivo", 1),
        ("countries", "region__exact=east-asia&o=-1", 2),
        ("therapies", "modality__exact=aav-in-vivo&borderline__exact=0", 2),
    ],
)
def test_report_holds_the_rows_of_the_list_in_their_order(analyst_client, late, monkeypatch, name, query, least):
    report = REPORTS_BY_NAME[name]
    monkeypatch.setattr(admin.site.get_model_admin(report.model), "list_per_page", 7)
    query = filled(query)
    found = identifiers(analyst_client, name, query)
    assert found == listed(analyst_client, report.model, query)
    assert len(found) >= least
    assert (len(found) == 0) is (least == 0)
    assert len(set(found)) == len(found)
    assert ExportLog.objects.get().parameters == query


def test_report_holds_the_rows_of_the_list_whatever_is_chosen(analyst_client, world_with_secrets):
    """Every choice of every filter of every list, and some of them together."""
    chance = random.Random(7)  # noqa: S311 - to choose, not to hide
    asked = 0
    for name, report in REPORTS_BY_NAME.items():
        plain = ask_list(report.model, AnonymousUser(), QueryDict())
        choices = [
            [choice["query_string"].removeprefix("?") for choice in offered] for _title, offered in plain.filters
        ]
        together = ["&".join(filter(None, [*map(chance.choice, choices), "o=-1", "q=a"])) for _ in range(3)]
        for query in {*chain.from_iterable(choices), *together}:
            rows = report.ask(AnonymousUser(), QueryDict(query))
            assert rows.errors == {}, query
            changes = admin_list(report.model, query)
            found = [next(iter(report.columns)).cell(row) for row in rows.rows]
            assert found == [record.slug for record in changes.queryset], (name, query)
            assert changes.result_count == rows.rows.count()
            asked += 1
    assert asked > 200


def admin_list(model, query):
    """What the admin's own view would list."""
    request = RequestFactory().get(list_address(model), QueryDict(query))
    request.user = AnonymousUser()
    return admin.site.get_model_admin(model).get_changelist_instance(request)


WRONG = [
    ("statements", "state__exact=lost", "state__exact"),
    ("statements", "state__exact=", "state__exact"),
    ("statements", "state__exact=draft&state__exact=lost", "state__exact"),
    ("statements", "attention=lunch", "attention"),
    ("statements", "attention=draft&attention=overdue", "attention"),
    ("statements", "country__id__exact=japan", "country__id__exact"),
    ("statements", "country__id__exact=999999", "country__id__exact"),
    ("statements", "country__isnull=1", "country__isnull"),
    ("statements", "is_key__exact=perhaps", "is_key__exact"),
    ("statements", "country__name=Japan", "country__name"),
    ("statements", "country__summary__contains=x", "country__summary__contains"),
    ("statements", "sources__note__startswith=x", "sources__note__startswith"),
    ("statements", "topic__theme__introduction__regex=x", "topic__theme__introduction__regex"),
    ("statements", "country__sources__title=x", "country__sources__title"),
    ("statements", "colour=red", "colour"),
    ("statements", "text__colour=red", "text__colour"),
    ("statements", "text__regex=(", "text__regex"),
    ("statements", "checked_on__lt=yesterday", "checked_on__lt"),
    ("statements", "o=99", "o"),
    ("statements", "o=1.x", "o"),
    ("statements", "o=4&o=5", "o"),
    ("statements", "q=a&q=b", "q"),
    ("statements", "q=%00", "q"),
    ("statements", "p=2", "p"),
    ("statements", "all=", "all"),
    ("statements", "e=1", "e"),
    ("statements", "id__range=1", "id__range"),
    ("statements", "_popup=1", "_popup"),
    ("statements", "_to_field=id", "_to_field"),
    ("statements", "_to_field=colour", "_to_field"),
    ("statements", "_facets=True", "_facets"),
    ("statements", "_changelist_filters=q%3Da", "_changelist_filters"),
    ("sources", "link=chain", "link"),
    ("sources", "language=klingon", "language"),
    ("sources", "read_on__year=soon", "read_on__year"),
    ("sources", "read_on__year=99999", "read_on__year"),
    ("sources", "read_on__year=9999", "read_on__year"),
    ("sources", "read_on__year=2026&read_on__year=2027", "read_on__year"),
    ("sources", "read_on__year=2026&read_on__month=13", "read_on__month"),
    ("sources", "kind__exact=law&country=japan", "country"),
]


@pytest.mark.parametrize(("name", "query", "parameter"), WRONG)
def test_wrong_parameter_is_named_and_nothing_leaves(analyst_client, world_with_secrets, name, query, parameter):
    response = analyst_client.get(f"/staff/reports/{name}.csv?{query}")
    assert response.status_code == 400
    assert f"\n{response.text}".count(f"\n{parameter}: ") == 1
    assert not ExportLog.objects.exists()
    text = analyst_client.get(f"/staff/reports/{name}/?{query}").text
    assert problems(text) == []
    page = Document(text)
    [message] = [element for element in page.elements if element.get("role") == "alert"]
    assert parameter in [code.text for code in message.all("code")]
    assert not [link for link in page.links if ".csv" in link]
    assert not page.by_id("rows").all("table")


def test_right_parameters_beside_a_wrong_one_are_not_blamed(analyst_client, world_with_secrets):
    response = analyst_client.get("/staff/reports/statements.csv?state__exact=draft&q=a&o=1&colour=red&text__regex=(")
    assert {line.partition(":")[0] for line in response.text.splitlines()} == {"colour", "text__regex"}


def test_list_leads_to_its_rows(analyst_client, world_with_secrets):
    page = Document(analyst_client.get(f"{list_address(Statement)}?state__exact=published&o=-1&p=1&_facets=True").text)
    [link] = [a for a in page.all("a") if ".csv" in a.get("href")]
    rows = take(analyst_client, "statements", "state__exact=published&o=-1")
    assert link.text == f"Download these {len(rows)} rows as CSV"
    assert len(rows) > 1
    assert link.get("href") == "/staff/reports/statements.csv?state__exact=published&o=-1"


@pytest.mark.parametrize("report", RECORD_REPORTS, ids=lambda report: report.name)
def test_list_of_every_kind_leads_to_its_report(analyst_client, world_with_secrets, report):
    page = Document(analyst_client.get(list_address(report.model)).text)
    assert f"/staff/reports/{report.name}.csv" in page.links


def test_who_may_not_export_sees_no_download(editor_client, superuser_client, world_with_secrets):
    assert ".csv" not in editor_client.get(list_address(Source)).text
    assert ".csv" in superuser_client.get(list_address(Source)).text


def test_filters_of_the_page_are_those_of_the_list(analyst_client, world_with_secrets):
    page = Document(analyst_client.get("/staff/reports/statements/?state__exact=draft&q=clandestine").text)
    changes = analyst_client.get(f"{list_address(Statement)}?state__exact=draft&q=clandestine").context_data["cl"]
    offered = {c["query_string"] for spec in changes.filter_specs for c in spec.choices(changes)}
    assert offered <= set(page.links)
    assert f"{list_address(Statement)}?state__exact=draft&q=clandestine" in page.links
    [hidden] = [e for e in page.all("input") if e.get("type") == "hidden" and e.get("name") != "csrfmiddlewaretoken"]
    assert (hidden.get("name"), hidden.get("value")) == ("state__exact", "draft")
    assert page.by_id("id_q").get("value") == "clandestine"


def test_what_no_filter_shows_can_be_taken_away(analyst_client, world_with_secrets):
    query = "state__exact=draft&o=-1&checked_on__gte=2000-01-01"
    page = Document(analyst_client.get(f"/staff/reports/statements/?{query}").text)
    [chips] = page.by_class("chips")
    assert [a.get("href").partition("?")[2] for a in chips.all("a")] == [
        "state__exact=draft&checked_on__gte=2000-01-01",
        "state__exact=draft&o=-1",
    ]


def test_words_are_kept_as_they_were_typed(analyst_client, world_with_secrets):
    words = '<b> & "再生"'
    page = Document(analyst_client.get(f"/staff/reports/sources/?q={quote(words)}").text)
    assert page.by_id("id_q").get("value") == words
    assert f"/staff/reports/sources.csv?q={quote(words)}".replace("%20", "+") in page.links


def test_reader_without_the_right_to_view_records_is_not_sent_to_the_list(client, world_with_secrets):
    person = builders.a_person()
    person.user_permissions.add(Permission.objects.get(codename="export_reports"))
    client.force_login(person)
    assert list_address(Statement) not in client.get("/staff/reports/statements/").text
