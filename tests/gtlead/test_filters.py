"""Query strings, chips and facets: the small parts that every list is made of."""

from urllib.parse import parse_qsl

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from gtlead.lists.filters import (
    BOXES_OF_LONG,
    MOST_OPTIONS,
    Facet,
    Option,
    clean_query,
    make_facet,
    query_without,
    unknown_parameters,
)
from gtlead.sources.filters import SourceFilter
from gtlead.sources.models import Source

pairs = st.lists(st.tuples(st.sampled_from(["q", "region", "page", "sort"]), st.text("ab ", max_size=3)), max_size=8)


def data_of(found):
    data = QueryDict(mutable=True)
    for name, value in found:
        data.appendlist(name, value)
    return data


@pytest.mark.parametrize(
    ("query", "clean"),
    [
        ("", ""),
        ("q=&region=", ""),
        ("q=x&region=", "q=x"),
        ("region=a&region=&region=b", "region=a&region=b"),
        ("q=x&page=3", "q=x"),
        ("q=a%26b", "q=a%26b"),
    ],
)
def test_clean_query_has_no_empty_parameters_and_no_page(query, clean):
    assert clean_query(QueryDict(query)) == clean


@given(pairs)
def test_clean_query_loses_nothing_else(found):
    kept = sorted((name, value) for name, value in found if value and name != "page")
    assert sorted(parse_qsl(clean_query(data_of(found)))) == kept


@given(pairs)
def test_clean_query_is_clean(found):
    once = clean_query(data_of(found))
    assert clean_query(QueryDict(once)) == once


def test_one_value_is_taken_away_and_the_page_with_it():
    data = QueryDict("region=a&region=b&q=x&page=2")
    assert query_without(data, "region", "a") == "region=b&q=x"
    assert data.getlist("region") == ["a", "b"]


def test_unknown_parameters_are_named():
    found = unknown_parameters(QueryDict("q=1&colour=red"), {"q"})
    assert found == {"colour": ["There is no parameter called “colour”."]}


@pytest.mark.django_db
def test_facet_counts_every_option_and_marks_the_chosen():
    filterset = SourceFilter(QueryDict("kind=law"), queryset=Source.objects.all())
    facet = make_facet(filterset, "kind", {"law": 3})
    assert (facet.name, facet.label) == ("kind", "Kind")
    assert {option.value for option in facet.options} == set(Source.Kind.values)
    assert [(o.value, o.number) for o in facet.options if o.is_chosen] == [("law", 3)]
    assert {o.number for o in facet.options if not o.is_chosen} == {0}


def test_long_facet_has_boxes_for_what_is_chosen_and_for_what_most_have():
    options = tuple(Option(str(n), f"Land {n}", n, is_chosen=n == 1) for n in range(MOST_OPTIONS + 5))
    facet = Facet("country", "Country", options, rows=50)
    assert [o.value for o in facet.boxes] == ["1", *map(str, range(MOST_OPTIONS + 5 - BOXES_OF_LONG, MOST_OPTIONS + 5))]
    assert [o.value for o in facet.others] == [str(n) for n in range(2, MOST_OPTIONS + 5 - BOXES_OF_LONG)]
    assert [o.value for o in Facet("country", "Country", options[:3]).boxes] == ["0", "1", "2"]


def test_what_one_request_asks_stays_unknown_to_the_next():
    first, second = (SourceFilter(QueryDict(query), queryset=Source.objects.none()) for query in ("q=one", "q=two"))
    assert {first.form["q"].value(), second.form["q"].value()} == {"one", "two"}
    assert all(first.filters[name] is not second.filters[name] for name in first.filters)
    assert all(first.form.fields[name] is not second.form.fields[name] for name in first.form.fields)
    assert first.filters["q"].parent is first
