"""The page as it is typed: rendered from what was sent, marked, and stored nowhere."""

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from countries.models import Authorisation, Statement
from gtlead.history.models import TraceEntry
from gtlead.publication.content_version import current_version
from gtlead.review.marking import with_marks
from gtlead.review.models import Proposal
from tests import builders
from tests.admin_forms import form_fields, posted_form
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


def looked(client: Client, record: Any, **values: Any) -> str:
    """What the pane of the form answers, its page read as a browser does."""
    address = reverse("review-typed", args=[record._meta.model_name, record.pk])
    return unescape(client.post(address, posted_form(client, record) | values).text)


@pytest.fixture
def statement() -> Statement:
    """A public one."""
    return builders.a_statement(text="The law of old is in force.")


def test_page_shows_what_is_typed_with_the_changed_words_marked(statement: Statement, editor_client: Client) -> None:
    answer = looked(editor_client, statement, text="The law of new is in force & valid.")
    assert '<p>The law of <ins class="typed">new</ins> is in force<ins class="typed"> &amp; valid</ins>.</p>' in answer
    assert answer.count("<ins") == 2
    assert "<script" not in answer
    assert '<base target="_blank">' in answer
    assert 'sandbox="allow-same-origin allow-popups"' in answer


def test_nothing_of_it_is_stored(statement: Statement, editor_client: Client) -> None:
    before = current_version(), statement.history.count(), TraceEntry.objects.count()
    looked(editor_client, statement, text="Nobody reads this.")
    statement.refresh_from_db()
    assert (current_version(), statement.history.count(), TraceEntry.objects.count()) == before
    assert statement.text == "The law of old is in force."
    assert not Proposal.objects.exists()
    assert "Nobody reads this." not in Client().get(statement.get_absolute_url()).text


def test_draft_and_its_new_source_are_shown_as_if_public(editor_client: Client) -> None:
    source = builders.a_source(title="A new report", state="draft")
    draft = builders.a_statement(state="draft", text="A draft.", sources=[source])
    answer = looked(editor_client, draft, text="A better draft.")
    assert '<ins class="typed">A better draft.</ins>' in answer
    assert "A new report" in answer
    draft.refresh_from_db()
    assert (draft.state, draft.text, source.state) == ("draft", "A draft.", "draft")


def test_new_record_is_shown_before_it_is_saved(editor_client: Client) -> None:
    country, topic, source = builders.a_country(), builders.a_topic(), builders.a_source()
    page = editor_client.get(reverse("admin:countries_statement_add"))
    typed = {"country": country.pk, "topic": topic.pk, "text": "Brand new.", "value": "Yes", "sources": [source.pk]}
    typed |= {"brief": "New.", "checked_on": "2026-11-01", "as_of": "2026", "evidence": "law", "answer": "known"}
    answer = editor_client.post(reverse("review-typed-new", args=["statement"]), form_fields(page) | typed)
    assert "Brand new." in answer.text, answer.text
    assert not Statement.objects.exists()


def test_rows_of_the_page_are_shown_too(editor_client: Client) -> None:
    granted = builders.an_authorisation(date="2020-01-01")
    fields = posted_form(editor_client, granted.therapy)
    [name] = [one for one in fields if one.startswith("authorisation") and one.endswith("-0-date")]
    answer = looked(editor_client, granted.therapy, **{name: "2021-02-03"})
    assert '<ins class="typed">3 February 2021</ins>' in answer
    assert Authorisation.objects.get().date == "2020-01-01"


def test_faults_of_the_form_are_shown_plainly(statement: Statement, editor_client: Client) -> None:
    answer = looked(editor_client, statement, text="", checked_on="no day")
    assert "It cannot be shown yet" in answer
    assert "Enter a valid date." in answer
    assert "Text: This field is required." in answer
    assert "<iframe" not in answer
    jurisdiction = builders.a_jurisdiction()
    assert "has no page of its own" in looked(editor_client, jurisdiction)


def test_it_is_for_those_who_may_save(statement: Statement, editor_client: Client) -> None:
    address = reverse("review-typed", args=["statement", statement.pk])
    assert signed_in(builders.an_analyst()).post(address).status_code == 403
    assert editor_client.get(address).status_code == 405
    assert editor_client.post(reverse("review-typed", args=["statement", 999])).status_code == 404


def test_marks_stand_in_the_elements_of_the_words() -> None:
    before = "<head>x</head><main id='m'><p>One two three.</p><svg><text>Old</text></svg></main><footer>1</footer>"
    after = before.replace("two", "2").replace("<svg>", "<p>More &lt;b&gt;</p><svg>").replace("Old", "New")
    after = after.replace("<footer>1", "<footer>2")
    marked = with_marks(before, after)
    assert '<p><ins class="typed">One 2 three.</ins></p><p><ins class="typed">More &lt;b&gt;</ins></p>' in marked
    assert "<svg><text>New</text></svg></main><footer>2</footer>" in marked
    assert with_marks("", after) == after
    assert with_marks(after, after) == after
