"""The editorial round: nothing is public before a second person has seen it, and nothing typed is lost."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gtlead.history.changes import recent_changes
from gtlead.publication.content_version import current_version
from gtlead.records.choices import State
from gtlead.review.deciding import conflicts
from gtlead.review.models import Proposal
from gtlead.review.saving import save_once
from gtlead.review.submitting import who_changed
from tests import builders
from tests.admin_forms import change_url, posted_form
from tests.conftest import signed_in
from tests.html import problems
from tests.round import approve, decide, proposal_of, save, seen

pytestmark = pytest.mark.django_db

OLD, NEW = "Text of old.", "Text of new."


@pytest.fixture
def statement() -> Any:
    """A public statement."""
    return builders.a_statement(text=OLD)


def on_file(record: Any) -> Any:
    record.refresh_from_db()
    return record


def public_text(record: Any) -> str:
    return Client().get(record.get_absolute_url()).content.decode()


@pytest.mark.parametrize("person", ["editor_client", "reviewer_client", "superuser_client"])
def test_change_to_what_is_published_waits(person: str, statement: Any, request: pytest.FixtureRequest) -> None:
    client: Client = request.getfixturevalue(person)
    entries, version = statement.history.count(), current_version()
    assert save(client, statement, text=NEW).status_code == 302
    assert (on_file(statement).text, statement.version, statement.history.count()) == (OLD, 1, entries)
    assert current_version() == version
    assert NEW not in public_text(statement)
    proposal = proposal_of(statement)
    assert proposal.changes == {"text": {"old": OLD, "new": NEW}}
    assert (proposal.state, proposal.reason) == ("waiting", "New figures")


def test_approved_change_is_public_with_author_reason_and_reviewer(
    statement: Any, editor: User, editor_client: Client, reviewer: User, reviewer_client: Client
) -> None:
    save(editor_client, statement, text=NEW, reason="The law changed")
    approve(reviewer_client, statement)
    assert (on_file(statement).text, statement.version) == (NEW, 2)
    assert NEW in public_text(statement)
    last = statement.history.first()
    assert (last.history_user, last.history_change_reason) == (editor, "The law changed")
    proposal = proposal_of(statement)
    assert (proposal.state, proposal.reviewer) == ("approved", reviewer)
    (change,) = [c for c in recent_changes() if c.detail]
    assert (change.title, change.reasons) == ("Statement changed", ("The law changed",))


def test_change_of_sources_waits_too_and_is_one_entry_of_history(
    statement: Any, editor_client: Client, reviewer_client: Client
) -> None:
    source = builders.a_source(title="A second document")
    entries = statement.history.count()
    save(editor_client, statement, text=NEW, sources=[source.pk])
    assert source not in statement.sources.all()
    page = reviewer_client.get(proposal_of(statement).get_absolute_url()).content.decode()
    assert "A second document" in page
    approve(reviewer_client, statement)
    assert list(statement.sources.all()) == [source]
    assert statement.history.count() == entries + 1
    assert [row.source_id for row in statement.history.first().sources.all()] == [source.pk]


def test_draft_with_new_sources_is_one_entry_of_history(editor_client: Client) -> None:
    draft = builders.a_statement(state="draft")
    entries = draft.history.count()
    save(editor_client, draft, text=NEW, sources=[builders.a_source().pk])
    assert draft.history.count() == entries + 1


def test_change_without_a_reason_is_refused_and_the_text_stays(statement: Any, editor_client: Client) -> None:
    page = save(editor_client, statement, text=NEW, reason="").content.decode()
    assert "Say why" in page
    assert NEW in page
    assert not Proposal.objects.exists()


def test_save_without_a_change_proposes_nothing(statement: Any, editor_client: Client) -> None:
    assert save(editor_client, statement).status_code == 302
    assert not Proposal.objects.exists()


def test_lines_that_nobody_touched_are_no_change(editor_client: Client) -> None:
    therapy = builders.a_therapy(other_names="First name\nSecond name")
    save(editor_client, therapy)
    assert not Proposal.objects.exists()
    save(editor_client, therapy, summary=NEW)
    assert proposal_of(therapy).new_values == {"summary": NEW}
    old = builders.a_therapy(other_names="Saved long ago\r\nwith other line breaks")
    save(editor_client, old)
    assert not Proposal.objects.of(old).exists()


def test_author_does_not_approve(statement: Any, reviewer_client: Client) -> None:
    save(reviewer_client, statement, text=NEW)
    proposal = proposal_of(statement)
    page = decide(reviewer_client, proposal, "approve").content.decode()
    assert "somebody else has to approve it" in page
    assert 'id="approve"' not in page
    assert on_file(statement).text == OLD


def test_editor_does_not_approve_what_others_wrote(statement: Any, reviewer_client: Client) -> None:
    save(reviewer_client, statement, text=NEW)
    page = decide(signed_in(builders.an_editor()), proposal_of(statement), "approve").content.decode()
    assert "Only reviewers approve" in page
    assert on_file(statement).text == OLD


@pytest.mark.parametrize(("why", "text"), [("", OLD), ("I am alone today", NEW)])
def test_superuser_approves_their_own_only_with_a_reason(
    why: str, text: str, statement: Any, superuser_client: Client
) -> None:
    save(superuser_client, statement, text=NEW)
    approve(superuser_client, statement, override_reason=why)
    assert on_file(statement).text == text
    assert proposal_of(statement).override_reason == why


def test_who_continues_a_proposal_is_an_author_too(
    statement: Any, editor_client: Client, reviewer: User, reviewer_client: Client
) -> None:
    save(editor_client, statement, text=NEW)
    save(reviewer_client, statement, note="Added by the reviewer")
    proposal = proposal_of(statement)
    assert proposal.new_values == {"text": NEW, "note": "Added by the reviewer"}
    assert proposal.authors.count() == 2
    assert "somebody else has to approve" in approve(reviewer_client, statement).content.decode()
    approve(signed_in(builders.a_reviewer()), statement)
    assert (on_file(statement).text, statement.note) == (NEW, "Added by the reviewer")


def test_form_shows_what_is_proposed_and_by_whom(statement: Any, editor: User, editor_client: Client) -> None:
    source = builders.a_source()
    save(editor_client, statement, text=NEW, sources=[source.pk], checked_on="20/11/2026")
    colleague = signed_in(builders.an_editor())
    form = posted_form(colleague, statement)
    assert (form["text"], form["sources"], form["checked_on"]) == (NEW, str(source.pk), "2026-11-20")
    page = colleague.get(change_url(statement)).content.decode()
    assert f"By {editor} on" in page
    assert f'href="{proposal_of(statement).get_absolute_url()}"' in page


def test_proposal_that_changes_nothing_any_more_is_withdrawn(statement: Any, editor_client: Client) -> None:
    save(editor_client, statement, text=NEW)
    save(editor_client, statement, text=OLD)
    assert proposal_of(statement).state == "withdrawn"


def test_second_save_of_the_same_proposal_is_refused(statement: Any, editor_client: Client) -> None:
    save(editor_client, statement, text=NEW)
    mine = posted_form(editor_client, statement) | {"text": "My text."}
    alice = signed_in(builders.an_editor(username="alice"))
    save(alice, statement, text="The text of Alice.")
    page = editor_client.post(change_url(statement), mine).content.decode()
    assert "Not saved: alice saved this record on" in page
    assert "On file now: The text of Alice." in page
    assert "My text." in page
    assert proposal_of(statement).new_values == {"text": "The text of Alice."}


def test_save_beside_a_new_proposal_is_refused(statement: Any, editor_client: Client) -> None:
    mine = posted_form(editor_client, statement) | {"text": "My text.", "reason": "Why"}
    save(signed_in(builders.an_editor(username="alice")), statement, text=NEW)
    page = editor_client.post(change_url(statement), mine).content.decode()
    assert "Not saved: alice saved this record on" in page
    assert proposal_of(statement).new_values == {"text": NEW}


def test_decision_is_about_what_was_seen(statement: Any, editor_client: Client, reviewer_client: Client) -> None:
    save(editor_client, statement, text=NEW)
    proposal = proposal_of(statement)
    data = {"seen": seen(reviewer_client, proposal)}
    save(editor_client, statement, text="Something else.")
    page = reviewer_client.post(reverse("review-approve", args=[proposal.pk]), data, follow=True).content.decode()
    assert "changed while you were reading" in page
    assert on_file(statement).text == OLD


def test_conflict_is_refused_with_what_is_on_file(
    statement: Any, editor_client: Client, reviewer_client: Client
) -> None:
    save(editor_client, statement, text=NEW)
    statement.text, statement.version = "From elsewhere.", 2
    statement.save()
    page = approve(reviewer_client, statement).content.decode()
    assert "Somebody changed the same fields on file" in page
    assert "From elsewhere." in page
    assert on_file(statement).text == "From elsewhere."
    save(editor_client, statement, text="Both together.")
    approve(reviewer_client, statement)
    assert on_file(statement).text == "Both together."


def test_other_fields_merge(statement: Any, editor_client: Client, reviewer_client: Client) -> None:
    save(editor_client, statement, text=NEW)
    statement.note, statement.version = "From elsewhere.", 2
    statement.save()
    approve(reviewer_client, statement)
    assert (on_file(statement).text, statement.note, statement.version) == (NEW, "From elsewhere.", 3)


def test_sent_back_comes_with_the_comment_and_is_submitted_again(
    statement: Any, editor_client: Client, reviewer_client: Client
) -> None:
    save(editor_client, statement, text=NEW)
    assert "required" in decide(reviewer_client, proposal_of(statement), "send-back", comment="").content.decode()
    decide(reviewer_client, proposal_of(statement), "send-back", comment="Name the paragraph.")
    assert proposal_of(statement).state == "sent-back"
    assert "Name the paragraph." in editor_client.get(change_url(statement)).content.decode()
    assert "Name the paragraph." in editor_client.get(reverse("dashboard")).content.decode()
    assert "working on it" in approve(reviewer_client, statement).content.decode()
    save(editor_client, statement, text="Text of § 5.")
    approve(reviewer_client, statement)
    assert on_file(statement).text == "Text of § 5."


def test_withdrawn_by_its_author_only(statement: Any, editor_client: Client) -> None:
    save(editor_client, statement, text=NEW)
    decide(signed_in(builders.an_editor()), proposal_of(statement), "withdraw")
    assert proposal_of(statement).state == "waiting"
    decide(editor_client, proposal_of(statement), "withdraw")
    assert proposal_of(statement).state == "withdrawn"
    assert posted_form(editor_client, statement)["text"] == OLD


def test_archiving_and_its_undoing_wait(statement: Any, editor_client: Client, reviewer_client: Client) -> None:
    save(editor_client, statement, state="archived")
    assert on_file(statement).state == "published"
    approve(reviewer_client, statement)
    assert on_file(statement).state == "archived"
    save(editor_client, statement, state="published")
    assert on_file(statement).state == "archived"
    approve(reviewer_client, statement)
    assert on_file(statement).state == "published"


def test_record_has_one_open_proposal(statement: Any, editor_client: Client) -> None:
    save(editor_client, statement, text=NEW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.create(record=statement, kind="change", base_version=1)


class TestPublication:
    """From draft to public."""

    def submitted(self, client: Client, **values: Any) -> Any:
        draft = builders.a_statement(state="draft", text=OLD, **values)
        save(client, draft, state="in-review", text=NEW)
        return draft

    def test_reviewer_publishes_what_was_submitted(
        self, editor: User, editor_client: Client, reviewer_client: Client
    ) -> None:
        draft = self.submitted(editor_client)
        assert NEW not in public_text(draft)
        approve(reviewer_client, draft)
        assert on_file(draft).state == "published"
        assert NEW in public_text(draft)
        last = draft.history.first()
        assert (last.history_user, last.history_change_reason) == (editor, "New figures")

    @pytest.mark.parametrize("person", ["editor_client", "reviewer_client", "superuser_client"])
    def test_no_form_publishes(self, person: str, request: pytest.FixtureRequest) -> None:
        client: Client = request.getfixturevalue(person)
        draft = builders.a_statement(state="in-review")
        page = save(client, draft, state="published").content.decode()
        assert "published is not one of the available choices" in page
        assert on_file(draft).state == "in-review"

    def test_everybody_who_changed_it_is_an_author(self, editor_client: Client, reviewer_client: Client) -> None:
        draft = builders.a_statement(state="draft")
        save(reviewer_client, draft, text="A word of the reviewer.")
        save(editor_client, draft, state="in-review")
        assert "somebody else has to approve" in approve(reviewer_client, draft).content.decode()
        assert on_file(draft).state == "in-review"

    def test_change_in_review_makes_its_writer_an_author(self, editor_client: Client, reviewer_client: Client) -> None:
        draft = self.submitted(editor_client)
        save(reviewer_client, draft, note="Mended")
        assert "somebody else has to approve" in approve(reviewer_client, draft).content.decode()

    def test_sending_back_makes_nobody_an_author(self, editor_client: Client, reviewer_client: Client) -> None:
        draft = self.submitted(editor_client)
        decide(reviewer_client, proposal_of(draft), "send-back", comment="Which law?")
        assert on_file(draft).state == "draft"
        save(editor_client, draft, state="in-review", text="The law of 2019.")
        approve(reviewer_client, draft)
        assert on_file(draft).state == "published"

    def test_what_was_there_before_the_last_publication_does_not_count(
        self, editor_client: Client, reviewer_client: Client
    ) -> None:
        draft = builders.a_statement(state="draft")
        save(reviewer_client, draft, state="in-review", text="First.")
        approve(signed_in(builders.a_reviewer()), draft)
        save(editor_client, draft, text=NEW)
        approve(reviewer_client, draft)
        assert on_file(draft).text == NEW

    def test_submitted_without_a_form_waits_too(self, reviewer_client: Client) -> None:
        draft = builders.a_statement(state="in-review")
        listing = reviewer_client.get(reverse("review-list")).context["listing"]
        assert [proposal.record for proposal in listing.page] == [draft]
        approve(reviewer_client, draft)
        assert on_file(draft).state == "published"

    def test_taken_back_to_draft_waits_no_more(self, editor_client: Client) -> None:
        draft = self.submitted(editor_client)
        save(editor_client, draft, state="draft")
        assert not Proposal.objects.open().exists()

    def test_deleted_draft_waits_no_more(self, editor_client: Client, reviewer_client: Client) -> None:
        draft = self.submitted(editor_client)
        draft.delete()
        assert not Proposal.objects.open().exists()
        assert "gone" in reviewer_client.get(Proposal.objects.get().get_absolute_url()).content.decode()

    def test_fact_without_published_source_is_not_published(
        self, editor_client: Client, reviewer_client: Client
    ) -> None:
        source = builders.a_source(state="draft")
        draft = self.submitted(editor_client, sources=[source])
        save(editor_client, source, state="draft")  # else it would be published with the fact
        assert "at least one published source" in approve(reviewer_client, draft).content.decode()
        assert on_file(draft).state == "in-review"
        assert proposal_of(draft).state == "waiting"

    def test_difference_shows_what_was_public_before(self, editor_client: Client, reviewer_client: Client) -> None:
        statement = builders.a_statement(text="The law of 2018 says so.")
        save(editor_client, statement, state="draft")
        approve(reviewer_client, statement)
        save(editor_client, statement, state="in-review", text="The law of 2019 says so.")
        page = reviewer_client.get(proposal_of(statement).get_absolute_url()).content.decode()
        assert "<del>2018</del>" in page
        assert "<ins>2019</ins>" in page


def test_row_of_a_page_waits_like_a_record_of_its_own(editor_client: Client, reviewer_client: Client) -> None:
    authorisation = builders.an_authorisation()
    therapy = authorisation.therapy
    assert save(editor_client, therapy, **{"authorisations-0-date": "2022"}).status_code == 302
    assert on_file(authorisation).date == "2020-03-01"
    page = reviewer_client.get(proposal_of(authorisation).get_absolute_url()).content.decode()
    assert "1 March 2020" in page or "2020-03-01" in page
    assert posted_form(editor_client, therapy)["authorisations-0-date"] == "2022"
    approve(reviewer_client, authorisation)
    assert (on_file(authorisation).date, on_file(therapy).version) == ("2022", 1)


def test_fields_that_a_row_does_not_show_are_kept(editor_client: Client, reviewer_client: Client) -> None:
    authorisation = builders.an_authorisation()
    save(editor_client, authorisation, indication="Adults.")
    save(editor_client, authorisation.therapy, **{"authorisations-0-date": "2022"})
    approve(reviewer_client, authorisation)
    assert (on_file(authorisation).date, authorisation.indication) == ("2022", "Adults.")


def test_page_and_its_rows_point_to_one_another(editor_client: Client, reviewer_client: Client) -> None:
    authorisation = builders.an_authorisation()
    save(editor_client, authorisation.therapy, summary="Better.", **{"authorisations-0-date": "2022"})
    page = reviewer_client.get(proposal_of(authorisation.therapy).get_absolute_url()).content.decode()
    assert f'href="{proposal_of(authorisation).get_absolute_url()}"' in page


def test_preview_shows_the_page_as_it_would_be_and_leaves_nothing(
    statement: Any, editor_client: Client, reviewer_client: Client
) -> None:
    before = public_text(statement)
    save(editor_client, statement, text=NEW)
    version, entries = current_version(), statement.history.count()
    proposal = proposal_of(statement)
    response = reviewer_client.get(reverse("review-preview", args=[proposal.pk]))
    page = response.content.decode()
    assert NEW in page
    assert OLD not in page
    assert "Preview, not public." in page
    assert problems(page) == []
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in response.headers["Cache-Control"]
    assert public_text(statement) == before
    assert (on_file(statement).text, statement.history.count()) == (OLD, entries)
    assert (current_version(), proposal_of(statement).state) == (version, "waiting")


def test_preview_of_what_cannot_be_published_says_why(editor_client: Client, reviewer_client: Client) -> None:
    draft = builders.a_statement(state="in-review", sources=[])
    address = reverse("review-preview", args=[proposal_of(draft).pk])
    assert "at least one published source" in reviewer_client.get(address, follow=True).content.decode()
    hidden = builders.a_country(state="draft")
    child = builders.a_statement(state="in-review", country=hidden)
    address = reverse("review-preview", args=[proposal_of(child).pk])
    assert "would not be public" in reviewer_client.get(address, follow=True).content.decode()


def test_pages_are_for_those_who_may_see_records() -> None:
    proposal = proposal_of(builders.a_statement(state="in-review"))
    addresses = [reverse("dashboard"), reverse("review-list"), proposal.get_absolute_url()]
    addresses.append(reverse("review-preview", args=[proposal.pk]))
    for address in addresses:
        for client in (Client(), signed_in(builders.a_person())):
            assert client.get(address).status_code == 302
        assert signed_in(builders.an_analyst()).get(address).status_code == 200


def test_pages_keep_the_html_contract(statement: Any, editor_client: Client, reviewer_client: Client) -> None:
    save(editor_client, statement, text=NEW)
    builders.a_statement(state="in-review")
    for address in (reverse("dashboard"), reverse("review-list"), proposal_of(statement).get_absolute_url()):
        assert problems(reviewer_client.get(address).content.decode()) == []


@pytest.mark.parametrize("name", ["review-list", "dashboard"])
def test_lists_take_as_many_queries_for_three_as_for_one(
    name: str, reviewer_client: Client, django_assert_max_num_queries: Any
) -> None:
    def one_more() -> None:
        builders.an_authorisation(state="in-review")
        builders.a_statement(state="in-review")

    one_more()
    reviewer_client.get(reverse(name))
    with django_assert_max_num_queries(150) as few:
        reviewer_client.get(reverse(name))
    one_more()
    one_more()
    with django_assert_max_num_queries(150) as many:
        reviewer_client.get(reverse(name))
    assert len(many) == len(few)


def test_oldest_waits_on_top(reviewer_client: Client) -> None:
    new, old = builders.a_statement(state="in-review"), builders.a_statement(state="in-review")
    Proposal.objects.of(old).update(proposed_at=timezone.now() - timedelta(days=9))
    page = reviewer_client.get(reverse("review-list"))
    assert [p.record for p in page.context["listing"].page] == [old, new]


class TestRestore:
    """Back to an earlier version, and the difference between two."""

    def restore(self, client: Client, record: Any, version: Any) -> Any:
        meta = record._meta
        name = f"admin:{meta.app_label}_{meta.model_name}_simple_history"
        return client.post(reverse(name, args=[record.pk, version.pk]), follow=True)

    def test_published_record_gets_a_proposal_with_old_text_and_sources(
        self, editor_client: Client, reviewer_client: Client
    ) -> None:
        source = builders.a_source()
        statement = builders.a_statement(text=OLD, sources=[source])
        oldest = statement.history.first()
        save(editor_client, statement, text=NEW, sources=[builders.a_source().pk])
        approve(reviewer_client, statement)
        other = builders.a_statement()
        self.restore(editor_client, statement, oldest)
        assert on_file(statement).text == NEW
        approve(reviewer_client, statement)
        assert (on_file(statement).text, list(statement.sources.all())) == (OLD, [source])
        assert on_file(other).version == 1

    def test_waiting_change_of_somebody_else_is_not_lost(self, editor_client: Client, reviewer_client: Client) -> None:
        statement = builders.a_statement(text=OLD)
        save(editor_client, statement, text=NEW)
        page = self.restore(reviewer_client, statement, statement.history.first()).content.decode()
        assert "Not restored." in page
        proposal = proposal_of(statement)
        assert (proposal.state, proposal.changes["text"]["new"]) == ("waiting", NEW)

    def test_what_a_program_keeps_is_not_restored(self, editor_client: Client) -> None:
        source = builders.a_source(title="Old")
        oldest = source.history.first()
        source.title, source.dead_since = "New", timezone.localdate()
        source.save()
        self.restore(editor_client, source, oldest)
        assert list(proposal_of(source).changes) == ["title"]

    def test_draft_is_changed_at_once(self, editor: User, editor_client: Client) -> None:
        draft = builders.a_statement(state="draft", text=OLD)
        oldest = draft.history.first()
        save(editor_client, draft, text=NEW, sources=[builders.a_source().pk])
        self.restore(editor_client, draft, oldest)
        assert (on_file(draft).text, draft.state, draft.version) == (OLD, "draft", 3)
        assert draft.history.first().history_user == editor
        assert draft.history.first().history_change_reason.startswith("Back to the version of")

    def test_who_may_not_change_may_not_restore(self, analyst_client: Client) -> None:
        draft = builders.a_statement(state="draft", text=OLD)
        assert self.restore(analyst_client, draft, draft.history.first()).status_code == 403

    def test_version_of_another_record_is_not_there(self, editor_client: Client) -> None:
        draft, other = builders.a_statement(state="draft"), builders.a_statement(state="draft")
        assert self.restore(editor_client, draft, other.history.first()).status_code == 404

    def test_version_that_breaks_a_rule_now_is_refused(self, editor_client: Client) -> None:
        draft = builders.a_statement(state="draft", as_of="2999")
        oldest = draft.history.first()
        save(editor_client, draft, as_of="2024")
        page = self.restore(editor_client, draft, oldest).content.decode()
        assert "Not restored." in page
        assert on_file(draft).as_of == "2024"

    def test_any_two_versions_are_compared(self, editor_client: Client) -> None:
        draft = builders.a_statement(state="draft", text="It is one of the laws.")
        for text in ("It is two of the laws.", "It is three of the laws."):
            save(editor_client, draft, text=text)
        newest, _middle, oldest = draft.history.all()[:3]
        address = reverse("admin:countries_statement_history", args=[draft.pk])
        page = editor_client.get(address, {"one": newest.pk, "other": oldest.pk})
        assert [change["field"] for change in page.context["comparison"]["changes"]] == ["Text"]
        (comparison,) = re.findall(r'<section id="comparison">.*?</section>', page.text, re.DOTALL)
        assert "It is <del>one</del> of the laws." in comparison
        assert "It is <ins>three</ins> of the laws." in comparison
        for one in ("x", "9" * 30):
            assert editor_client.get(address, {"one": one, "other": "1"}).context["comparison"] is None
        for method, wrong in (("get", "abc/history/?one=1&other=2"), ("post", f"{'9' * 30}/history/1/")):
            assert getattr(editor_client, method)(f"/admin/countries/statement/{wrong}").status_code == 404


def test_state_on_file_is_the_one_that_was_read_or_saved(db: None) -> None:
    record = builders.a_statement(state="draft")
    record.state = "archived"
    assert record.state_on_file == "draft"
    record.save(update_fields=["updated_at"])
    assert record.state_on_file == "draft"
    record.save()
    assert record.state_on_file == "archived"
    type(record).objects.filter(pk=record.pk).update(state="published")
    record.refresh_from_db()
    assert record.state_on_file == "published"
    assert type(record)(pk=record.pk, state="draft").state_on_file == "draft"


def test_state_is_what_the_public_sees_whatever_is_proposed(statement: Any, editor_client: Client) -> None:
    save(editor_client, statement, state="archived")
    assert "This record is published" in editor_client.get(change_url(statement)).content.decode()
    assert statement.state == State.PUBLISHED


def test_authors_are_those_who_changed_it_since_it_was_last_published(editor: User, reviewer: User) -> None:
    statement, second = builders.a_statement(state="draft"), builders.an_editor()
    for user, state in ((editor, "draft"), (reviewer, "published"), (second, "draft")):
        statement.state = state
        save_once(statement, {}, user=user, reason="A step")
    assert who_changed(statement) == {second.pk}


@pytest.mark.parametrize(("text", "fields"), [(OLD, []), (NEW, []), ("Text of somebody else.", ["text"])])
def test_field_on_file_conflicts_unless_it_is_as_before_or_as_wanted(
    text: str, fields: list[str], statement: Any, editor_client: Client
) -> None:
    save(editor_client, statement, text=NEW)
    type(statement).objects.filter(pk=statement.pk).update(text=text)
    assert conflicts(proposal_of(statement), on_file(statement)) == fields
