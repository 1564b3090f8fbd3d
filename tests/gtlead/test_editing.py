"""The rules of editing at their edges: what is decided, what is on file, what the history keeps."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from gtlead.review.models import Proposal
from gtlead.review.saving import save_once
from gtlead.sources.models import Source
from gtlead.staff_reports.models import ExportLog
from tests import builders
from tests.admin_forms import change_url, posted_form
from tests.conftest import signed_in
from tests.round import approve, decide, proposal_of, save

pytestmark = pytest.mark.django_db

SOURCES = "admin:gtlead_source_changelist"


def delete_url(source: Source) -> str:
    return reverse("admin:gtlead_source_delete", args=[source.pk])


@pytest.mark.parametrize("state", ["published", "archived"])
def test_editor_is_told_that_a_save_is_a_proposal(state: str, editor_client: Client) -> None:
    page = editor_client.get(change_url(builders.a_source(state=state))).content.decode()
    assert f"This record is {state}. What you save here is a proposal" in page
    assert 'name="_save"' in page


@pytest.mark.parametrize("state", ["published", "archived"])
def test_editor_sets_no_state_of_a_reviewer(state: str, editor_client: Client) -> None:
    source = builders.a_source(state="in-review")
    editor_client.post(change_url(source), posted_form(editor_client, source) | {"state": state})
    source.refresh_from_db()
    assert source.state == "in-review"


def test_analyst_is_told_that_others_change_records(analyst_client: Client) -> None:
    page = analyst_client.get(change_url(builders.a_source(state="draft"))).content.decode()
    assert "Changing it is for editors and reviewers" in page


def test_refused_save_keeps_the_slug_in_the_form(editor_client: Client) -> None:
    statement = builders.a_statement(state="draft")
    data = posted_form(editor_client, statement) | {"as_of": "yesterday", "slug": "typed-anew"}
    page = editor_client.post(change_url(statement), data).content.decode()
    assert 'value="typed-anew"' in page
    assert "View on site" not in page


def test_slug_stays_fixed_when_taken_back_to_draft(reviewer_client: Client) -> None:
    source = builders.a_source(slug="lasting")
    save(signed_in(builders.an_editor()), source, state="draft")
    approve(reviewer_client, source)
    data = posted_form(reviewer_client, source) | {"slug": "other"}
    assert reviewer_client.post(change_url(source), data).status_code == 302
    source.refresh_from_db()
    assert (source.state, source.slug) == ("draft", "lasting")


def test_superuser_deletes_a_draft(superuser_client: Client) -> None:
    source = builders.a_source(state="draft")
    assert superuser_client.post(delete_url(source), {"post": "yes"}).status_code == 302
    assert not Source.objects.filter(pk=source.pk).exists()


def test_permission_to_delete_is_not_enough(editor: User, editor_client: Client) -> None:
    editor.user_permissions.add(Permission.objects.get(codename="delete_source"))
    source = builders.a_source(state="draft")
    assert editor_client.post(delete_url(source), {"post": "yes"}).status_code == 403


def test_lists_delete_nothing_in_bulk(superuser_client: Client) -> None:
    source = builders.a_source()
    data = {"action": "delete_selected", "_selected_action": [source.pk], "post": "yes"}
    superuser_client.post(reverse(SOURCES), data)
    assert Source.objects.filter(pk=source.pk).exists()


def test_save_without_a_change_leaves_no_trace(reviewer_client: Client) -> None:
    source = builders.a_source()
    entries = source.history.count()
    assert reviewer_client.post(change_url(source), posted_form(reviewer_client, source)).status_code == 302
    source.refresh_from_db()
    assert (source.version, source.history.count()) == (1, entries)


def test_save_without_the_version_seen_is_refused(editor_client: Client) -> None:
    source = builders.a_source(state="draft")
    data = posted_form(editor_client, source) | {"title": "Blind"}
    del data["seen_version"]
    assert "Not saved" in editor_client.post(change_url(source), data).content.decode()


def test_stale_save_shows_what_is_on_file(editor_client: Client) -> None:
    statement = builders.a_statement(state="draft", answer="known")
    mine = posted_form(editor_client, statement) | {"text": "Mine."}
    statement.answer, statement.note, statement.version = "none", "Theirs.", 2
    statement.save()
    page = editor_client.post(change_url(statement), mine).content.decode()
    assert "On file now: none" in page
    assert "On file now: Theirs." in page
    assert "somebody outside the admin saved this record" in page


def test_history_shows_the_text_before_and_after(editor_client: Client) -> None:
    old = ("The old text. " * 30).strip()
    statement = builders.a_statement(state="draft", text=old)
    data = posted_form(editor_client, statement) | {"text": "The new text.", "answer": "none"}
    editor_client.post(change_url(statement), data)
    address = reverse("admin:countries_statement_history", args=[statement.pk])
    page = editor_client.get(address).content.decode()
    assert f"<del>{old}</del>" in page
    assert "<ins>The new text.</ins>" in page
    assert "<del>known</del>" in page
    assert "<dt>Version</dt>" not in page


def test_old_version_does_not_come_back_past_the_rules(editor_client: Client) -> None:
    source = builders.a_source(state="draft", title="Old")
    source.title, source.state = "Public", "published"
    source.save()
    oldest = source.history.last()
    address = reverse("admin:gtlead_source_simple_history", args=[source.pk, oldest.pk])
    history = reverse("admin:gtlead_source_history", args=[source.pk])
    assert editor_client.get(address).headers["Location"] == history
    response = editor_client.post(address, {"title": "Old", "state": "draft"})
    assert response.headers["Location"] == proposal_of(source).get_absolute_url()
    source.refresh_from_db()
    assert (source.title, source.state) == ("Public", "published")


def test_view_on_site_needs_public_parents(reviewer_client: Client) -> None:
    statement = builders.a_statement(country=builders.a_country(state="draft"))
    assert "View on site" not in reviewer_client.get(change_url(statement)).content.decode()


def test_source_lists_drafts_that_cite_it(editor_client: Client) -> None:
    source = builders.a_source(state="draft")
    statement = builders.a_statement(state="draft", sources=[source])
    assert f'href="{change_url(statement)}"' in editor_client.get(change_url(source)).content.decode()


def test_dashboard_counts_only_what_the_user_may_see() -> None:
    builders.a_term(state="draft")
    guest = builders.a_person()
    User.objects.filter(pk=guest.pk).update(is_staff=True)
    client = Client()
    client.force_login(guest)
    assert "Nothing waits" in client.get(reverse("admin:index")).content.decode()


def test_dashboard_leaves_archived_records_alone(editor_client: Client) -> None:
    builders.a_term(state="archived", checked_on="2020-01-01")
    assert "Nothing waits" in editor_client.get(reverse("admin:index")).content.decode()


def test_front_page_holds_the_guide(editor_client: Client) -> None:
    page = editor_client.get(reverse("admin:index")).content.decode()
    assert "<h3>From draft to public</h3>" in page
    assert f'href="{reverse("admin:index")}#guide-text"' in page


def test_guide_shows_real_pictures_only_where_they_can_be_seen(editor_client: Client) -> None:
    docs = settings.BASE_DIR / "docs"
    pictures = re.findall(r"!\[(.*)\]\((.*)\)", (docs / "editing.md").read_text(encoding="utf-8"))
    assert len(pictures) == len(list(docs.glob("pictures/editing-*.png")))
    assert all(text and (docs / path).stat().st_size < 150_000 for text, path in pictures)
    page = editor_client.get(reverse("admin:index")).content.decode()
    assert "editing-" not in page
    assert "![" not in page


def test_link_to_reports_is_for_those_who_may_export(analyst_client: Client, editor_client: Client) -> None:
    link = f'href="{reverse("reports")}"'
    assert link in analyst_client.get(reverse("admin:index")).content.decode()
    assert link not in editor_client.get(reverse("admin:index")).content.decode()


def test_log_of_downloads_is_read_only(superuser: User, superuser_client: Client) -> None:
    entry = ExportLog.objects.create(user=superuser, report="statements", rows=3)
    delete = reverse("admin:gtlead_exportlog_delete", args=[entry.pk])
    assert superuser_client.get(change_url(entry)).status_code == 200
    assert superuser_client.post(change_url(entry), {"rows": "0"}).status_code == 403
    assert superuser_client.get(reverse("admin:gtlead_exportlog_add")).status_code == 403
    assert superuser_client.post(delete, {"post": "yes"}).status_code == 403


def test_pages_keep_to_the_content_security_policy(reviewer_client: Client) -> None:
    source = builders.a_source()
    history = reverse("admin:gtlead_source_history", args=[source.pk])
    found: dict[str, Any] = {}
    for address in (reverse("admin:index"), reverse(SOURCES), change_url(source), history):
        page = reviewer_client.get(address).content.decode()
        found[address] = re.findall(r"<style|\sstyle=|<script(?![^>]*\ssrc=)[^>]*>|\son[a-z]+=", page)
    assert {address: words for address, words in found.items() if words} == {}


def test_fact_does_not_stay_out_on_a_source_that_was_taken_back(editor_client: Client) -> None:
    statement = builders.a_statement()
    answer = save(editor_client, statement, sources=[builders.a_source(state="archived").pk])
    assert "sources" in answer.context["adminform"].form.errors
    assert not Proposal.objects.of(statement).exists()


@pytest.mark.parametrize("state", ["draft", "in-review"])
def test_fact_never_stays_out_on_a_new_source_alone(state: str, editor_client: Client, reviewer_client: Client) -> None:
    """The source waits with it; where it went back to its desk meanwhile, the fact cannot be approved."""
    statement, source = builders.a_statement(), builders.a_source(state=state)
    save(editor_client, statement, sources=[source.pk])
    proposal = Proposal.objects.of(statement).get()
    save(editor_client, source, state="draft")
    decide(reviewer_client, proposal, "approve")
    proposal.refresh_from_db()
    assert proposal.state == "waiting"
    assert not statement.sources.filter(pk=source.pk).exists()


def stale(client: Client, record: Any, by: Any, mine: dict[str, Any], theirs: dict[str, Any]) -> Any:
    """The answer to a form that was opened before somebody else saved, and what was sent."""
    data = posted_form(client, record) | mine
    other = type(record).objects.get(pk=record.pk)
    lists = {name: other_values for name, other_values in theirs.items() if isinstance(other_values, list)}
    for name, value in theirs.items():
        if name not in lists:
            setattr(other, name, value)
    other.version += 1
    save_once(other, lists, user=by)
    return client.post(change_url(record), data), data


@pytest.mark.parametrize(
    ("chosen", "title"), [({}, "Mine."), ({"keep-title": "mine"}, "Mine."), ({"keep-title": "theirs"}, "Theirs.")]
)
def test_stale_form_is_merged_field_by_field(
    editor_client: Client, reviewer: Any, chosen: dict[str, str], title: str
) -> None:
    source = builders.a_source(state="draft", title="Old.", note="Old note.", publisher="Old publisher")
    page, data = stale(
        editor_client,
        source,
        reviewer,
        {"title": "Mine.", "note": "My note."},
        {"title": "Theirs.", "publisher": "New"},
    )
    assert "Not saved:" in page.text
    assert 'name="keep-title" value="mine" checked' in page.text
    assert 'name="keep-publisher" value="theirs" checked' in page.text
    resolves = page.text.partition('name="resolves" value="')[2].partition('"')[0]
    assert editor_client.post(change_url(source), data | chosen | {"resolves": resolves}).status_code == 302
    source.refresh_from_db()
    assert (source.title, source.note, source.publisher) == (title, "My note.", "New")


def test_list_of_sources_is_taken_from_others_too_and_a_third_save_asks_again(
    editor_client: Client, reviewer: Any
) -> None:
    first, second = builders.a_source(), builders.a_source()
    term = builders.a_term(state="draft", sources=[first])
    page, data = stale(editor_client, term, reviewer, {"definition": "Mine."}, {"sources": [second]})
    resolves = page.text.partition('name="resolves" value="')[2].partition('"')[0]
    again = type(term).objects.get(pk=term.pk)
    again.version += 1
    save_once(again, {}, user=reviewer)
    assert "Not saved:" in editor_client.post(change_url(term), data | {"resolves": resolves}).text
    now = str(again.version)
    assert editor_client.post(change_url(term), data | {"resolves": now}).status_code == 302
    term.refresh_from_db()
    assert (term.definition, list(term.sources.all())) == ("Mine.", [second])
