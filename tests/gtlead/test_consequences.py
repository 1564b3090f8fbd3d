"""What would leave the site is named in the form, the difference and the decision, and nothing goes unseen."""

from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from gtlead.history.models import TraceEntry
from gtlead.review.consequences import foreseen
from gtlead.review.due import publish_due
from gtlead.review.models import Proposal
from gtlead.review.visibility import depending_on
from gtlead.sources.models import Source
from tests import builders
from tests.html import problems
from tests.round import approve, decide, proposal_of, save, save_knowing, seen
from themes.models import Argument, Question, Term

pytestmark = pytest.mark.django_db


@pytest.fixture
def rests() -> SimpleNamespace:
    """A source on which a country with one statement, and another statement, rest alone."""
    world = SimpleNamespace(source=builders.a_source(title="The only report"))
    world.country = builders.a_country(slug="canada", name="Canada", sources=[world.source])
    builders.a_statement(slug="of-canada", country=world.country, text="Rests on Canada.")
    builders.a_statement(slug="of-another", text="Rests on the report.", sources=[world.source])
    builders.a_statement(slug="of-two", sources=[world.source, builders.a_source()])
    return world


def archived(client: Client, record: Any) -> Proposal:
    """Somebody proposes to archive it, having seen the list."""
    assert save_knowing(client, record, state="archived").status_code == 302
    return proposal_of(record)


def test_form_lists_what_would_go_and_saves_when_it_was_seen(rests: Any, editor_client: Client) -> None:
    page = save(editor_client, rests.source, state="archived")
    assert page.status_code == 200
    assert not Proposal.objects.exists()
    for words in ("3 things would leave the site", "Countries (1)", "Canada", "Statements (2)", "Rests on the report."):
        assert words in page.text
    [leaving] = page.context["leaving"]
    assert not [one for one in leaving.gone if "of-two" in one.label]
    archived(editor_client, rests.source)
    assert TraceEntry.objects.filter(verb="removed").count() == 0


def test_difference_lists_it_and_approval_needs_the_tick(
    rests: Any, editor_client: Client, reviewer_client: Client
) -> None:
    proposal = archived(editor_client, rests.source)
    page = reviewer_client.get(proposal.get_absolute_url())
    assert problems(page.text) == []
    assert 'name="acknowledged"' in page.text
    assert "I have seen what would leave the site with this: 3 things" in page.text
    refused = decide(reviewer_client, proposal, "approve", acknowledged="")
    assert "Not done. 3 things would leave the site" in refused.text
    assert Client().get("/countries/canada/").status_code == 200
    approve(reviewer_client, rests.source)
    assert Client().get("/countries/canada/").status_code == 410
    told = TraceEntry.objects.filter(verb="removed").values_list("slug", "cause")
    assert sorted(told) == [
        ("canada", "The only report"),
        ("of-another", "The only report"),
        ("of-canada", "The only report"),
        (rests.source.slug, ""),
    ]


def test_what_came_to_rest_on_it_meanwhile_is_not_taken_along_unseen(
    rests: Any, editor_client: Client, reviewer_client: Client
) -> None:
    proposal = archived(editor_client, rests.source)
    digest = foreseen(proposal).digest
    builders.a_term(slug="vector")
    builders.an_institution(country=rests.country, slug="late")
    refused = decide(reviewer_client, proposal, "approve", acknowledged=digest)
    assert "Not done. 4 things would leave the site" in refused.text


def test_at_its_time_no_more_goes_than_was_seen(rests: Any, editor_client: Client, reviewer_client: Client) -> None:
    proposal = archived(editor_client, rests.source)
    with time_machine.travel("2026-11-29 08:00Z", tick=False) as clock:
        unseen = decide(reviewer_client, proposal, "approve", publish_at="2026-11-29T09:00", acknowledged="")
        assert "Not done." in unseen.text
        decide(reviewer_client, proposal, "approve", publish_at="2026-11-29T09:00")
        builders.an_institution(country=rests.country, slug="late")
        clock.move_to("2026-11-29 09:01Z")
        assert publish_due().failed == 1
    proposal.refresh_from_db()
    assert "4 things would leave the site" in proposal.failure
    assert Client().get("/countries/canada/").status_code == 200


def test_pages_on_which_something_would_be_missing_are_previewed(
    rests: Any, editor_client: Client, reviewer_client: Client
) -> None:
    proposal = archived(editor_client, rests.source)
    other = next(page for page in foreseen(proposal).pages if "canada" not in page)
    before = Client().get(other).text
    preview = reverse("review-preview", args=[proposal.pk])
    page = reviewer_client.get(preview, {"page": other})
    assert "Rests on the report." in before
    assert "Rests on the report." not in page.text
    gone = reviewer_client.get(preview, {"page": "/countries/canada/"}, follow=True)
    assert "The page would not be public" in gone.text
    assert reviewer_client.get(preview, {"page": "/about/"}).status_code == 404
    assert Client().get(other).text == before


def test_together_each_has_its_list_and_its_tick(rests: Any, editor_client: Client, reviewer_client: Client) -> None:
    proposal = archived(editor_client, rests.source)
    address = reverse("review-batch")
    page = reviewer_client.get(address, {"proposal": proposal.pk})
    assert problems(page.text) == []
    assert "Countries (1)" in page.text
    ticked = {"proposal": proposal.pk, "chosen": page.context["shown"][0].value, "approve": "1"}
    decision = reverse("review-batch-decide")
    assert "3 things would leave the site" in reviewer_client.post(decision, ticked, follow=True).text
    seen_it = {"acknowledged": f"{proposal.pk}:{foreseen(proposal).digest}"}
    assert "1 decided" in reviewer_client.post(decision, ticked | seen_it, follow=True).text


def test_end_of_a_validity_names_the_licences_that_end_with_it(editor_client: Client, reviewer_client: Client) -> None:
    membership = builders.a_membership(country=builders.a_country(name="Norway"))
    therapy = builders.a_therapy(brand="Luxturna")
    builders.an_authorisation(therapy=therapy, jurisdiction=membership.jurisdiction)
    page = save(editor_client, membership, valid_until="2026-10-31")
    assert "Luxturna is licensed in Norway" in page.text
    save_knowing(editor_client, membership, valid_until="2026-10-31")
    assert "No longer said (1)" in decide(reviewer_client, proposal_of(membership), "approve", acknowledged="").text
    together = reviewer_client.get(reverse("review-batch"), {"proposal": proposal_of(membership).pk})
    ticked = {"proposal": proposal_of(membership).pk, "chosen": together.context["shown"][0].value, "approve": "1"}
    told = reviewer_client.post(reverse("review-batch-decide"), ticked, follow=True).text
    assert "1 thing would leave the site" in told
    approve(reviewer_client, membership)
    membership.refresh_from_db()
    assert str(membership.valid_until) == "2026-10-31"


def test_change_that_takes_nothing_off_asks_for_no_tick(
    rests: Any, editor_client: Client, reviewer_client: Client
) -> None:
    assert save(editor_client, rests.source, title="Another title").status_code == 302
    page = reviewer_client.get(proposal_of(rests.source).get_absolute_url())
    assert "acknowledged" not in page.text
    assert seen(reviewer_client, proposal_of(rests.source))


@pytest.mark.parametrize("moved_to", ["topic", "country", "countries"])
def test_what_is_moved_to_something_that_is_not_public_leaves_with_it(
    moved_to: str, editor_client: Client, reviewer_client: Client
) -> None:
    """The record stays published, and nobody would see that readers do not see it any more."""
    draft = builders.a_topic(state="draft") if moved_to == "topic" else builders.a_country(state="draft")
    if moved_to == "countries":
        record: Any = builders.a_milestone(title="The first approval")
    else:
        record = builders.a_statement(text="The first approval")
    page = save(editor_client, record, **{moved_to: draft.pk})
    assert "1 thing would leave the site" in page.text
    assert "The first approval" in page.text.partition("consequences")[2].partition("</section>")[0]
    save_knowing(editor_client, record, **{moved_to: draft.pk})
    assert "Not done. 1 thing" in decide(reviewer_client, proposal_of(record), "approve", acknowledged="").text
    approve(reviewer_client, record)
    assert list(TraceEntry.objects.filter(verb="removed").values_list("slug", flat=True)) == [record.slug]


def test_what_readers_said_is_named_where_it_would_leave_with_its_question(editor_client: Client) -> None:
    question = builders.a_question(title="Who pays?")
    builders.a_contribution(question=question, text="Said in public.", state="approved")
    builders.a_contribution(question=question, text="Still waits.")
    page = save(editor_client, question, state="archived").text
    assert "a reader on “Who pays?”: “Said in public.”" in page
    assert "Contributions of readers on “Who pays?”: 1, then 0" in page
    assert "Still waits." not in page


def test_what_is_published_but_not_public_says_why_in_the_list(editor: User, editor_client: Client) -> None:
    country = builders.a_country(name="Canada", state="draft")
    builders.a_statement(country=country)
    lonely = builders.a_term(sources=[])
    builders.an_institution(sources=[builders.a_source(state="archived")])
    of_statements = editor_client.get("/admin/countries/statement/?attention=hidden").text
    assert "published, but not public: country “Canada” is not public (draft)." in of_statements
    assert "it has no published source" in editor_client.get("/admin/countries/institution/").text
    assert "but not public:" not in editor_client.get("/admin/themes/term/").text
    assert lonely.is_published
    assert "attention=hidden" in editor_client.get("/admin/").text


def test_kinds_that_may_go_with_a_kind_are_found_from_the_models() -> None:
    assert depending_on(Term) == ()
    assert Question in depending_on(Argument)
    assert {Argument, Question, Term} < set(depending_on(Source))


@pytest.fixture
def access() -> SimpleNamespace:
    """Two therapies in Norway: licensed, on the market and paid for."""
    country = builders.a_country(name="Norway")
    jurisdiction = builders.a_membership(country=country).jurisdiction
    world = SimpleNamespace(country=country)
    for brand in ("Luxturna", "Zolgensma"):
        therapy = builders.a_therapy(brand=brand)
        world.licence = builders.an_authorisation(therapy=therapy, jurisdiction=jurisdiction, supply="marketed")
        world.funding = builders.a_funding(therapy=therapy, country=country, decision="funded", date="2022-01-01")
    return world


@time_machine.travel("2026-11-29 08:00Z", tick=False)
def test_end_of_a_payment_says_what_reads_differently(
    access: Any, editor_client: Client, reviewer_client: Client
) -> None:
    page = save(editor_client, access.funding, ended="2026-11-01").text
    assert "Zolgensma is paid for in Norway" in page
    assert "Luxturna" not in page.partition("consequences")[2].partition("</section>")[0]
    assert "Therapies paid for in Norway: 2, then 1" in page
    save_knowing(editor_client, access.funding, ended="2026-11-01")
    shown = reviewer_client.get(proposal_of(access.funding).get_absolute_url())
    assert problems(shown.text) == []
    assert "Therapies paid for in Norway: 2, then 1" in shown.text
    preview = reverse("review-preview", args=[proposal_of(access.funding).pk])
    therapy = access.funding.therapy.get_absolute_url()
    assert f"{preview}?page={therapy}" in shown.text
    assert "funding ended" in reviewer_client.get(preview, {"page": therapy}).text
    assert "Not done." in decide(reviewer_client, proposal_of(access.funding), "approve", acknowledged="").text
    assert "approved" in approve(reviewer_client, access.funding).text


@time_machine.travel("2026-11-29 08:00Z", tick=False)
def test_end_of_a_supply_says_what_reads_differently(access: Any, editor_client: Client) -> None:
    page = save(editor_client, access.licence, supply="ended", supply_until="2026-11-01").text
    assert "Zolgensma is on the market in Norway" in page
    assert "Therapies on the market in Norway: 2, then 1" in page
    assert "is licensed" not in page


@time_machine.travel("2026-11-29 08:00Z", tick=False)
def test_end_that_is_to_come_names_its_day(access: Any, editor_client: Client) -> None:
    membership = access.country.memberships.get()
    page = save(editor_client, membership, valid_until="2026-12-31").text
    assert "from 1 January 2027: Luxturna is licensed in Norway" in page
    assert "Therapies licensed in Norway: 2, then 0 from 1 January 2027" in page
    assert "Therapies on the market in Norway: 2, then 0 from 1 January 2027" in page
    save_knowing(editor_client, membership, valid_until="2026-12-31")
    assert foreseen(proposal_of(membership)).pages == []  # nothing reads differently today


@time_machine.travel("2026-11-29 08:00Z", tick=False)
def test_withdrawn_licence_takes_its_market_along(access: Any, editor_client: Client) -> None:
    page = save(editor_client, access.licence, status="withdrawn", ended="2026-11-15").text
    assert "Zolgensma is licensed in Norway" in page
    assert "Zolgensma is on the market in Norway" in page
    assert "Therapies licensed in Norway: 2, then 1" in page
    save_knowing(editor_client, access.licence, status="withdrawn", ended="2026-11-15")
    assert proposal_of(access.licence).changes["ended"]["new"] == "2026-11-15"


def test_longer_payment_asks_for_nothing(access: Any, editor_client: Client) -> None:
    assert save(editor_client, access.funding, date="2021-01-01").status_code == 302
