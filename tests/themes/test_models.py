"""Themes, questions and arguments."""

import pytest
from django.core.exceptions import ValidationError

from tests import builders

pytestmark = pytest.mark.django_db


def test_question_knows_which_sides_are_missing():
    question = builders.a_question(sides=())
    assert question.missing_sides() == ["for", "against"]
    builders.an_argument(question=question, stance="conditional")
    builders.an_argument(question=question, stance="for", state="draft")
    builders.an_argument(question=question, stance="for", sources=[])
    assert question.missing_sides() == ["for", "against"]
    builders.an_argument(question=question, stance="for")
    assert question.missing_sides() == ["against"]
    builders.an_argument(question=question, stance="against")
    assert question.missing_sides() == []


def test_new_question_misses_both_sides():
    assert type(builders.a_question(sides=()))().missing_sides() == ["for", "against"]


def test_counter_argument_is_of_the_same_question():
    argument, foreign = builders.an_argument(), builders.an_argument()
    argument.counter = foreign
    with pytest.raises(ValidationError, match="another question"):
        argument.clean()
    argument.counter = builders.an_argument(question=argument.question)
    argument.clean()


def test_counter_argument_that_goes_leaves_the_argument():
    counter = builders.an_argument()
    argument = builders.an_argument(question=counter.question, counter=counter)
    counter.delete()
    argument.refresh_from_db()
    assert argument.counter is None


def test_addresses():
    argument = builders.an_argument(slug="pro", question=builders.a_question(slug="embryos", sides=()))
    assert argument.question.get_absolute_url() == "/ethics/embryos/"
    assert argument.get_absolute_url() == "/ethics/embryos/?at=pro#pro"
    assert builders.a_theme(slug="law").get_absolute_url() == "/themes/law/"
    assert builders.a_term(slug="aav").get_absolute_url() == "/glossary/?at=aav#aav"


@pytest.mark.parametrize("build", [builders.a_theme, builders.a_topic, builders.a_question, builders.a_term])
def test_records_are_called_by_their_names(build):
    record = build()
    assert str(record) in {getattr(record, name, "") for name in ("name", "title", "term")}
