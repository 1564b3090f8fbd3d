"""The stored numbers of statements are those of the public records, whatever is published, changed or taken off."""

import pytest

from countries.access.statement_numbers import STATEMENT_NUMBERS, make_equal
from countries.models import Statement, StatementNumber
from gtlead.records.choices import State
from tests import builders as a

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("derived_at_once")]


def told():
    """The numbers stored, once they are compared with the records."""
    assert list(STATEMENT_NUMBERS.drift()) == []
    assert StatementNumber.objects.by_country() == Statement.objects.published().counts_by_country()
    return sorted(StatementNumber.objects.values_list("country__slug", "theme", "number"))


@pytest.fixture
def one():
    """One of two statements in a country on a theme; another country has none."""
    country, theme = a.a_country(slug="here"), a.a_theme(slug="law")
    a.a_country(slug="there")
    topic = a.a_topic(theme=theme)
    a.a_statement(country=country, topic=topic)
    one = a.a_statement(country=country, topic=topic)
    assert told() == [("here", "law", 2)]
    return one


def test_number_is_that_of_the_public_statements(one):
    a.a_statement(country=one.country, topic=one.topic, state="draft")
    assert told() == [("here", "law", 2)]
    one.state = State.ARCHIVED
    one.save()
    assert told() == [("here", "law", 1)]
    one.delete()
    assert told() == [("here", "law", 1)]


def test_what_a_statement_is_public_with_hides_it_and_brings_it_back(one):
    for record in (one.country, one.topic, one.topic.theme):
        record.state = State.ARCHIVED
        record.save()
        assert told() == [], record
        record.state = State.PUBLISHED
        record.save()
        assert told() == [("here", "law", 2)], record


def test_sources_of_statement_and_country_are_followed(one):
    [source] = one.sources.all()
    one.sources.clear()
    assert told() == [("here", "law", 1)]
    source.statement_set.add(one)
    assert told() == [("here", "law", 2)]
    source.statement_set.clear()
    assert told() == [("here", "law", 1)]
    one.sources.add(source)
    source.state = State.ARCHIVED
    source.save()
    assert ("here", "law", 2) not in told()
    one.country.sources.clear()
    assert told() == []


def test_what_moves_leaves_nothing_behind(one):
    one.country = type(one.country).objects.get(slug="there")
    one.save()
    assert told() == [("here", "law", 1), ("there", "law", 1)]
    one.topic = a.a_topic(theme=a.a_theme(slug="money"))
    one.save()
    assert told() == [("here", "law", 1), ("there", "money", 1)]
    one.topic.theme = a.a_theme(slug="ethics")
    one.topic.save()
    assert told() == [("here", "law", 1), ("there", "ethics", 1)]


def test_wrong_number_is_named_and_mended(one):
    StatementNumber.objects.update(number=9)
    assert list(STATEMENT_NUMBERS.drift()) == [f"statements of country {one.country_id} on law: 9, and there are 2"]
    assert make_equal() == 1
    assert told() == [("here", "law", 2)]
