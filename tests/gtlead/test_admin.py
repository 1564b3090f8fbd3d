"""The admin from the view of an editor, a reviewer, an analyst and a superuser."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import models
from django.test import Client
from django.urls import reverse

from gtlead.records.models import Record
from gtlead.sources.models import Source
from tests import builders
from tests.admin_forms import change_url, posted_form
from tests.conftest import signed_in
from tests.round import approve, proposal_of, save, save_knowing

pytestmark = pytest.mark.django_db

RECORD_MODELS = [model for model in admin.site._registry if issubclass(model, Record)]

MAKE: dict[str, Any] = {
    "source": builders.a_source,
    "quotation": builders.a_quotation,
    "picture": builders.a_picture,
    "theme": builders.a_theme,
    "topic": builders.a_topic,
    "question": builders.a_question,
    "argument": builders.an_argument,
    "term": builders.a_term,
    "country": builders.a_country,
    "jurisdiction": builders.a_jurisdiction,
    "membership": builders.a_membership,
    "disease": builders.a_disease,
    "labelentry": builders.a_label_entry,
    "lookthrough": builders.a_look_through,
    "register": builders.a_register,
    "trial": builders.a_trial,
    "therapy": builders.a_therapy,
    "authorisation": builders.an_authorisation,
    "funding": builders.a_funding,
    "statement": builders.a_statement,
    "position": builders.a_position,
    "milestone": builders.a_milestone,
    "institution": builders.an_institution,
    "indicator": builders.an_indicator,
    "observation": builders.an_observation,
}


def make(model: type[models.Model], **values: Any) -> Any:
    return MAKE[str(model._meta.model_name)](**values)


def list_url(model: type[models.Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def test_every_record_has_an_admin_and_a_builder() -> None:
    assert {str(model._meta.model_name) for model in RECORD_MODELS} == set(MAKE)


@pytest.mark.parametrize("model", RECORD_MODELS, ids=lambda m: m._meta.model_name)
def test_pages_of_every_kind_open_for_a_superuser(model: Any, superuser_client: Client) -> None:
    record = make(model)
    add = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
    history = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_history", args=[record.pk])
    for address in (f"{list_url(model)}?q=x", add, change_url(record), history):
        assert superuser_client.get(address).status_code == 200, address


@pytest.mark.parametrize("model", RECORD_MODELS, ids=lambda m: m._meta.model_name)
def test_list_takes_as_many_queries_for_three_rows_as_for_one(
    model: Any, superuser_client: Client, django_assert_max_num_queries: Any
) -> None:
    make(model)
    superuser_client.get(list_url(model))
    with django_assert_max_num_queries(60) as one:
        superuser_client.get(list_url(model))
    make(model)
    make(model)
    with django_assert_max_num_queries(60) as three:
        superuser_client.get(list_url(model))
    assert len(three) == len(one)


def test_form_takes_as_many_queries_for_three_rows_as_for_one(
    superuser_client: Client, django_assert_max_num_queries: Any
) -> None:
    therapy = builders.a_therapy()

    def add_rows(number: int) -> list[Any]:
        made = [builders.a_funding(therapy=therapy, sources=[builders.a_source()]) for _ in range(number)]
        return made + [builders.an_authorisation(therapy=therapy) for _ in range(number)]

    add_rows(1)
    superuser_client.get(change_url(therapy))
    with django_assert_max_num_queries(30) as one:
        superuser_client.get(change_url(therapy))
    rows = add_rows(2)
    with django_assert_max_num_queries(30) as three:
        page = superuser_client.get(change_url(therapy)).text
    assert len(three) == len(one)
    chosen = [f'<option value="{row.country_id}" selected>{row.country}</option>' for row in rows[:2]]
    assert all(page.count(option) == 1 for option in chosen)


@pytest.mark.parametrize("model", RECORD_MODELS, ids=lambda m: m._meta.model_name)
def test_change_to_what_is_published_waits_for_every_kind(
    model: Any, editor_client: Client, reviewer_client: Client
) -> None:
    record = make(model)
    before = type(record).objects.filter(pk=record.pk).values().get()
    assert "What you save here is a proposal" in editor_client.get(change_url(record)).content.decode()
    assert save_knowing(editor_client, record, state="archived").status_code == 302
    assert type(record).objects.filter(pk=record.pk).values().get() == before
    approve(reviewer_client, record)
    record.refresh_from_db()
    assert record.state == "archived"


def test_analyst_changes_nothing(analyst_client: Client) -> None:
    source = builders.a_source(state="draft")
    assert analyst_client.get(change_url(source)).status_code == 200
    assert analyst_client.post(change_url(source), posted_form(analyst_client, source)).status_code == 403


def test_editor_saves_a_draft_and_the_version_moves_on(editor_client: Client) -> None:
    source = builders.a_source(state="draft")
    data = posted_form(editor_client, source) | {"title": "A better title"}
    assert editor_client.post(change_url(source), data).status_code == 302
    source.refresh_from_db()
    assert (source.title, source.version) == ("A better title", 2)


def test_editor_is_not_offered_to_publish_and_cannot_by_hand(editor_client: Client) -> None:
    source = builders.a_source(state="draft")
    data = posted_form(editor_client, source) | {"state": "published"}
    page = editor_client.post(change_url(source), data)
    assert "published is not one of the available choices" in page.content.decode()
    source.refresh_from_db()
    assert source.state == "draft"


@pytest.mark.parametrize("model", RECORD_MODELS, ids=lambda m: m._meta.model_name)
def test_reviewer_publishes_every_kind(model: Any, reviewer_client: Client) -> None:
    record = make(model, state="in-review")
    assert reviewer_client.get(proposal_of(record).get_absolute_url()).status_code == 200
    approve(reviewer_client, record)
    record.refresh_from_db()
    assert record.state == "published"


@pytest.mark.parametrize("sources", [[], ["draft"]], ids=["no source", "an unpublished source"])
def test_fact_without_published_source_is_not_published(sources: list[str], reviewer_client: Client) -> None:
    statement = builders.a_statement(state="in-review", sources=[builders.a_source(state=state) for state in sources])
    assert "A fact needs at least one published source" in approve(reviewer_client, statement).content.decode()
    statement.refresh_from_db()
    assert statement.state == "in-review"


def test_published_fact_does_not_lose_its_sources(editor_client: Client) -> None:
    statement = builders.a_statement()
    page = save(editor_client, statement, sources=[])
    assert "A fact needs at least one published source" in page.content.decode()


def test_not_known_is_published_without_source(reviewer_client: Client) -> None:
    statement = builders.a_statement(state="in-review", sources=[], answer="not-known", value="", as_of="")
    approve(reviewer_client, statement)
    statement.refresh_from_db()
    assert statement.state == "published"


@pytest.mark.parametrize("sides", [(), ("for",), ("against",), ("for", "conditional")])
def test_one_sided_question_is_not_published(sides: tuple[str, ...], reviewer_client: Client) -> None:
    question = builders.a_question(state="in-review", sides=sides)
    assert "This question cannot be published yet" in approve(reviewer_client, question).content.decode()


def test_question_heard_from_both_sides_is_published(reviewer_client: Client) -> None:
    question = builders.a_question(state="in-review")
    approve(reviewer_client, question)
    question.refresh_from_db()
    assert question.state == "published"


def test_stale_save_is_refused_and_nothing_typed_is_lost(editor_client: Client) -> None:
    statement = builders.a_statement(state="draft")
    mine = posted_form(editor_client, statement)
    colleague = Client()
    colleague.force_login(builders.an_editor(username="alice"))
    theirs = posted_form(colleague, statement) | {"text": "The text of Alice."}
    assert colleague.post(change_url(statement), theirs).status_code == 302

    page = editor_client.post(change_url(statement), mine | {"text": "My long text."}).content.decode()

    assert "Not saved: alice saved this record on" in page
    assert "differs from theirs: Text." in page
    assert "My long text." in page
    statement.refresh_from_db()
    assert statement.text == "The text of Alice."


def test_stale_inline_is_refused(reviewer_client: Client) -> None:
    authorisation = builders.an_authorisation(state="draft", therapy=builders.a_therapy(state="draft"))
    mine = posted_form(reviewer_client, authorisation.therapy)
    authorisation.date = "2020-05"
    authorisation.version += 1
    authorisation.save()

    data = mine | {"authorisations-0-date": "2020-04"}
    page = reviewer_client.post(change_url(authorisation.therapy), data).content.decode()

    assert "Not saved" in page
    authorisation.refresh_from_db()
    assert authorisation.date == "2020-05"


def test_history_says_who_changed_what(editor: User, editor_client: Client) -> None:
    source = builders.a_source(state="draft")
    editor_client.post(change_url(source), posted_form(editor_client, source) | {"publisher": "Another"})
    history = reverse("admin:gtlead_source_history", args=[source.pk])
    page = editor_client.get(history).content.decode()
    assert editor.username in page
    assert "publisher" in page
    assert editor.username in editor_client.get(change_url(source)).content.decode()


def test_change_of_sources_is_in_the_history(editor: User, editor_client: Client) -> None:
    statement = builders.a_statement(state="draft")
    new = builders.a_source()
    editor_client.post(change_url(statement), posted_form(editor_client, statement) | {"sources": [new.pk]})
    last = statement.history.first()
    assert last.history_user == editor
    assert [row.source_id for row in last.sources.all()] == [new.pk]


def test_published_record_is_not_deleted_even_by_a_superuser(superuser_client: Client) -> None:
    source = builders.a_source()
    address = reverse("admin:gtlead_source_delete", args=[source.pk])
    assert superuser_client.post(address, {"post": "yes"}).status_code == 403
    assert Source.objects.filter(pk=source.pk).exists()


def test_editor_deletes_nothing(editor_client: Client) -> None:
    source = builders.a_source(state="draft")
    address = reverse("admin:gtlead_source_delete", args=[source.pk])
    assert editor_client.post(address, {"post": "yes"}).status_code == 403


def test_slug_of_a_published_record_is_fixed(reviewer_client: Client) -> None:
    source = builders.a_source(slug="lasting")
    save(reviewer_client, source, slug="other", note="changed")
    approve(signed_in(builders.a_reviewer()), source)
    source.refresh_from_db()
    assert (source.slug, source.note) == ("lasting", "changed")


def test_front_page_counts_what_waits(editor_client: Client) -> None:
    builders.a_term(state="draft")
    builders.a_term(state="draft")
    page = editor_client.get(reverse("admin:index")).content.decode()
    address = f"{reverse('admin:themes_term_changelist')}?attention=draft"
    assert f'<a href="{address}">2</a>' in page


@pytest.mark.parametrize(
    ("value", "values"),
    [
        ("draft", {"state": "draft"}),
        ("in-review", {"state": "in-review"}),
        ("overdue", {"checked_on": "2020-01-01"}),
        ("unsourced", {"sources": []}),
    ],
)
def test_attention_filter_finds(value: str, values: dict[str, Any], editor_client: Client) -> None:
    wanted = builders.a_statement(**values)
    builders.a_statement()
    page = editor_client.get(list_url(type(wanted)), {"attention": value})
    assert [row.pk for row in page.context["cl"].result_list] == [wanted.pk]


def test_view_on_site_is_for_published_records(reviewer_client: Client) -> None:
    draft, published = builders.a_country(state="draft"), builders.a_country()
    assert "View on site" in reviewer_client.get(change_url(published)).content.decode()
    assert "View on site" not in reviewer_client.get(change_url(draft)).content.decode()


def test_source_lists_what_cites_it(reviewer_client: Client) -> None:
    source = builders.a_source()
    statement = builders.a_statement(sources=[source])
    page = reviewer_client.get(change_url(source)).content.decode()
    assert f'href="{change_url(statement)}"' in page
