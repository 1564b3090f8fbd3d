"""What of the discussion is public."""

import pytest

from tests import builders
from themes.models import Argument, Question, Term, Theme, Topic

pytestmark = pytest.mark.django_db


def test_topic_needs_its_theme():
    shown = builders.a_topic()
    builders.a_topic(state="draft")
    builders.a_topic(theme=builders.a_theme(state="draft"))
    assert list(Topic.objects.published()) == [shown]


def test_theme_lists_its_public_topics_only():
    topic = builders.a_topic()
    builders.a_topic(theme=topic.theme, state="in-review")
    [theme] = Theme.objects.published().with_topics()
    assert list(theme.topics.all()) == [topic]


def test_rows_of_a_comparison_are_all_topics_or_those_of_the_themes_named():
    one, other = builders.a_topic(), builders.a_topic()
    assert list(Topic.objects.published().for_comparison([])) == [one, other]
    assert list(Topic.objects.published().for_comparison([other.theme.slug])) == [other]


@pytest.mark.parametrize(
    ("sides", "is_public"),
    [
        ((), False),
        (("for",), False),
        (("against",), False),
        (("for", "conditional"), False),
        (("conditional",), False),
        (("for", "against"), True),
    ],
)
def test_question_needs_both_sides(sides, is_public):
    question = builders.a_question(sides=sides)
    assert Question.objects.published().exists() is is_public
    assert Argument.objects.filter(question=question).published().exists() is is_public


@pytest.mark.parametrize("values", [{"state": "draft"}, {"sources": []}])
def test_side_that_is_not_public_does_not_count(values):
    question = builders.a_question(sides=("for",))
    builders.an_argument(question=question, stance="against", **values)
    assert not Question.objects.published().exists()


def test_question_and_term_may_stand_without_a_source_and_an_argument_may_not():
    question = builders.a_question()
    builders.a_term()
    argument = builders.an_argument(question=question, sources=[])
    assert Question.objects.published().exists()
    assert Term.objects.published().exists()
    assert argument not in Argument.objects.published()


def test_page_of_a_question_fetches_public_arguments_and_counters_only():
    question = builders.a_question()
    shown = question.arguments.get(stance="for")
    hidden = builders.an_argument(question=question, state="draft")
    shown.counter = hidden
    shown.save()
    [found] = Question.objects.published().with_arguments()
    assert hidden not in found.arguments.all()
    assert {a.counter for a in found.arguments.all()} == {None}


def test_synonyms_are_a_group_a_term():
    builders.a_term(term="AAV", synonyms="adeno-associated virus\nAAV vector")
    builders.a_term(term="Gene", state="draft")
    assert Term.objects.published().synonym_groups() == [["AAV", "adeno-associated virus", "AAV vector"]]
