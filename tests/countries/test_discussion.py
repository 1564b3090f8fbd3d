"""An ethics question as data."""

from types import SimpleNamespace

import pytest

from countries.domain.discussion import (
    MOST_COUNTRIES,
    arguments_in_order,
    by_country,
    in_a_word,
    make_discussion,
    make_matrix,
)

JAPAN = SimpleNamespace(pk=1, slug="japan")
KOREA = SimpleNamespace(pk=2, slug="south-korea")


def listing(*items):
    return SimpleNamespace(all=lambda: list(items))


def source(pk):
    return SimpleNamespace(pk=pk, kind="law", standing="primary", url="https://law.example")


def argument(stance, name, *sources):
    return SimpleNamespace(stance=stance, name=name, slug=name, cited=[*map(source, sources)])


def position(country, legal_kind, *sources, question_id=1):
    return SimpleNamespace(
        country_id=country.pk,
        question_id=question_id,
        legal_kind=legal_kind,
        cited=[*map(source, sources)],
    )


def question(*arguments, pk=1):
    return SimpleNamespace(pk=pk, arguments=listing(*arguments))


def discussed(*arguments):
    """All on one page."""
    asked = question(*arguments)
    return make_discussion(asked, arguments_in_order(asked))


@pytest.mark.parametrize(
    ("stances", "expected"),
    [
        ("ffaa", ["f1", "a1", "f2", "a2"]),
        ("aaff", ["f1", "a1", "f2", "a2"]),
        ("fffa", ["f1", "a1", "f2", "f3"]),
        ("faaa", ["f1", "a1", "a2", "a3"]),
        ("cfca", ["f1", "a1"]),
        ("c", []),
        ("", []),
    ],
)
def test_sides_alternate(stances, expected):
    words = {"f": "for", "a": "against", "c": "conditional"}
    arguments = [
        argument(words[letter], f"{letter}{stances[: index + 1].count(letter)}") for index, letter in enumerate(stances)
    ]
    discussion = discussed(*arguments)
    assert [a.name for a in discussion.arguments] == expected
    assert [a.name for a in discussion.conditional] == [a.name for a in arguments if a.stance == "conditional"]


def test_page_cites_what_it_shows_and_names_the_first_of_what_it_does_not():
    arguments = [argument("conditional", "c", 9), argument("for", "f", 10), argument("against", "a", 11)]
    discussion = make_discussion(question(*arguments), arguments_in_order(question(*arguments))[1:])
    assert ([a.name for a in discussion.arguments], [a.name for a in discussion.conditional]) == (["a"], ["c"])
    assert (discussion.first.name, discussion.first_conditional.name) == ("f", "c")
    assert [c.source.pk for c in discussion.bibliography.citations] == [9, 11]


def test_of_many_countries_those_stand_beside_the_arguments_of_which_something_is_known():
    countries = [SimpleNamespace(pk=number) for number in range(2 * MOST_COUNTRIES)]
    known = [position(country, "law") for country in countries[5:]]
    assert [row.country for row in in_a_word(by_country(known, countries))] == countries[5 : MOST_COUNTRIES + 5]
    few = by_country(known, countries[:MOST_COUNTRIES])
    assert in_a_word(few) == few


def test_sources_are_numbered_in_the_order_of_the_arguments():
    discussion = discussed(argument("for", "f", 10, 11), argument("against", "a", 12, 11))
    assert [(c.number, c.source.pk) for c in discussion.bibliography.citations] == [(1, 10), (2, 11), (3, 12)]
    assert [c.number for c in discussion.arguments[1].citations] == [3, 2]


def test_law_advice_and_survey_have_each_its_column():
    [row] = by_country([position(JAPAN, "opinion-survey"), position(JAPAN, "law")], [JAPAN])
    assert [p and p.legal_kind for p in row.by_kind] == ["law", None, "opinion-survey"]


def test_every_country_has_its_place_with_or_without_positions():
    rows = by_country([position(KOREA, "law")], [JAPAN, KOREA])
    assert [(row.country.slug, len(row.positions)) for row in rows] == [("japan", 0), ("south-korea", 1)]


def test_law_comes_before_advice_before_surveys():
    kinds = ["opinion-survey", "law", "official-advice"]
    [row] = by_country([position(JAPAN, kind) for kind in kinds], [JAPAN])
    assert [p.legal_kind for p in row.positions] == ["law", "official-advice", "opinion-survey"]


def test_matrix_has_a_row_for_each_question_and_a_cell_for_each_country():
    one, other = question(pk=1), question(pk=2)
    law = position(KOREA, "law", question_id=2)
    matrix = make_matrix([one, other], iter([JAPAN, KOREA]), [law])
    assert matrix.countries == [JAPAN, KOREA]
    cells = [[cell.positions for cell in cells] for _question, cells in matrix.rows]
    assert cells == [[(), ()], [(), (law,)]]


def test_matrix_of_nothing():
    assert make_matrix([], [], []).rows == []
