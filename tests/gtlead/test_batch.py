"""Several decisions at once: the list of what waits, differences together, one preview, one decision."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from gtlead.publication.content_version import current_version
from gtlead.review import list_views
from gtlead.review.due import publish_due
from gtlead.review.models import Proposal
from tests import builders
from tests.admin_forms import posted_form
from tests.conftest import made_once, signed_in
from tests.html import problems
from tests.round import proposal_of, save

pytestmark = pytest.mark.django_db

LIST, BATCH, DECIDE = "/staff/review/", "/staff/review/together/", "/staff/review/together/decide/"


@made_once
def therapy() -> Any:
    """A public therapy whose form an editor saved with a change in each of two rows."""
    world = SimpleNamespace(editor=builders.an_editor())
    world.therapy = builders.a_therapy(slug="alpha", summary="Old summary.")
    world.authorisation = builders.an_authorisation(therapy=world.therapy, date="2020")
    world.funding = builders.a_funding(therapy=world.therapy, text="Old terms.")
    rows = {"authorisations-0-date": "2021", "funding-0-text": "New terms."}
    save(signed_in(world.editor), world.therapy, summary="New summary.", **rows)
    world.records = [world.therapy, world.authorisation, world.funding]
    world.proposals = [proposal_of(record) for record in world.records]
    return world


def named(*proposals: Proposal) -> dict[str, Any]:
    return {"proposal": [proposal.pk for proposal in proposals]}


def ticks(client: Client, **address: Any) -> dict[str, Any]:
    """What a browser would post if nobody touched the page."""
    page = client.get(BATCH, address)
    shown = page.context["shown"]
    ticked = [one.value for one in shown if one.is_ticked]
    return named(*(one.proposal for one in shown)) | {"chosen": ticked}


def decide(client: Client, ticked: dict[str, Any], how: str, **typed: Any) -> str:
    return client.post(DECIDE, ticked | {how: "1"} | typed, follow=True).content.decode()


def states(*proposals: Proposal) -> list[str]:
    return [Proposal.objects.get(pk=proposal.pk).state for proposal in proposals]


def test_a_page_of_changes_is_shown_and_approved_together(therapy: Any, reviewer_client: Client) -> None:
    page = reviewer_client.get(BATCH, {"page": "/therapies/alpha/"}).content.decode()
    assert problems(page) == []
    for words in ("Old summary.", "New summary.", "2020", "2021", "Old terms.", "New terms."):
        assert words in strip_tags(page)
    version = current_version()
    answer = decide(reviewer_client, ticks(reviewer_client, page="/therapies/alpha/"), "approve")
    assert "3 decided: approved." in answer
    public = Client().get("/therapies/alpha/").content.decode()
    assert "New summary." in public
    assert "New terms." in public
    assert current_version() == version + 1


def test_change_leads_to_what_else_waits_for_its_page(therapy: Any, reviewer_client: Client) -> None:
    page = reviewer_client.get(therapy.proposals[0].get_absolute_url()).content.decode()
    assert f'href="{BATCH}?page=/therapies/alpha/"' in page


def test_preview_shows_all_of_them_and_nothing_is_public(therapy: Any, reviewer_client: Client) -> None:
    page = reviewer_client.get(f"{BATCH}preview/", named(*therapy.proposals)).content.decode()
    assert "Preview, not public." in page
    assert "New summary." in page
    assert "New terms." in page
    assert "New summary." not in Client().get("/therapies/alpha/").content.decode()
    assert states(*therapy.proposals) == ["waiting"] * 3


def test_preview_of_different_pages_is_refused(therapy: Any, reviewer_client: Client) -> None:
    statement = builders.a_statement()
    save(signed_in(therapy.editor), statement, text="Another text.")
    both = named(therapy.proposals[0], proposal_of(statement))
    page = reviewer_client.get(f"{BATCH}preview/", both, follow=True).content.decode()
    assert "They stand on different pages." in page


def test_new_therapy_and_its_rows_are_previewed_and_published_together(
    editor_client: Client, reviewer_client: Client
) -> None:
    therapy = builders.a_therapy(slug="beta", state="draft")
    authorisation = builders.an_authorisation(therapy=therapy, state="draft", holder="The holder")
    archived = builders.a_funding(therapy=therapy, state="archived")
    save(editor_client, therapy, state="in-review")
    assert not Proposal.objects.of(archived).exists()
    both = named(proposal_of(therapy), proposal_of(authorisation))
    alone = reviewer_client.get(f"{BATCH}preview/", named(proposal_of(authorisation)), follow=True)
    assert "There is no preview." in alone.text
    assert Client().get("/therapies/beta/").status_code == 404
    assert "Preview, not public." in reviewer_client.get(f"{BATCH}preview/", both).content.decode()
    decide(reviewer_client, ticks(reviewer_client, **both), "approve")
    assert Client().get("/therapies/beta/").status_code == 200


def test_what_needs_another_one_to_be_public_is_approved_after_it(
    editor_client: Client, reviewer_client: Client
) -> None:
    """The question was handed in first, and cannot be published before its arguments."""
    question = builders.a_question(sides=(), state="draft")
    sides = [builders.an_argument(question=question, stance=stance, state="draft") for stance in ("for", "against")]
    for record in (question, *sides):
        save(editor_client, record, state="in-review")
    proposals = [proposal_of(record) for record in (question, *sides)]
    answer = decide(reviewer_client, ticks(reviewer_client, **named(*proposals)), "approve")
    assert "3 decided: approved." in answer
    assert states(*proposals) == ["approved"] * 3


def test_only_ticked_ones_are_decided_and_the_rest_stays_on_the_page(therapy: Any, reviewer_client: Client) -> None:
    ticked = ticks(reviewer_client, **named(*therapy.proposals))
    page = decide(reviewer_client, ticked | {"chosen": ticked["chosen"][:1]}, "approve")
    assert "1 decided: approved." in page
    assert "2 changes together" in page
    assert sorted(states(*therapy.proposals)) == ["approved", "waiting", "waiting"]


def test_sent_back_together_with_one_comment(therapy: Any, reviewer_client: Client) -> None:
    decide(
        reviewer_client, ticks(reviewer_client, **named(*therapy.proposals)), "send-back", comment="Name the source."
    )
    assert states(*therapy.proposals) == ["sent-back"] * 3
    assert signed_in(therapy.editor).get("/staff/").content.decode().count("Name the source.") == 3


def test_nothing_typed_is_lost_when_a_decision_is_refused(therapy: Any, reviewer_client: Client) -> None:
    ticked = ticks(reviewer_client, **named(*therapy.proposals))
    one = ticked | {"chosen": ticked["chosen"][:1]}
    page = decide(reviewer_client, one, "approve", publish_at="2001-01-01T00:00")
    assert "This moment has passed." in page
    assert 'value="2001-01-01T00:00"' in page
    assert page.count(" checked") == 1
    assert states(*therapy.proposals) == ["waiting"] * 3


@pytest.mark.parametrize(
    ("how", "typed", "why"), [("approve", {}, "Tick at least one."), ("send-back", {}, "Tick at least one.")]
)
def test_decision_on_nothing_is_refused(how: str, typed: Any, why: str, therapy: Any, reviewer_client: Client) -> None:
    assert why in decide(reviewer_client, named(*therapy.proposals), how, **typed)
    assert states(*therapy.proposals) == ["waiting"] * 3


def test_sent_back_without_a_comment_is_refused(therapy: Any, reviewer_client: Client) -> None:
    page = decide(reviewer_client, ticks(reviewer_client, **named(*therapy.proposals)), "send-back")
    assert "This field is required." in page
    assert states(*therapy.proposals) == ["waiting"] * 3


@pytest.mark.parametrize("written", ["", "x", "1", "1:1", "1:1-1-1", "999:1-1", "१:1-1"])
def test_what_no_page_offered_decides_nothing(written: str, therapy: Any, reviewer_client: Client) -> None:
    decide(reviewer_client, named(*therapy.proposals) | {"chosen": written}, "approve")
    assert states(*therapy.proposals) == ["waiting"] * 3


def test_one_changed_meanwhile_is_refused_and_the_others_are_not(therapy: Any, reviewer_client: Client) -> None:
    ticked = ticks(reviewer_client, **named(*therapy.proposals))
    save(signed_in(therapy.editor), therapy.therapy, summary="Slipped in.")
    page = decide(reviewer_client, ticked, "approve")
    assert "2 decided: approved." in page
    assert "changed while you were reading" in page
    assert "Slipped in." in strip_tags(page)
    assert states(*therapy.proposals) == ["waiting", "approved", "approved"]


def test_conflict_is_shown_and_not_ticked(therapy: Any, reviewer_client: Client) -> None:
    therapy.therapy.summary, therapy.therapy.version = "From elsewhere.", 2
    therapy.therapy.save()
    page = reviewer_client.get(BATCH, named(*therapy.proposals))
    assert [one.is_ticked for one in page.context["shown"]] == [False, True, True]
    assert "From elsewhere." in page.content.decode()


@pytest.mark.parametrize("person", ["reviewer_client", "superuser_client"])
def test_authors_find_no_tick_and_a_forged_one_is_refused(person: str, request: pytest.FixtureRequest) -> None:
    client: Client = request.getfixturevalue(person)
    statement = builders.a_statement(text="Old.")
    save(client, statement, text="Mine.")
    proposal = proposal_of(statement)
    page = client.get(BATCH, named(proposal))
    assert 'name="chosen"' not in page.content.decode()
    decide(client, named(proposal) | {"chosen": page.context["shown"][0].value}, "approve")
    assert states(proposal) == ["waiting"]


def test_editors_look_and_do_not_decide(therapy: Any) -> None:
    client = signed_in(builders.an_editor())
    page = client.get(BATCH, named(*therapy.proposals))
    assert "New summary." in strip_tags(page.content.decode())
    assert 'name="chosen"' not in page.content.decode()
    forged = named(*therapy.proposals) | {"chosen": [one.value for one in page.context["shown"]]}
    assert "Only reviewers approve." in decide(client, forged, "approve")
    assert states(*therapy.proposals) == ["waiting"] * 3


def test_approved_for_later_together(therapy: Any, reviewer_client: Client, time_machine: Any) -> None:
    later = timezone.now() + timedelta(days=1)
    ticked = ticks(reviewer_client, **named(*therapy.proposals))
    decide(reviewer_client, ticked, "approve", publish_at=later.strftime("%Y-%m-%dT%H:%M"))
    assert states(*therapy.proposals) == ["scheduled"] * 3
    assert "New summary." not in Client().get("/therapies/alpha/").content.decode()
    time_machine.move_to(later + timedelta(minutes=1))
    assert publish_due().published == 3
    assert "New summary." in Client().get("/therapies/alpha/").content.decode()


def test_what_is_approved_for_later_is_not_published_with_the_rest(therapy: Any, reviewer_client: Client) -> None:
    later = (timezone.now() + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M")
    decide(reviewer_client, ticks(reviewer_client, **named(therapy.proposals[0])), "approve", publish_at=later)
    decide(reviewer_client, ticks(reviewer_client, page="/therapies/alpha/"), "approve")
    assert states(*therapy.proposals) == ["scheduled", "approved", "approved"]


def test_what_was_left_out_is_not_ticked_afterwards(therapy: Any, reviewer_client: Client) -> None:
    ticked = ticks(reviewer_client, **named(*therapy.proposals))
    data = ticked | {"chosen": ticked["chosen"][:1], "approve": "1"}
    assert [one.is_ticked for one in reviewer_client.post(DECIDE, data).context["shown"]] == [False, False]


def test_scheduled_together_is_public_together(
    editor_client: Client, reviewer_client: Client, time_machine: Any
) -> None:
    """Also what was handed in before that which it needs."""
    question = builders.a_question(sides=(), state="draft")
    sides = [builders.an_argument(question=question, stance=stance, state="draft") for stance in ("for", "against")]
    for record in (question, *sides):
        save(editor_client, record, state="in-review")
    proposals = [proposal_of(record) for record in (question, *sides)]
    later = timezone.now() + timedelta(days=1)
    ticked = ticks(reviewer_client, **named(*proposals))
    decide(reviewer_client, ticked, "approve", publish_at=later.strftime("%Y-%m-%dT%H:%M"))
    time_machine.move_to(later + timedelta(minutes=1))
    version = current_version()
    assert Client().get(question.get_absolute_url()).status_code == 200
    assert states(*proposals) == ["approved"] * 3
    assert current_version() == version + 1


def test_nothing_is_sent_back_that_was_mended_meanwhile(therapy: Any, reviewer_client: Client) -> None:
    ticked = ticks(reviewer_client, **named(*therapy.proposals))
    save(signed_in(therapy.editor), therapy.therapy, summary="Mended already.")
    page = decide(reviewer_client, ticked, "send-back", comment="Mend the summary.")
    assert "changed while you were reading" in page
    assert "Mend the summary.</textarea>" in page
    assert states(*therapy.proposals) == ["waiting", "sent-back", "sent-back"]


def test_second_reviewer_hears_that_the_first_decided(therapy: Any, reviewer_client: Client) -> None:
    ticked = ticks(reviewer_client, **named(*therapy.proposals[:2]))
    other = signed_in(builders.a_reviewer())
    decide(other, ticked | {"chosen": ticked["chosen"][:1]}, "approve")
    page = decide(reviewer_client, ticked, "approve")
    assert "1 was decided meanwhile by somebody else." in page
    assert "1 decided: approved." in page


def test_page_with_more_than_fit_says_so(therapy: Any, reviewer_client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(list_views, "MOST", 2)
    page = reviewer_client.get(BATCH, {"page": "/therapies/alpha/"}).text
    assert "These are 2 of the 3 that wait for the page /therapies/alpha/." in page


def test_what_waited_before_pages_were_kept_gets_its_page(therapy: Any) -> None:
    Proposal.objects.update(page="")
    call_command("migrate", verbosity=0)
    assert {proposal.page for proposal in Proposal.objects.all()} == {"/therapies/alpha/"}


def test_what_was_decided_meanwhile_is_told(therapy: Any, reviewer_client: Client) -> None:
    decide(reviewer_client, ticks(reviewer_client, **named(*therapy.proposals)), "approve")
    response = reviewer_client.get(BATCH, named(*therapy.proposals), follow=True)
    assert response.redirect_chain[-1][0] == LIST
    assert "Nothing of it waits any more." in response.text


@pytest.mark.parametrize(
    "query", ["proposal=x", "proposal=-1", f"proposal={'9' * 40}", "page=/nowhere/", "page=%00", ""]
)
def test_nonsense_in_the_address_is_no_error(query: str, reviewer_client: Client) -> None:
    assert reviewer_client.get(f"{BATCH}?{query}", follow=True).status_code == 200


def test_list_costs_the_same_for_one_and_for_three_of_a_kind(editor_client: Client, reviewer_client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            reviewer_client.get(LIST)
        return len(found)

    kinds = (builders.a_statement, builders.a_topic, builders.an_argument, builders.a_membership)
    for make in kinds:
        save(editor_client, make(), checked_on="2026-11-20", name="Name", note="Note")
    queries()
    one = queries()
    for make in kinds * 2:
        save(editor_client, make(), checked_on="2026-11-20", name="Name", note="Note")
    assert Proposal.objects.count() == 12
    assert queries() == one


class TestList:
    """What waits, narrowed."""

    def listed(self, client: Client, query: str = "") -> list[int]:
        page = client.get(f"{LIST}?{query}")
        assert problems(page.content.decode()) == []
        return [proposal.pk for proposal in page.context["listing"].page]

    def test_filters_by_kind_author_state_and_words(
        self, therapy: Any, reviewer: User, reviewer_client: Client
    ) -> None:
        editor = therapy.editor
        statement = builders.a_statement()
        save(reviewer_client, statement, text="Other.", reason="A new survey")
        mine, theirs = proposal_of(statement).pk, [proposal.pk for proposal in therapy.proposals]
        assert self.listed(reviewer_client) == [*theirs, mine]
        assert self.listed(reviewer_client, "kind=statement") == [mine]
        assert self.listed(reviewer_client, "kind=therapy&kind=funding") == [theirs[0], theirs[2]]
        assert self.listed(reviewer_client, f"author={editor.username}") == theirs
        assert self.listed(reviewer_client, f"author={reviewer.username}") == [mine]
        assert self.listed(reviewer_client, f"author={editor.username}&author={reviewer.username}") == [*theirs, mine]
        assert self.listed(reviewer_client, "state=sent-back") == []
        assert self.listed(reviewer_client, "what=change&q=survey") == [mine]

    def test_counts_are_those_of_the_choice(self, therapy: Any, reviewer_client: Client) -> None:
        listing = reviewer_client.get(LIST).context["listing"]
        counts = {option.value: option.number for facet in listing.facets for option in facet.options if option.number}
        assert counts["therapy"] == counts["authorisation"] == counts["funding"] == 1
        assert counts["waiting"] == counts["change"] == 3

    @pytest.mark.parametrize("query", ["kind=nothing", "author=nobody", "kin=statement", "state=approved", "page=0"])
    def test_unknown_words_are_reported(self, query: str, therapy: Any, reviewer_client: Client) -> None:
        assert self.listed(reviewer_client, query) == []
        assert "No list: the address asks for something unknown." in reviewer_client.get(f"{LIST}?{query}").text


class TestSubmitting:
    """Drafts handed in from a list."""

    def submit(self, client: Client, kind: str, records: list[Any], reason: str = "New law") -> str:
        data = {"action": "hand_in", "_selected_action": [record.pk for record in records], "reason": reason}
        response = client.post(reverse(f"admin:{kind}_changelist"), data, follow=True)
        assert response.status_code == 200
        return response.text

    def test_ticked_drafts_wait_for_a_reviewer(self, editor: User, editor_client: Client) -> None:
        drafts = [builders.a_statement(state="draft") for _ in range(2)]
        public, archived = builders.a_statement(), builders.a_statement(state="archived")
        page = self.submit(editor_client, "countries_statement", [*drafts, public, archived])
        assert "2 drafts wait for a reviewer now." in page
        assert {p.object_id for p in Proposal.objects.waiting()} == {draft.pk for draft in drafts}
        for draft in drafts:
            draft.refresh_from_db()
            assert (draft.state, draft.version) == ("in-review", 2)
            proposal = proposal_of(draft)
            assert (list(proposal.authors.all()), proposal.reason) == ([editor], "New law")
            assert draft.history.first().history_user == editor
        for record in (public, archived):
            record.refresh_from_db()
            assert record.version == 1

    def test_who_may_not_change_finds_no_such_action(self, analyst_client: Client) -> None:
        draft = builders.a_statement(state="draft")
        self.submit(analyst_client, "countries_statement", [draft])
        draft.refresh_from_db()
        assert draft.state == "draft"

    def test_nothing_is_deleted_by_the_dozen(self, superuser_client: Client) -> None:
        draft = builders.a_statement(state="draft")
        data = {"action": "delete_selected", "_selected_action": [draft.pk], "post": "yes"}
        superuser_client.post(reverse("admin:countries_statement_changelist"), data, follow=True)
        draft.refresh_from_db()

    def test_stale_form_is_refused_after_submitting(self, editor_client: Client) -> None:
        draft = builders.a_statement(state="draft", text="Old.")
        mine = posted_form(editor_client, draft) | {"text": "Mine."}
        self.submit(signed_in(builders.an_editor(username="alice")), "countries_statement", [draft])
        page = editor_client.post(reverse("admin:countries_statement_change", args=[draft.pk]), mine).text
        assert "alice saved this record" in page
        assert "Mine." in page
