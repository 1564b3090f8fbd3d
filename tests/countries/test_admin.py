"""The pages of countries, therapies and questions in the admin: what belongs to them, and rows under rules."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from countries.models import Authorisation, Membership, Statement
from tests import builders
from tests.admin_forms import change_url, posted_form
from tests.conftest import signed_in
from tests.round import approve, proposal_of, save

pytestmark = pytest.mark.django_db


def new_row(prefix: str, number: int, **values: Any) -> dict[str, Any]:
    """The fields of one more row, as the browser adds them."""
    return {f"{prefix}-TOTAL_FORMS": number + 1} | {f"{prefix}-{number}-{k}": v for k, v in values.items()}


def test_country_lists_its_statements_of_every_state(editor_client: Client) -> None:
    country = builders.a_country()
    mine = [builders.a_statement(country=country, state=state) for state in ("draft", "published", "archived")]
    other = builders.a_statement()
    page = editor_client.get(change_url(country)).content.decode()
    assert all(f'href="{change_url(statement)}"' in page for statement in mine)
    assert f'href="{change_url(other)}"' not in page


def test_country_offers_a_new_statement_about_itself(editor_client: Client) -> None:
    country = builders.a_country()
    address = f"{reverse('admin:countries_statement_add')}?country={country.pk}"
    assert f'href="{address}"' in editor_client.get(change_url(country)).content.decode()
    form = editor_client.get(address).context["adminform"].form
    assert form.initial["country"] == str(country.pk)


def test_analyst_is_offered_nothing_new(analyst_client: Client) -> None:
    page = analyst_client.get(change_url(builders.a_country())).content.decode()
    assert "?country=" not in page


def test_country_takes_as_many_queries_for_three_statements_as_for_one(
    reviewer_client: Client, django_assert_max_num_queries: Any
) -> None:
    country = builders.a_country()
    builders.a_statement(country=country)
    reviewer_client.get(change_url(country))
    with django_assert_max_num_queries(60) as one:
        reviewer_client.get(change_url(country))
    builders.a_statement(country=country)
    builders.a_statement(country=country)
    with django_assert_max_num_queries(60) as three:
        reviewer_client.get(change_url(country))
    assert len(three) == len(one)


def test_question_lists_arguments_and_positions(editor_client: Client) -> None:
    question = builders.a_question()
    position = builders.a_position(question=question)
    page = editor_client.get(change_url(question)).content.decode()
    assert f'href="{change_url(position)}"' in page
    assert all(f'href="{change_url(argument)}"' in page for argument in question.arguments.all())
    assert f"{reverse('admin:themes_argument_add')}?question={question.pk}" in page


def test_statement_without_slug_gets_one(editor_client: Client) -> None:
    country, topic = builders.a_country(slug="atlantis"), builders.a_topic(slug="laws")
    builders.a_statement(slug="atlantis-laws")
    data = {
        "country": country.pk,
        "topic": topic.pk,
        "position": 0,
        "answer": "known",
        "text": "A sentence.",
        "as_of": "2024",
        "checked_on": "2026-11-01",
        "state": "draft",
        "slug": "",
    }
    response = editor_client.post(reverse("admin:countries_statement_add"), data)
    assert response.status_code == 302
    made = Statement.objects.get(country=country)
    assert (made.slug, made.state, made.history.first().history_user.groups.get().name) == (
        "atlantis-laws-2",
        "draft",
        "editor",
    )


def test_editor_cannot_add_what_is_published_at_once(editor_client: Client) -> None:
    data = {
        "country": builders.a_country().pk,
        "topic": builders.a_topic().pk,
        "state": "published",
        "slug": "x",
    }
    page = editor_client.post(reverse("admin:countries_statement_add"), data).content.decode()
    assert "published is not one of the available choices" in page
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    ("make", "values"),
    [
        (builders.a_position, {"legal_class": "unknown", "as_of": ""}),
        (builders.a_term, {}),
    ],
)
def test_what_asserts_nothing_is_published_without_source(
    make: Any, values: dict[str, Any], reviewer_client: Client
) -> None:
    record = make(state="in-review", sources=[], **values)
    approve(reviewer_client, record)
    record.refresh_from_db()
    assert record.state == "published"


def test_unknown_funding_needs_a_source_all_the_same(reviewer_client: Client) -> None:
    funding = builders.a_funding(state="in-review", sources=[], decision="not-known")
    assert "at least one published source" in approve(reviewer_client, funding).content.decode()


def test_published_row_of_a_draft_page_waits_and_a_draft_row_does_not(editor_client: Client) -> None:
    therapy = builders.a_therapy(state="draft")
    public = builders.an_authorisation(therapy=therapy, date="2019")
    draft = builders.an_authorisation(therapy=therapy, date="2020", state="draft")
    rows = {"authorisations-0-date": "1999", "authorisations-1-date": "2021"}
    assert save(editor_client, therapy, **rows).status_code == 302
    public.refresh_from_db()
    draft.refresh_from_db()
    assert (public.date, public.state, public.version) == ("2019", "published", 1)
    assert (draft.date, draft.version) == ("2021", 2)
    assert proposal_of(public).new_values == {"date": "1999"}


def test_new_row_of_a_published_therapy_is_a_draft(editor_client: Client) -> None:
    therapy, jurisdiction = builders.a_therapy(), builders.a_jurisdiction()
    row = {"jurisdiction": jurisdiction.pk, "date": "2020", "status": "authorised", "checked_on": "2026-11-01"}
    refused = save(editor_client, therapy, **new_row("authorisations", 0, state="published", **row))
    assert "published is not one of the available choices" in refused.content.decode()
    assert save(editor_client, therapy, **new_row("authorisations", 0, state="draft", **row)).status_code == 302
    assert Authorisation.objects.get().state == "draft"


def test_changed_row_needs_the_reason_of_its_page(editor_client: Client) -> None:
    authorisation = builders.an_authorisation()
    page = save(editor_client, authorisation.therapy, reason="", **{"authorisations-0-date": "2022"})
    assert "Say why" in page.content.decode()


def test_new_row_gets_a_slug_and_an_author(editor_client: Client) -> None:
    therapy = builders.a_therapy(state="draft", slug="novagene")
    jurisdiction = builders.a_jurisdiction(slug="union")
    row = new_row(
        "authorisations",
        0,
        jurisdiction=jurisdiction.pk,
        date="2020",
        status="authorised",
        checked_on="2026-11-01",
        state="draft",
        slug="",
    )
    assert editor_client.post(change_url(therapy), posted_form(editor_client, therapy) | row).status_code == 302
    made = Authorisation.objects.get()
    assert (made.slug, made.therapy) == ("novagene-union", therapy)
    assert made.history.first().history_user.groups.get().name == "editor"


def test_rows_are_saved_when_the_page_itself_is_untouched(reviewer_client: Client) -> None:
    therapy = builders.a_therapy(state="draft")
    authorisation = builders.an_authorisation(therapy=therapy, state="draft")
    data = posted_form(reviewer_client, therapy) | {"authorisations-0-date": "2022"}
    assert reviewer_client.post(change_url(therapy), data).status_code == 302
    authorisation.refresh_from_db()
    therapy.refresh_from_db()
    assert (authorisation.date, authorisation.version, therapy.version) == ("2022", 2, 1)


def test_slug_of_a_published_row_is_fixed(reviewer_client: Client) -> None:
    authorisation = builders.an_authorisation(slug="lasting")
    rows = {"authorisations-0-slug": "other", "authorisations-0-date": "2022"}
    save(signed_in(builders.an_editor()), authorisation.therapy, **rows)
    approve(reviewer_client, authorisation)
    authorisation.refresh_from_db()
    assert (authorisation.slug, authorisation.date) == ("lasting", "2022")


def test_jurisdiction_page_chooses_the_country(reviewer_client: Client) -> None:
    jurisdiction, country, source = builders.a_jurisdiction(state="draft"), builders.a_country(), builders.a_source()
    row = new_row("membership_set", 0, country=country.pk, sources=source.pk, checked_on="2026-11-01", state="draft")
    assert (
        reviewer_client.post(change_url(jurisdiction), posted_form(reviewer_client, jurisdiction) | row).status_code
        == 302
    )
    membership = Membership.objects.get()
    assert (membership.country, membership.slug) == (country, f"{country.slug}-{jurisdiction.slug}")


def test_row_changed_meanwhile_is_refused(reviewer_client: Client) -> None:
    membership = builders.a_membership(note="Old.", state="draft")
    mine = posted_form(reviewer_client, membership.country) | {"memberships-0-note": "Mine."}
    save(signed_in(builders.an_editor(username="edith")), membership, note="Theirs.")
    page = reviewer_client.post(change_url(membership.country), mine).content.decode()
    assert "edith saved this record" in page
    assert "On file now: Theirs." in page
    assert "Mine." in page
    membership.refresh_from_db()
    assert membership.note == "Theirs."


@pytest.mark.parametrize("person", ["editor_client", "superuser_client"])
def test_validity_in_a_country_waits_for_a_second_person(
    person: str, client: Client, reviewer_client: Client, request: pytest.FixtureRequest
) -> None:
    membership = builders.a_membership(note="Old words.")
    profile = membership.country.get_absolute_url()
    save(request.getfixturevalue(person), membership.country, **{"memberships-0-note": "New words."})
    assert "Old words." in client.get(profile).content.decode()
    approve(reviewer_client, membership)
    assert "New words." in client.get(profile).content.decode()


def test_validity_without_a_source_is_not_published(editor_client: Client, reviewer_client: Client) -> None:
    membership = builders.a_membership(state="draft", sources=[])
    save(editor_client, membership, state="in-review")
    assert "needs at least one published source" in approve(reviewer_client, membership).content.decode()
    membership.refresh_from_db()
    assert membership.state == "in-review"
