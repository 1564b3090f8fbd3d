"""Themes with their topics, and questions that hear both sides, in the admin."""

import pytest
from django.test import Client

from tests import builders
from tests.admin_forms import change_url, posted_form
from tests.round import approve
from themes.models import Topic

pytestmark = pytest.mark.django_db


def test_topics_are_changed_on_the_page_of_their_theme(reviewer_client: Client) -> None:
    topic = builders.a_topic(name="Old name", state="draft")
    data = posted_form(reviewer_client, topic.theme) | {"topics-0-name": "New name"}
    assert reviewer_client.post(change_url(topic.theme), data).status_code == 302
    topic.refresh_from_db()
    assert (topic.name, topic.version) == ("New name", 2)


def test_new_topic_of_a_draft_theme_is_no_more_than_a_draft(editor_client: Client) -> None:
    theme = builders.a_theme(state="draft")
    row = {
        "topics-TOTAL_FORMS": 1,
        "topics-0-position": 1,
        "topics-0-name": "Laws",
        "topics-0-question": "Which?",
    }
    data = posted_form(editor_client, theme) | row
    assert editor_client.post(change_url(theme), data | {"topics-0-state": "published"}).status_code == 200
    assert not Topic.objects.exists()
    assert editor_client.post(change_url(theme), data | {"topics-0-state": "draft"}).status_code == 302
    assert Topic.objects.get().slug == "laws"


def test_stale_topic_is_refused(reviewer_client: Client) -> None:
    topic = builders.a_topic()
    mine = posted_form(reviewer_client, topic.theme) | {"topics-0-name": "Mine"}
    topic.name, topic.version = "Theirs", 2
    topic.save()
    page = reviewer_client.post(change_url(topic.theme), mine).content.decode()
    assert "Not saved" in page
    assert 'value="Mine"' in page
    topic.refresh_from_db()
    assert topic.name == "Theirs"


def test_draft_arguments_do_not_count_as_heard(reviewer_client: Client) -> None:
    question = builders.a_question(state="in-review", sides=("for",))
    builders.an_argument(question=question, stance="against", state="draft")
    assert "no published argument is against" in approve(reviewer_client, question).content.decode()
    question.refresh_from_db()
    assert question.state == "in-review"


def test_counter_argument_of_another_question_is_refused(reviewer_client: Client) -> None:
    argument, other = builders.an_argument(state="draft"), builders.an_argument()
    data = posted_form(reviewer_client, argument) | {"counter": other.pk}
    page = reviewer_client.post(change_url(argument), data).content.decode()
    assert "belongs to another question" in page
