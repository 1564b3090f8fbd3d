"""Numbered sources."""

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from gtlead.sources.bibliography import Bibliography


def source(pk):
    return SimpleNamespace(pk=pk, kind="law", standing="primary", url="https://example.org/")


def fact(*pks):
    return SimpleNamespace(cited=[source(pk) for pk in pks])


def test_numbers_in_order_of_first_citation():
    bibliography = Bibliography()
    assert [c.number for c in bibliography.cite([source(7), source(3)])] == [1, 2]
    assert [c.number for c in bibliography.cite([source(3), source(9)])] == [2, 3]
    assert [(c.number, c.source.pk) for c in bibliography.citations] == [(1, 7), (2, 3), (3, 9)]


def test_no_source_no_citation():
    bibliography = Bibliography()
    assert bibliography.cite([]) == []
    assert bibliography.citations == []


def test_facts_are_given_their_citations():
    bibliography = Bibliography()
    facts = bibliography.cite_facts(iter([fact(1, 2), fact(), fact(2)]))
    assert [[c.number for c in f.citations] for f in facts] == [[1, 2], [], [2]]


@given(st.lists(st.lists(st.integers(1, 12), max_size=4), max_size=12))
def test_each_source_has_one_number_and_no_number_is_left_out(lists):
    bibliography = Bibliography()
    facts = bibliography.cite_facts([fact(*pks) for pks in lists])
    assert [c.number for c in bibliography.citations] == list(range(1, len(bibliography.citations) + 1))
    numbers = {c.source.pk: c.number for c in bibliography.citations}
    assert set(numbers) == {pk for pks in lists for pk in pks}
    assert [[c.number for c in f.citations] for f in facts] == [[numbers[pk] for pk in pks] for pks in lists]
