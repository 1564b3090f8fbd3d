"""The dashboard: what waits, and for whom; each line leads to the place where it is worked on."""

from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from gtlead.dashboard.sections import DeskSection, sections_for
from tests import builders
from tests.admin_forms import change_url
from tests.conftest import signed_in
from tests.round import approve, decide, proposal_of, save

pytestmark = pytest.mark.django_db


def section(client: Client, name: str) -> DeskSection:
    """One section as this person is shown it."""
    page = client.get(reverse("dashboard"))
    found: dict[str, DeskSection] = {s.name: s for s in page.context["sections"]}
    return found[name]


def addresses(client: Client, name: str) -> list[str]:
    return [line.url for line in section(client, name).lines]


def test_reviewer_first_sees_what_they_may_decide(reviewer_client: Client, editor_client: Client) -> None:
    own, others = builders.a_statement(), builders.a_statement()
    save(reviewer_client, own, text="Mine.")
    save(editor_client, others, text="Theirs.")
    wanted = [proposal_of(others).get_absolute_url(), proposal_of(own).get_absolute_url()]
    assert addresses(reviewer_client, "waiting") == wanted
    assert "yours, so somebody else decides" in section(reviewer_client, "waiting").lines[1].note


def test_what_was_sent_back_is_shown_to_its_authors_only(editor_client: Client, reviewer_client: Client) -> None:
    statement = builders.a_statement()
    save(editor_client, statement, text="Mine.")
    decide(reviewer_client, proposal_of(statement), "send-back", comment="Name the law.")
    (line,) = section(editor_client, "sent-back").lines
    assert line.url == change_url(statement)
    assert "Name the law." in line.note
    assert addresses(signed_in(builders.an_editor()), "sent-back") == []


def test_drafts_are_those_that_one_worked_on(editor_client: Client) -> None:
    builders.a_statement(state="draft")
    draft = builders.a_statement(state="draft")
    save(editor_client, draft, text="My words.")
    assert addresses(editor_client, "drafts") == [change_url(draft)]


def test_overdue_facts_come_oldest_first(editor_client: Client) -> None:
    builders.a_statement()
    later, oldest = builders.a_term(checked_on="2021-01-01"), builders.a_statement(checked_on="2020-01-01")
    builders.a_statement(checked_on="2020-01-01", state="archived")
    assert addresses(editor_client, "overdue") == [change_url(oldest), change_url(later)]


def test_empty_cells_lead_to_forms_that_are_filled_in(editor_client: Client) -> None:
    country = builders.a_country()
    theme = builders.a_theme()
    filled, empty = builders.a_topic(theme=theme), builders.a_topic(theme=theme, name="Who pays")
    builders.a_statement(country=country, topic=filled, is_key=True)
    (line,) = section(editor_client, "empty").lines
    ((text, url),) = line.links
    assert text == "Who pays"
    form = editor_client.get(url).context["adminform"].form
    assert (form.initial["country"], form.initial["topic"]) == (str(country.pk), str(empty.pk))


def test_approved_changes_name_author_and_reviewer(
    editor: Any, editor_client: Client, reviewer: Any, reviewer_client: Client
) -> None:
    statement = builders.a_statement()
    save(editor_client, statement, text="Better.", reason="The law changed")
    approve(reviewer_client, statement)
    (line,) = section(editor_client, "recent").lines
    assert f"by {editor}, approved by {reviewer}. The law changed" in line.note


def test_nothing_overdue_is_no_warning(editor_client: Client) -> None:
    page = editor_client.get(reverse("dashboard"))
    assert "overdue-publications" not in [s.name for s in page.context["sections"]]


def test_section_that_is_not_for_somebody_is_left_out() -> None:
    made = DeskSection("one", "One", [], "Nothing.")
    assert sections_for(HttpRequest(), [lambda request: None, lambda request: made]) == [made]


def test_admin_leads_to_the_dashboard(editor_client: Client) -> None:
    assert f'href="{reverse("dashboard")}"' in editor_client.get(reverse("admin:index")).content.decode()
