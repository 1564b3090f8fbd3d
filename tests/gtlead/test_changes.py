"""What changed, when and why: grouping, history of published records only, page and feed."""

from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gtlead.history.changes import recent_changes
from gtlead.history.entries import RecordKind, by_day, last_address, made_by_machine, made_by_people, newest_first
from gtlead.history.models import KeptAsItIsError, TraceEntry
from gtlead.history.trace import shortened
from gtlead.records.choices import State
from gtlead.review.saving import save_once
from tests import builders as a
from tests.html import problems

ATOM = "{http://www.w3.org/2005/Atom}"
TERM = RecordKind("term", "glossary term", "glossary terms")
KINDS = {"term": TERM}
DAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def an_entry(**values) -> TraceEntry:
    """A person's change of the term “gene” on one day unless `values` say otherwise."""
    defaults = {
        "at": AT,
        "day": DAY,
        "kind": "term",
        "slug": "gene",
        "verb": "changed",
        "label": "Gene",
        "url": "/glossary/?at=gene#gene",
        "by_person": True,
        "anchor": "2026-11-23-term-gene",
    }
    return TraceEntry(**(defaults | values))


def a_row(**values) -> dict:
    """What a load did on one day, counted."""
    defaults = {"day": DAY, "kind": "term", "verb": "changed", "reason": "", "total": 1, "latest": AT}
    return defaults | values


def test_what_nobody_did_is_one_entry_a_kind_and_day():
    rows = [
        a_row(verb="published", total=350, reason="reference data"),
        a_row(total=12, reason="reference data"),
    ]
    (change,) = made_by_machine(rows, KINDS)
    assert change.title == "Glossary terms: 350 added, 12 changed"
    assert (change.reasons, change.anchor) == (("reference data",), "2026-11-23-term")
    assert change.number == 362


def test_loads_stand_apart_from_what_people_did():
    loads = made_by_machine([a_row(verb="published", total=2)], KINDS)
    people = made_by_people([an_entry(), an_entry(day=date(2026, 11, 22), at=AT.replace(day=22))], KINDS)
    days = by_day(newest_first([*loads, *people], 100))
    assert [(day.day.day, len(day.changes), day.loaded) for day in days] == [(23, 1, 2), (22, 1, 0)]


@pytest.mark.parametrize(
    ("verb", "title"),
    [
        ("changed", "Glossary term changed"),
        ("published", "Glossary term published"),
        ("removed", "Glossary term removed from the atlas"),
    ],
)
def test_verb_is_what_the_public_saw(verb, title):
    assert [change.title for change in made_by_people([an_entry(verb=verb)], KINDS)] == [title]


def test_what_was_removed_leads_to_the_page_as_it_last_stood():
    [change] = made_by_people([an_entry(verb="removed")], KINDS)
    assert (change.url, change.slug) == ("", "")
    assert change.last_address == "/glossary/?at=gene&edition=2026-11-23T08:59:59Z#gene"
    assert last_address("", AT) == ""


def test_a_kind_that_there_is_no_more_keeps_its_entries():
    assert [change.title for change in made_by_people([an_entry(kind="charter")], KINDS)] == ["Charter changed"]


def test_newest_comes_first_and_the_list_ends():
    entries = [an_entry(day=date(2026, 11, day), at=AT.replace(day=day)) for day in (1, 3, 2)]
    assert [change.day.day for change in newest_first(made_by_people(entries, KINDS), 2)] == [3, 2]


def test_long_label_ends_at_a_word():
    assert shortened("word " * 50).endswith("word …")
    assert shortened("short") == "short"


def publish(record, by, **values) -> None:
    """A person saves a record as published."""
    for name, value in ({"state": State.PUBLISHED} | values).items():
        setattr(record, name, value)
    record._history_user = by
    record._change_reason = "Second source found"
    record.save()


def words(pieces) -> str:
    """What pieces say together."""
    return "".join(piece.text for piece in pieces)


@pytest.mark.django_db
class TestHistory:
    """From the tables of history."""

    def of_people(self) -> list[tuple[str, str]]:
        """What people did."""
        return [(change.title, change.detail) for change in recent_changes() if change.detail]

    def test_draft_makes_no_entry(self, editor):
        publish(a.a_term(state="draft"), editor, state="in-review")
        assert recent_changes() == []

    def test_publishing_makes_an_entry_with_its_reason(self, reviewer):
        term = a.a_term(state="draft", term="Vector")
        publish(term, reviewer)
        (change,) = recent_changes()
        assert (change.title, change.detail) == ("Glossary term published", "Vector")
        assert (change.url, change.reasons) == (term.get_absolute_url(), ("Second source found",))

    def test_a_change_says_from_what_to_what(self, reviewer):
        term = a.a_term(term="Vector", definition="A carrier of genes.", state="draft")
        publish(term, reviewer)
        with time_machine.travel("2027-01-05 12:00Z"):
            publish(term, reviewer, definition="A carrier of other genes.")
        with time_machine.travel("2027-01-06 12:00Z"):
            publish(term, reviewer, term="Carrier")
        last, before, first = recent_changes()
        [renamed] = last.alterations
        assert (renamed.label, *map(words, (renamed.old, renamed.new))) == ("Term", "Vector", "Carrier")
        [defined] = before.alterations
        assert [piece.text for piece in defined.new if piece.is_changed] == ["other "]
        assert first.alterations == ()

    def test_what_is_removed_keeps_what_was_told_of_it(self, reviewer):
        term = a.a_term(slug="vector", state="draft", term="Vector")
        publish(term, reviewer)
        with time_machine.travel("2027-01-05 12:00Z"):
            publish(term, reviewer, state="archived")
        assert self.of_people() == [
            ("Glossary term removed from the atlas", "Vector"),
            ("Glossary term published", "Vector"),
        ]

    def test_deleted_record_is_removed(self, reviewer):
        term = a.a_term(slug="vector", state="draft", term="Vector")
        publish(term, reviewer)
        term._history_user = reviewer
        term.delete()
        assert self.of_people()[0] == ("Glossary term removed from the atlas", "Vector")

    def test_two_changes_of_a_day_are_two_entries_with_places_of_their_own(self, reviewer):
        term = a.a_term(term="Vector", slug="vector")
        with time_machine.travel("2027-01-05 12:00Z", tick=False) as clock:
            publish(term, reviewer, definition="A carrier.")
            clock.shift(60)
            publish(term, reviewer, definition="A carrier of genes.")
        last, before, _load = recent_changes()
        assert (before.anchor, last.anchor) == ("2027-01-05-term-vector", "2027-01-05-term-vector-2")
        assert [words(change.alterations[0].new) for change in (before, last)] == ["A carrier.", "A carrier of genes."]

    def test_sources_are_told_by_title_and_none_that_is_not_public(self, reviewer):
        first, second, hidden = a.a_source(title="First"), a.a_source(title="Second"), a.a_source(state="draft")
        term = a.a_term(sources=[first])
        save_once(term, {"sources": [second, hidden]}, user=reviewer, reason="Newer")
        [alteration] = recent_changes()[0].alterations
        assert (alteration.label, words(alteration.old), words(alteration.new)) == ("Sources", "First", "Second")

    def test_nothing_of_the_past_is_edited(self, reviewer):
        publish(a.a_term(state="draft"), reviewer)
        entry = TraceEntry.objects.get(by_person=True)
        for edit in (entry.save, entry.delete, TraceEntry.objects.all().delete):
            with pytest.raises(KeptAsItIsError):
                edit()
        with pytest.raises(KeptAsItIsError):
            TraceEntry.objects.update(label="Something else")

    def test_fact_under_unpublished_parent_makes_no_entry(self, reviewer):
        statement = a.a_statement(country=a.a_country(state="draft"), state="draft")
        publish(statement, reviewer)
        publish(statement, reviewer, state="archived")
        assert self.of_people() == []

    def test_fact_without_source_makes_no_entry(self, reviewer):
        publish(a.a_statement(state="draft", sources=[]), reviewer)
        assert self.of_people() == []

    def test_queries_do_not_grow_with_the_changes(self, reviewer, django_assert_num_queries):
        country = a.a_country()
        publish(a.a_statement(country=country, state="draft"), reviewer)
        with CaptureQueriesContext(connection) as few:
            assert len(self.of_people()) == 1
        for _ in range(3):
            publish(a.a_statement(country=country, state="draft"), reviewer)
        with django_assert_num_queries(len(few)):
            assert len(self.of_people()) == 4


@pytest.mark.django_db
def test_page_names_nothing_unpublished(client, world_with_secrets, reviewer):
    for record in world_with_secrets.secrets:
        publish(record, reviewer, state=record.state)
    response = client.get(reverse("changes"))
    assert "landestine" not in response.content.decode()


@pytest.mark.django_db
def test_page_lists_a_load_by_kind(client, world):
    text = client.get(reverse("changes")).content.decode()
    assert problems(text) == []
    assert "Countries: 4 added" in text
    assert f'href="{reverse("changes-atom")}"' in text


@pytest.mark.django_db
def test_feed_is_atom_with_lasting_ids_and_dates(client, world):
    response = client.get(reverse("changes-atom"))
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)  # noqa: S314 - our own text
    assert feed.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated", "author", "rights"):
        assert feed.find(f"{ATOM}{name}") is not None, name
    entries = feed.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(ids) == len(set(ids)) == len(recent_changes()) > 10
    for entry in entries:
        assert entry.findtext(f"{ATOM}title")
        assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "").tzinfo
        assert (entry.find(f"{ATOM}link").get("href") or "").startswith("http://testserver/changes/#")
    relations = {link.get("rel") for link in feed.findall(f"{ATOM}link")}
    assert relations == {"alternate", "self"}


@pytest.mark.django_db
def test_feed_without_changes_is_still_a_feed(client):
    feed = ElementTree.fromstring(client.get(reverse("changes-atom")).content)  # noqa: S314 - our own text
    assert feed.findall(f"{ATOM}entry") == []


@pytest.mark.django_db
def test_entries_of_the_feed_lead_to_their_places(client, world):
    page = client.get(reverse("changes")).content.decode()
    for change in recent_changes():
        assert f'id="{change.anchor}"' in page
