"""What is kept until something is published."""

import pytest
from django.utils import timezone

from countries.models import Country
from gtlead.publication import per_version
from gtlead.publication.per_version import kept_until_published, kept_while
from gtlead.records.clock import Edition, reading_edition
from tests import builders as a

pytestmark = pytest.mark.django_db


@pytest.fixture
def outside(monkeypatch):
    """As if no transaction were open: that of the test is not meant."""
    monkeypatch.setattr(per_version, "may_be_rolled_back", lambda: False)


def counting(most):
    """A function of public content, and the list of what it was asked."""
    asked = []

    @kept_until_published(most)
    def number(word):
        asked.append(word)
        return word, Country.objects.using("default").published().count()

    return number, asked


def test_answer_is_kept_until_something_is_published(outside):
    number, asked = counting(2)
    assert number("one") is number("one")
    a.a_country()
    assert number("one") == ("one", 1)
    assert asked == ["one", "one"]
    a.a_country(state="draft", sources=[])
    assert number("one") == ("one", 1)
    assert asked == ["one", "one"]


def test_only_the_latest_answers_are_kept(outside):
    number, asked = counting(2)
    for word in ("one", "two", "one", "three", "one", "two"):
        number(word)
    assert asked == ["one", "two", "three", "two"]


def test_nothing_is_kept_of_what_may_be_rolled_back():
    number, asked = counting(1)
    assert number("one") == number("one")
    assert asked == ["one", "one"]


def test_nothing_is_kept_of_an_edition(outside):
    number, asked = counting(1)
    number("one")
    now = timezone.now()
    with reading_edition(Edition(now, now)):
        number("one")
    assert asked == ["one", "one"]


def test_answer_is_kept_as_long_as_what_it_rests_on_stands(outside):
    stands, asked = ["one"], []

    @kept_while(lambda: stands[0], 1)
    def word():
        asked.append(stands[0])
        return stands[0]

    assert word() == "one"
    a.a_country()
    assert (word(), asked) == ("one", ["one"])
    stands[0] = "another"
    assert (word(), asked) == ("another", ["one", "another"])
