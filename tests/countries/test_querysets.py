"""Queries over the evidence: what is public, and in which order."""

import pytest
from django.apps import apps

from countries.models import Country, Disease, Institution, Milestone, Observation, Position, Statement, Therapy
from gtlead.records.choices import State
from gtlead.records.models import Record
from tests import builders

pytestmark = pytest.mark.django_db

FACTS = {
    Country: builders.a_country,
    Statement: builders.a_statement,
    Position: builders.a_position,
    Milestone: builders.a_milestone,
    Disease: builders.a_disease,
    Institution: builders.an_institution,
    Observation: builders.an_observation,
    Therapy: builders.a_therapy,
}


@pytest.mark.parametrize("model", FACTS, ids=lambda model: model.__name__)
def test_public_means_published_with_a_published_source(model):
    build = FACTS[model]
    shown = build()
    for state in (State.DRAFT, State.IN_REVIEW, State.ARCHIVED):
        build(state=state)
    build(sources=[])
    build(sources=[builders.a_source(state="draft")])
    both = build(sources=[builders.a_source(state="draft"), builders.a_source()])
    assert set(model.objects.published()) & set(model.objects.filter(pk__in=[shown.pk, both.pk])) == {shown, both}
    hidden = model.objects.exclude(pk__in=model.objects.published())
    assert hidden.count() >= 5


@pytest.mark.parametrize("model", FACTS, ids=lambda model: model.__name__)
def test_public_and_hidden_are_all(model):
    FACTS[model]()
    FACTS[model](state="draft")
    assert model.objects.unpublished().count() == 1


def test_not_known_may_stand_without_a_source():
    statement = builders.a_statement(answer="not-known", as_of="", sources=[])
    position = builders.a_position(legal_class="unknown", as_of="", sources=[])
    assert list(Statement.objects.published()) == [statement]
    assert list(Position.objects.published()) == [position]


def test_sources_that_are_not_public_are_not_fetched():
    shown = builders.a_source()
    builders.a_statement(sources=[builders.a_source(state="draft"), shown])
    [statement] = Statement.objects.published().with_sources()
    assert statement.cited == [shown]


def test_milestone_shows_public_countries_only():
    japan, hidden = builders.a_country(), builders.a_country(state="archived")
    builders.a_milestone(countries=[hidden, japan])
    builders.a_milestone(countries=[hidden])
    [milestone] = Milestone.objects.published().for_timeline()
    assert list(milestone.countries.all()) == [japan]


def test_milestone_of_two_countries_comes_once():
    japan, korea = builders.a_country(), builders.a_country()
    milestone = builders.a_milestone(countries=[japan, korea])
    assert list(Milestone.objects.published().of(japan, korea)) == [milestone]


def test_counts_of_statements():
    one = builders.a_statement()
    builders.a_statement(country=one.country, topic=one.topic)
    builders.a_statement(topic=one.topic)
    counts = Statement.objects.published().counts_by_country()
    assert counts[one.country.pk] == {one.topic.theme.slug: 2}
    assert [sum(themes.values()) for themes in counts.values()] == [2, 1]


def test_countries_stand_in_their_fixed_order():
    third, first, second = (builders.a_country(position=position) for position in (3, 1, 2))
    assert list(Country.objects.published()) == [first, second, third]


def test_overdue_and_claims_and_key():
    claim = builders.a_statement(claim="It leads", verdict="backed", is_key=True)
    builders.a_statement()
    assert list(Statement.objects.claims()) == [claim]
    assert list(Statement.objects.key()) == [claim]
    assert list(Statement.objects.of(claim.country)) == [claim]
    assert list(Statement.objects.on_theme(claim.topic.theme.slug)) == [claim]


@pytest.mark.parametrize("model", [m for m in apps.get_models() if issubclass(m, Record)], ids=lambda m: m.__name__)
def test_order_is_never_left_to_chance(model):
    queryset = model._default_manager.published()
    assert queryset.totally_ordered
