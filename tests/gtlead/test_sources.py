"""The bibliography: what carries the atlas, and what each document carries."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gtlead.sources.cited_by import citing_facts, citing_names
from gtlead.sources.columns import SOURCE_COLUMNS
from gtlead.sources.models import Source
from tests import builders
from tests.html import Document

pytestmark = pytest.mark.django_db


def slugs(client, query=""):
    return [row["source"] for row in client.get(f"/sources.json{query}").json()["results"]]


def test_only_what_something_public_cites_is_listed(client):
    builders.a_source(slug="uncited")
    country = builders.a_country(sources=[builders.a_source(slug="of-the-country")])
    builders.a_statement(state="draft", sources=[builders.a_source(slug="of-a-draft")], country=country)
    builders.a_statement(sources=[builders.a_source(slug="of-a-statement")], country=country)
    assert slugs(client) == ["of-a-statement", "of-the-country"]


def test_count_is_of_public_facts_of_all_kinds(client):
    source = builders.a_source()
    country = builders.a_country(sources=[source])
    builders.a_statement(sources=[source], country=country)
    builders.a_statement(sources=[source], country=country, state="archived")
    builders.a_milestone(sources=[source], countries=[country])
    builders.an_institution(sources=[source], country=country)
    [row] = client.get("/sources.json").json()["results"]
    assert row["citations"] == 4


def test_page_names_every_fact_that_cites_it_by_kind(client):
    source = builders.a_source(title="The Act", published="2014-11", language="ja")
    country = builders.a_country(name="Japan", sources=[source])
    statement = builders.a_statement(sources=[source], country=country, slug="old-rule")
    builders.a_statement(sources=[source], country=country, state="draft", text="Not yet.")
    groups = citing_facts(source, citing_names(source))
    assert [(g.kind, [f.fact.get_absolute_url() for f in g.facts]) for g in groups] == [
        ("countries", ["/countries/" + country.slug + "/"]),
        ("statements", [f"/countries/{country.slug}/{statement.topic.theme.slug}/?at=old-rule#old-rule"]),
    ]
    page = Document(client.get(source.get_absolute_url()).text)
    assert page.all("h1")[0].get("lang") == "ja"
    assert "November 2014" in page.by_id("main").text
    assert "Not yet." not in page.by_id("main").text


def test_unpublished_source_has_no_page(client):
    assert client.get(builders.a_source(state="draft").get_absolute_url()).status_code == 404


def test_share_of_facts_with_a_primary_source():
    primary, secondary = builders.a_source(), builders.a_source(standing="secondary")
    country = builders.a_country(sources=[primary, secondary])
    builders.a_statement(country=country, sources=[secondary])
    builders.a_statement(country=country, sources=[builders.a_source(state="draft"), secondary])
    builders.a_statement(country=country, sources=[], answer="not-known", as_of="")
    assert Source.objects.published().provenance_share() == {"facts": 3, "primary": 1, "percent": 33}


def test_share_of_nothing():
    assert Source.objects.published().provenance_share() == {"facts": 0, "primary": 0, "percent": 0}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["act", "paper", "press"]),
        ("?kind=law", ["act"]),
        ("?kind=law&kind=press", ["act", "press"]),
        ("?standing=secondary", ["press"]),
        ("?q=gesetz", ["act"]),
        ("?q=zeitung", ["press"]),
        ("?q=nothing-like-it", []),
        ("?kind=law&standing=secondary", []),
    ],
)
def test_filters(client, query, found):
    sources = [
        builders.a_source(slug="act", title="Gesetz", kind="law"),
        builders.a_source(slug="paper", title="Paper", kind="peer-reviewed"),
        builders.a_source(slug="press", title="Press", kind="press", standing="secondary", publisher="Die Zeitung"),
    ]
    builders.a_country(sources=sources)
    assert slugs(client, query) == found


def test_columns_have_names_and_meanings_of_their_own():
    assert len({c.name for c in SOURCE_COLUMNS}) == len(SOURCE_COLUMNS)
    assert all(c.meaning.endswith(".") for c in SOURCE_COLUMNS)


def test_sources_are_counted_by_how_they_were_read():
    excerpt, document = builders.a_source(read_as="search"), builders.a_source(read_as="document")
    quoted = builders.a_source(read_as="quotation")
    builders.a_country(sources=[excerpt, document, quoted, builders.a_source(read_as="search")])
    builders.a_source(read_as="research-notes", state="draft")
    assert Source.objects.published().counts_by_reading() == {
        "an excerpt in a stored copy": 2,
        "the document itself": 1,
        "a quotation in another source": 1,
    }


@pytest.mark.parametrize(("days", "overdue"), [(365, False), (366, True)])
def test_check_is_overdue_after_a_whole_year_and_not_on_its_last_day(days, overdue):
    statement = builders.a_statement(checked_on=timezone.localdate() - timedelta(days=days))
    assert type(statement).objects.overdue().exists() is overdue


def test_lasting_address_of_a_fact_leads_to_where_it_stands(client):
    country = builders.a_country(slug="japan")
    theme = builders.a_theme(slug="regulation")
    statement = builders.a_statement(country=country, topic=builders.a_topic(theme=theme), slug="old-rule")
    builders.a_milestone(countries=[country], theme=theme, slug="first-patient")
    for lasting, now in (
        ("statement/old-rule", "/countries/japan/regulation/?at=old-rule#old-rule"),
        ("milestone/first-patient", "/countries/japan/timeline/?at=first-patient#first-patient"),
        ("country/japan", "/countries/japan/"),
    ):
        assert client.get(f"/facts/{lasting}/").headers["Location"] == now
    statement.state = "draft"
    statement.save()
    for missing in ("statement/old-rule", "theme/regulation", "statement/never-was"):
        assert client.get(f"/facts/{missing}/").status_code == 404
