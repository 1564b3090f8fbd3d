"""Review as a conversation: what was said, suggested, returned, taken; and what comes next."""

import pytest
from django.urls import reverse
from django.utils import timezone

from countries.models import Statement
from gtlead.review.models import Comment
from tests import builders
from tests.admin_forms import change_url
from tests.conftest import signed_in
from tests.round import approve, decide, proposal_of, save

pytestmark = pytest.mark.django_db


def say(client, record, **values):
    return client.post(reverse("review-say", args=[proposal_of(record).pk]), values)


def take(client, comment):
    return client.post(reverse("review-take", args=[comment.pk]), follow=True)


@pytest.fixture(params=["change", "publication"])
def statement(request, editor_client):
    """Something that waits: a change to what is published, or a record handed in."""
    is_change = request.param == "change"
    found = builders.a_statement(state="published" if is_change else "draft", text="Before.")
    save(editor_client, found, text="Their frist words.", **({} if is_change else {"state": "in-review"}))
    return found


def text_of(statement):
    """As it is proposed now."""
    proposal = proposal_of(statement)
    return proposal.new_values.get("text") or Statement.objects.get(pk=statement.pk).text


def test_authors_and_reviewers_speak_at_a_field_and_are_read(statement, editor_client, reviewer_client, analyst_client):
    assert say(reviewer_client, statement, field="text", text="Which law?").status_code == 302
    say(editor_client, statement, text="The one of 2019.")
    page = editor_client.get(proposal_of(statement).get_absolute_url())
    assert [(c.author.username, c.label, c.text) for c in page.context["thread"]] == [
        (proposal_of(statement).comments.first().author.username, "Text", "Which law?"),
        (proposal_of(statement).proposed_by.username, "", "The one of 2019."),
    ]
    assert "Which law?" in page.text
    assert "Say something." in say(editor_client, statement).text
    assert "speak about it" in say(analyst_client, statement, text="Me too").text
    assert "speak about it" in say(signed_in(builders.an_editor()), statement, text="Me too").text
    assert say(reviewer_client, statement, field="no-such", text="x").status_code == 200
    assert Comment.objects.count() == 2


def test_form_sent_twice_says_it_once(statement, editor_client):
    form = editor_client.get(proposal_of(statement).get_absolute_url()).context["say_form"]
    typed = {"text": "The one of 2019.", "form": form["form"].value()}
    assert [say(editor_client, statement, **typed).status_code for _time in range(2)] == [302, 302]
    assert Comment.objects.count() == 1


def test_suggestion_is_taken_by_an_author_and_its_maker_may_still_approve(statement, editor_client, reviewer_client):
    answer = say(reviewer_client, statement, field="text", suggestion="Their first words.")
    assert answer.status_code == 302, answer.text[-9000:]
    comment = Comment.objects.get()
    assert text_of(statement) == "Their frist words."
    assert "not whoever made it" in take(reviewer_client, comment).text
    assert "not whoever made it" in take(signed_in(builders.an_editor()), comment).text
    assert text_of(statement) == "Their frist words."
    take(editor_client, comment)
    assert text_of(statement) == "Their first words."
    assert "nothing to be taken" in take(editor_client, comment).text
    approve(reviewer_client, statement)
    statement.refresh_from_db()
    assert (statement.text, statement.state) == ("Their first words.", "published")


def test_only_text_that_the_field_may_hold_is_suggested(statement, reviewer_client):
    for field, suggestion in (("state", "published"), ("", "x"), ("sources", "1"), ("checked_on", "2026-01-01")):
        page = say(reviewer_client, statement, field=field, suggestion=suggestion)
        assert "Only a text can be suggested" in page.text
    assert "Not said." in say(reviewer_client, statement, field="valid_from", suggestion="soon").text
    assert not Comment.objects.exists()


def test_reviewer_sees_what_changed_since_it_was_sent_back(statement, editor_client, reviewer_client):
    assert reviewer_client.get(proposal_of(statement).get_absolute_url()).context["since_return"] == []
    decide(reviewer_client, proposal_of(statement), "send-back", comment="Spelling.")
    state = {} if proposal_of(statement).kind == "change" else {"state": "in-review"}
    save(editor_client, statement, text="Their first words.", **state)
    page = reviewer_client.get(proposal_of(statement).get_absolute_url())
    (moved,) = page.context["since_return"]
    assert (moved.label, "".join(p.text for p in moved.old), "".join(p.text for p in moved.new)) == (
        "Text",
        "Their frist words.",
        "Their first words.",
    )
    assert [c.kind for c in page.context["thread"]] == ["return"]
    approve(reviewer_client, statement)
    history = editor_client.get(change_url(statement).replace("/change/", "/history/"))
    (found,) = history.context["rounds"]
    assert found.reviewer.username in history.text
    assert "Spelling." not in history.context["rounds"][0].reason


def test_after_a_decision_comes_the_next_that_one_may_decide(editor_client, reviewer_client):
    first, own, second = (builders.a_statement() for _number in range(3))
    for client, one in ((editor_client, first), (reviewer_client, own), (editor_client, second)):
        save(client, one, text="Newer.")
    page = decide(reviewer_client, proposal_of(first), "approve")
    assert page.request["PATH_INFO"] == proposal_of(second).get_absolute_url()
    assert decide(reviewer_client, proposal_of(second), "approve").request["PATH_INFO"] == reverse("review-list")


def test_authors_ask_for_a_time_which_is_offered_to_the_reviewer(statement, editor_client, reviewer_client):
    year = timezone.now().year + 1
    save(editor_client, statement, text="Other words.", wished_at=f"{year}-01-02T03:04")
    page = reviewer_client.get(proposal_of(statement).get_absolute_url())
    assert f"2 January {year}, 03:04 UTC" in page.text
    assert f'value="{year}-01-02T03:04"' in page.text
    assert f'value="{year}-01-02T03:04"' in editor_client.get(change_url(statement)).text
