"""Open data: the page, single tables, and an archive that the Frictionless library accepts."""

import csv
import io
import json
import os
import zipfile
from datetime import UTC, datetime

import frictionless
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from countries.exports.open_data import TABLES
from gtlead.lists.tables import CellType, Column
from gtlead.publication.open_data import DatedContent, Table, columns_table, datapackage, readme
from tests import builders as a
from tests.html import Document, problems
from tests.world import add_secrets

pytestmark = pytest.mark.django_db
EDITION = DatedContent(7, datetime(2026, 11, 23, 12, 30, tzinfo=UTC), "https://atlas.example/")
FRUIT = Table(
    "fruit",
    "Fruit",
    (
        Column("fruit", "Key.", lambda r: r["fruit"]),
        Column("basket", "Where it lies.", lambda r: r["basket"], names="baskets"),
        Column("ripe_on", "When.", lambda r: r["ripe_on"], CellType.PARTIAL_DATE, "not-known"),
        Column("is_sweet", "Sweet.", lambda r: r["is_sweet"], CellType.YES_NO),
        Column("colour", "Colour.", lambda r: r["colour"], choices=("red", "green")),
    ),
    list,
)
BASKETS = Table("baskets", "Baskets", (Column("basket", "Key.", lambda r: r),), list)


@pytest.fixture(autouse=True)
def own_state_folder(settings, tmp_path):
    """Archives of these tests leave nothing behind."""
    settings.STATE_DIR = tmp_path


def archive_of(client) -> zipfile.ZipFile:
    """The archive as a reader gets it."""
    response = client.get(reverse("data-zip"))
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(response.getvalue()))


def rows_of(archive: zipfile.ZipFile, table: str) -> list[dict[str, str]]:
    """A table of the archive."""
    return list(csv.DictReader(io.StringIO(archive.read(f"{table}.csv").decode(), newline="")))


def test_datapackage_declares_types_words_keys_and_references():
    fruit, baskets = datapackage((FRUIT, BASKETS), EDITION)["resources"]
    fields = {field["name"]: field for field in fruit["schema"]["fields"]}
    assert fields["fruit"]["constraints"] == {"required": True}
    assert fields["ripe_on"]["constraints"]["pattern"] == "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
    assert "not-known" in fields["ripe_on"]["missingValues"]
    assert (fields["is_sweet"]["type"], fields["is_sweet"]["trueValues"]) == ("boolean", ["yes"])
    assert fields["colour"]["constraints"]["enum"] == ["red", "green"]
    assert fruit["schema"]["foreignKeys"] == [
        {"fields": ["basket"], "reference": {"resource": "baskets", "fields": ["basket"]}}
    ]
    assert "foreignKeys" not in baskets["schema"]


def test_datapackage_names_licence_version_and_moment():
    package = datapackage((FRUIT,), EDITION)
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert (package["version"], package["created"]) == ("7", "2026-11-23T12:30:00+00:00")


def test_readme_says_licence_moment_version_and_citation():
    text = readme((FRUIT,), EDITION)
    for words in (
        "CC-BY-4.0",
        "2026-11-23 12:30 UTC",
        "Content version: 7",
        EDITION.citation,
        "fruit.csv: Fruit",
    ):
        assert words in text


def test_dictionary_has_a_row_for_each_column():
    rows = [[column.cell(row) for column in columns_table((FRUIT,)).columns] for row in columns_table((FRUIT,)).rows()]
    assert len(rows) == len(FRUIT.columns)
    assert rows[2] == ["fruit", "ripe_on", "partial date", "When.", [], "not-known", ""]


def test_missing_value_has_its_word():
    column = FRUIT.columns[2]
    assert column.cell({"ripe_on": ""}) == "not-known"
    assert column.cell({"ripe_on": "2020"}) == "2020"
    assert FRUIT.columns[3].cell({"is_sweet": False}) is False


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_tables_are_declared_well(table):
    names = [column.name for column in table.columns]
    known = {other.name for other in TABLES}
    assert len(names) == len(set(names))
    assert set(table.key_columns) <= set(names)
    assert {column.names for column in table.columns} - {""} <= known
    assert [column.name for column in table.columns if not column.meaning.endswith(".")] == []


@pytest.mark.parametrize("with_secrets", [False, True])
def test_archive_is_a_valid_data_package(client, tmp_path, with_secrets, world):
    if with_secrets:
        add_secrets(world)
    response = client.get(reverse("data-zip"))
    path = tmp_path / "gtlead.zip"
    path.write_bytes(response.getvalue())
    report = frictionless.validate(str(path), type="package")
    assert report.flatten(["name", "rowNumber", "fieldName", "type", "note"]) == []
    assert report.valid
    assert len(report.tasks) == len(TABLES) + 1


def test_archive_holds_every_table_without_byte_order_mark(client, world):
    archive = archive_of(client)
    expected = {f"{table.name}.csv" for table in TABLES} | {"columns.csv", "README.txt", "datapackage.json"}
    assert set(archive.namelist()) == expected
    for table in TABLES:
        header = archive.read(f"{table.name}.csv").decode().splitlines()[0]
        assert header == ",".join(column.name for column in table.columns)
    assert len(rows_of(archive, "columns")) == sum(len(table.columns) for table in TABLES)


def test_archive_joins_facts_and_sources(client, world):
    archive = archive_of(client)
    citations = rows_of(archive, "citations")
    sources = {row["source"] for row in rows_of(archive, "sources")}
    unquoted = {"quotation": "", "locator": "", "reading": ""}
    assert {"table": "statements", "record": world.statement.slug, "source": "act"} | unquoted in citations
    assert {row["source"] for row in citations} == sources
    for table in {row["table"] for row in citations}:
        key = next(t.key_columns[0] for t in TABLES if t.name == table)
        cited = {row["record"] for row in citations if row["table"] == table}
        assert cited <= {row[key] for row in rows_of(archive, table)}


def test_archive_leaks_nothing_unpublished(client, world):
    before = {name: archive_of(client).read(name) for name in archive_of(client).namelist()}
    add_secrets(world)
    archive = archive_of(client)
    leaks = [name for name in archive.namelist() if b"landestine" in archive.read(name)]
    assert leaks == []
    assert set(before) == set(archive.namelist())


def test_missing_values_in_the_archive_have_words(client, world):
    a.an_authorisation(slug="undated", therapy=world.gamma, jurisdiction=world.kr, date="", status="withdrawn")
    rows = {row["authorisation"]: row for row in rows_of(archive_of(client), "authorisations")}
    assert (rows["undated"]["date"], rows["undated"]["ended"]) == ("not-known", "not-known")
    assert (rows["alpha-jp"]["ended"], rows["alpha-jp"]["pathway"]) == ("not-applicable", "standard")
    funding = {row["funding"]: row for row in rows_of(archive_of(client), "funding")}
    assert (funding["alpha-japan"]["price"], funding["alpha-japan"]["currency"]) == (
        "not-known",
        "not-applicable",
    )


def test_archive_is_built_once_for_each_content_version(client, tmp_path, world):
    first = client.get(reverse("data-zip"))
    first_bytes = first.getvalue()
    assert client.get(reverse("data-zip")).getvalue() == first_bytes
    assert len(list((tmp_path / "downloads").iterdir())) == 1
    a.a_term(slug="fresh", term="Fresh term")
    assert "fresh" in {row["term"] for row in rows_of(archive_of(client), "glossary")}
    assert len(list((tmp_path / "downloads").iterdir())) == 2


def test_archive_that_the_reader_has_is_not_sent_again(client, world):
    response = client.get(reverse("data-zip"))
    response.getvalue()
    again = client.get(reverse("data-zip"), headers={"if-none-match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_archive_that_somebody_removed_is_built_again(client, tmp_path):
    client.get(reverse("data-zip")).getvalue()
    for path in (tmp_path / "downloads").iterdir():
        path.unlink()
    assert archive_of(client).testzip() is None


def test_downloads_older_than_a_day_are_removed(client, tmp_path):

    (tmp_path / "downloads").mkdir()
    old = tmp_path / "downloads" / "old.zip"
    old.write_bytes(b"")
    os.utime(old, (0, 0))
    client.get(reverse("data-zip")).getvalue()
    assert not old.exists()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_single_table_has_the_rows_of_the_archive(client, table, world):
    text = client.get(reverse("table-csv", args=[table.name])).getvalue().decode()
    assert text.startswith("\ufeff")
    assert list(csv.DictReader(io.StringIO(text[1:], newline=""))) == rows_of(archive_of(client), table.name)
    answer = client.get(reverse("table-json", args=[table.name])).json()
    assert answer["count"] == len(answer["results"]) == len(rows_of(archive_of(client), table.name)) > 0
    assert list(answer["results"][0]) == [column.name for column in table.columns]


def test_unknown_table_is_not_found_and_unknown_parameter_refused(client):
    assert client.get("/data/nothing.csv").status_code == 404
    for ending in ("csv", "json"):
        response = client.get(f"/data/glossary.{ending}?colour=red")
        assert response.status_code == 400
        assert b"colour" in response.content


@pytest.mark.parametrize("name", ["glossary", "indicators", "questions"])
def test_pages_have_siblings(client, name, world):
    assert client.get(reverse(f"{name}-csv")).headers["Content-Type"] == "text/csv; charset=utf-8"
    assert client.get(reverse(f"{name}-json")).json()["count"] > 0


def test_data_page_shows_licence_citation_and_every_column(client):
    response = client.get(reverse("data"))
    text = response.content.decode()
    assert problems(text) == []
    assert "https://creativecommons.org/licenses/by/4.0/" in text
    assert "Content version" in text
    for table in TABLES:
        assert reverse("table-csv", args=[table.name]) in text
        assert text.count(f"({table.name}.csv)") == 1
    assert text.count('scope="row"><code>') == sum(len(table.columns) for table in TABLES)


def test_data_page_describes_itself_as_a_dataset(client):
    text = client.get(reverse("data")).content.decode()
    (said,) = [e.text for e in Document(text).all("script") if e.get("type") == "application/ld+json"]
    (dataset,) = json.loads(said)["@graph"]
    assert dataset["@type"] == "Dataset"
    for name in (
        "name",
        "description",
        "url",
        "license",
        "version",
        "dateModified",
        "creator",
        "distribution",
    ):
        assert dataset[name]
    assert dataset["distribution"][0]["contentUrl"] == "http://testserver/data/gtlead.zip"


def test_archive_takes_as_many_queries_for_one_as_for_three(client, django_assert_num_queries, world):
    public_rows = a.a_country(), a.a_therapy(), a.a_term(), a.a_theme()
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("data-zip")).getvalue()
    for _ in range(3):
        a.a_statement(country=public_rows[0])
        a.an_authorisation(therapy=public_rows[1])
        a.an_observation()
        a.a_milestone()
        a.a_position()
    with django_assert_num_queries(len(few)):
        client.get(reverse("data-zip")).getvalue()


def test_package_description_is_json(client):
    package = json.loads(archive_of(client).read("datapackage.json"))
    assert package["name"] == "gtlead"
