"""The public trace: what goes with a source is told one by one, the trace begins from the history, and is proven."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gtlead.history.beginning import begin
from gtlead.history.changes import recent_changes
from gtlead.history.models import TraceEntry
from gtlead.history.trace import loading
from gtlead.review.consequences import foreseen
from gtlead.review.deciding import approve, token
from gtlead.review.saving import save_once
from gtlead.review.submitting import propose
from tests import builders

pytestmark = pytest.mark.django_db


def decide(record: Any, by: Any, other: Any, **values: Any) -> None:
    """Somebody proposes it, somebody else approves it."""
    record.refresh_from_db()
    proposal = propose(record, values, user=by, reason="The page is gone")
    assert proposal is not None
    record.refresh_from_db()
    approve(proposal, other, seen=token(proposal, record), acknowledged=foreseen(proposal).digest)


def forget() -> None:
    """As if no trace had been kept."""
    TraceEntry.objects.all()._raw_delete("default")


def test_what_rests_on_a_source_alone_goes_and_comes_back_with_it_each_with_an_entry(
    editor: Any, reviewer: Any
) -> None:
    source, other = builders.a_source(title="The only one"), builders.a_source()
    country = builders.a_country(slug="canada", name="Canada", sources=[source])
    builders.a_statement(slug="first", country=country)
    builders.a_statement(slug="second", sources=[source, other])
    term = builders.a_term(slug="vector", sources=[source])
    decide(source, editor, reviewer, state="archived")
    told = {(entry.kind, entry.slug, entry.verb, entry.cause) for entry in TraceEntry.objects.filter(by_person=True)}
    assert told == {
        ("source", source.slug, "removed", ""),
        ("country", "canada", "removed", "The only one"),
        ("statement", "first", "removed", "The only one"),
    }
    assert term.is_published
    answer = Client().get("/countries/canada/")
    assert answer.status_code == 410
    assert "The only one" in answer.text
    call_command("check_trace")
    decide(source, editor, reviewer, state="published")
    assert TraceEntry.objects.of("statement", "first").first().verb == "published"
    assert Client().get("/countries/canada/").status_code == 200
    call_command("check_trace")


def test_page_below_what_went_and_page_of_facts_that_went_say_so(editor: Any, reviewer: Any) -> None:
    theme = builders.a_theme(slug="safety", name="Safety first")
    country = builders.a_country(slug="canada", name="Canada")
    builders.a_statement(country=country, topic=builders.a_topic(theme=theme), text="Vectors are followed.")
    decide(theme, editor, reviewer, state="archived")
    decide(builders.a_question(slug="embryos"), editor, reviewer, state="archived")
    for page, words in (
        ("/countries/canada/safety/", ["Safety first", "/countries/canada/safety/?edition="]),
        ("/ethics/embryos/positions/", ["/ethics/embryos/?edition="]),
    ):
        gone = Client().get(page)
        assert gone.status_code == 410, page
        for word in [*words, "removed from the atlas on", "The page is gone"]:
            assert word in gone.text
    assert Client().get("/countries/canada/never/").status_code == 404


def test_question_that_loses_a_side_goes_and_all_its_arguments_with_it(editor: Any, reviewer: Any) -> None:
    question = builders.a_question(slug="embryos")
    against = question.arguments.get(stance="against")
    decide(against, editor, reviewer, state="archived")
    gone = TraceEntry.objects.filter(verb="removed").values_list("kind", flat=True)
    assert sorted(gone) == ["argument", "argument", "question"]
    call_command("check_trace")


def test_plain_change_of_words_asks_for_nothing_else(editor: Any, reviewer: Any) -> None:
    country = builders.a_country()
    proposal = propose(country, {"summary": "Other words."}, user=editor, reason="Clearer")
    assert proposal is not None
    country.refresh_from_db()
    with CaptureQueriesContext(connection) as asked:
        approve(proposal, reviewer, seen=token(proposal, country))
    assert not [query for query in asked.captured_queries if "countries_observation" in query["sql"]]


def test_load_is_one_entry_a_kind_and_verb() -> None:
    with loading("reference data"):
        for _number in range(3):
            builders.a_theme()
    [entry] = TraceEntry.objects.all()
    assert (entry.kind, entry.number, len(entry.records), entry.by_person) == ("theme", 3, 3, False)


def test_trace_begins_from_the_history_with_the_same_entries(editor: Any, reviewer: Any) -> None:
    theme = builders.a_theme(slug="access", name="Access")
    for name in ("Accessibility", "Access to therapies"):
        theme.name = name
        save_once(theme, {}, user=editor, reason="Clearer")
    draft = builders.a_theme(state="draft")
    save_once(draft, {}, user=editor)
    before = [(c.anchor, c.title, c.alterations, c.reasons) for c in recent_changes()]
    forget()
    assert recent_changes() == []
    assert begin() == 3
    assert [(c.anchor, c.title, c.alterations, c.reasons) for c in recent_changes()] == before
    assert begin() == 0
    call_command("check_trace")


def test_proof_names_what_is_missing_and_what_is_invented(editor: Any, capsys: Any) -> None:
    theme = builders.a_theme(slug="access", name="Access")
    for name in ("Accessibility", "Access to therapies"):
        theme.name = name
        save_once(theme, {}, user=editor, reason="Clearer")
    entries = list(TraceEntry.objects.filter(by_person=True))
    forget()
    entries[0].fields[0]["new"] = "Something else"
    TraceEntry.objects.bulk_create(entries[:1])
    builders.a_topic(theme=theme, slug="payer")
    forget_last = TraceEntry.objects.filter(kind="topic")
    forget_last._raw_delete("default")
    with pytest.raises(CommandError, match="3 faults"):
        call_command("check_trace")
    told = capsys.readouterr().out
    assert "theme-access: its words are not those of the versions." in told
    assert "theme access: the trace does not tell of its version" in told
    assert "topic payer: it is public, and the trace does not say since when." in told
