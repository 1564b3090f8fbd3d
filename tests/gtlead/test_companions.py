"""What is cited goes with what cites it: one submission, one preview, one decision."""

import pytest
from django.test import Client
from django.urls import reverse

from countries.models import Therapy
from tests import builders
from tests.admin_forms import change_url
from tests.conftest import signed_in
from tests.round import decide, proposal_of, save

pytestmark = pytest.mark.django_db


def new_source():
    return builders.a_source(state="draft")


def page_with(client, proposal):
    return client.get(proposal.get_absolute_url())


def test_new_source_of_a_new_fact_is_submitted_seen_and_published_with_it(editor_client, reviewer_client):
    source = new_source()
    statement = builders.a_statement(state="draft", sources=[source])
    answer = save(editor_client, statement, state="in-review")
    assert answer.status_code == 302
    source.refresh_from_db()
    assert source.state == "in-review"
    proposal = proposal_of(statement)
    page = page_with(reviewer_client, proposal)
    assert [one.pk for one, _changes in page.context["companions"]] == [proposal_of(source).pk]
    assert "Approve all 2" in page.text
    assert proposal.get_absolute_url() in page_with(reviewer_client, proposal_of(source)).text
    preview = reviewer_client.get(reverse("review-preview", args=[proposal.pk]))
    assert statement.text in preview.text
    assert source.title in preview.text
    assert source.title not in Client().get("/sources/").text
    decide(reviewer_client, proposal, "approve")
    source.refresh_from_db()
    statement.refresh_from_db()
    assert (source.state, statement.state) == ("published", "published")
    assert statement.text in Client().get(statement.get_absolute_url()).text


def test_new_source_of_a_change_to_what_is_published_goes_with_it(editor_client, reviewer_client):
    source, statement = new_source(), builders.a_statement()
    save(editor_client, statement, text="Newer.", sources=[source.pk])
    assert proposal_of(source).state == "waiting"
    assert "Newer." in reviewer_client.get(reverse("review-preview", args=[proposal_of(statement).pk])).text
    decide(reviewer_client, proposal_of(statement), "approve")
    statement.refresh_from_db()
    assert (statement.text, statement.sources.get().state) == ("Newer.", "published")


def test_new_therapy_with_rows_and_their_sources_is_one_decision(editor_client, reviewer_client):
    first, second = new_source(), new_source()
    therapy = builders.a_therapy(state="draft", sources=[first])
    authorisation = builders.an_authorisation(therapy=therapy, state="draft", sources=[second])
    save(editor_client, therapy, state="in-review")
    proposal = proposal_of(therapy)
    page = page_with(reviewer_client, proposal)
    *sources, row = [one.pk for one, _changes in page.context["companions"]]
    assert (set(sources), row) == ({proposal_of(one).pk for one in (first, second)}, proposal_of(authorisation).pk)
    assert page.context["others"].count() == 0
    decide(reviewer_client, proposal, "approve")
    for one in (first, second, therapy, authorisation):
        one.refresh_from_db()
        assert one.state == "published"
    assert Therapy.objects.published().filter(pk=therapy.pk).exists()


def test_all_of_it_or_nothing(editor_client, reviewer_client, reviewer):
    source = new_source()
    statement = builders.a_statement(state="draft", sources=[source])
    save(reviewer_client, source, title="Written by the reviewer")
    save(editor_client, statement, state="in-review")
    answer = decide(reviewer_client, proposal_of(statement), "approve")
    assert "You wrote in this yourself" in answer.text
    assert {proposal_of(one).state for one in (source, statement)} == {"waiting"}
    decide(signed_in(builders.a_reviewer()), proposal_of(statement), "approve")
    assert {proposal_of(one).state for one in (source, statement)} == {"approved"}


def test_it_goes_back_and_is_taken_back_together(editor_client, reviewer_client):
    source = new_source()
    statement = builders.a_statement(state="draft", sources=[source])
    save(editor_client, statement, state="in-review")
    decide(reviewer_client, proposal_of(statement), "send-back", comment="Which article?")
    assert {proposal_of(one).state for one in (source, statement)} == {"sent-back"}
    save(editor_client, statement, state="in-review")
    assert {proposal_of(one).state for one in (source, statement)} == {"waiting"}
    editor_client.post(reverse("review-withdraw", args=[proposal_of(statement).pk]))
    assert {proposal_of(one).state for one in (source, statement)} == {"withdrawn"}


def test_decision_is_refused_when_something_joined_meanwhile(editor_client, reviewer_client):
    therapy = builders.a_therapy(state="draft")
    save(editor_client, therapy, state="in-review")
    proposal = proposal_of(therapy)
    seen = page_with(reviewer_client, proposal).context["approve_form"].initial["seen"]
    late = builders.an_authorisation(therapy=therapy, state="draft")
    save(editor_client, late, state="in-review")
    answer = reviewer_client.post(reverse("review-approve", args=[proposal.pk]), {"seen": seen}, follow=True)
    assert "changed while you were reading" in answer.text
    assert proposal_of(therapy).state == "waiting"


def test_published_fact_cites_more_than_what_was_taken_back(editor_client):
    statement, gone = builders.a_statement(), builders.a_source(state="archived")
    answer = save(editor_client, statement, sources=[gone.pk])
    assert "at least one published source" in answer.text
    assert editor_client.get(change_url(statement)).context["proposal"] is None
