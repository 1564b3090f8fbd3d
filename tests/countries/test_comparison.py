"""The comparison as data."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countries.domain.comparison import Cell, Row, compare, number_notes

JAPAN, KOREA, CHINA = (SimpleNamespace(pk=pk, slug=slug) for pk, slug in ((1, "japan"), (2, "korea"), (3, "china")))


class Theme(SimpleNamespace):
    """Hashable, as records are."""

    __hash__ = object.__hash__


LAW, MONEY = Theme(name="Law"), Theme(name="Money")
PATHWAY = SimpleNamespace(pk=11, name="Pathway", theme=LAW)
FOLLOW_UP = SimpleNamespace(pk=12, name="Follow-up", theme=LAW)
PAYER = SimpleNamespace(pk=21, name="Payer", theme=MONEY)


def statement(country=JAPAN, topic=PATHWAY, value="yes", **changes):
    values = {
        "answer": "known",
        "as_of": "2024",
        "legal_class": "",
        "legal_kind": "",
        "text": "Text.",
        "valid_from": "",
        "valid_until": "",
        "sources": SimpleNamespace(all=list),
    } | changes
    return SimpleNamespace(country_id=country.pk, topic_id=topic.pk, value=value, **values)


def row(*statements):
    return Row(PATHWAY, tuple(Cell(JAPAN, found) for found in statements))


def test_countries_stand_in_the_order_asked_for():
    comparison = compare([KOREA, JAPAN], [PATHWAY], [statement(JAPAN, value="a"), statement(KOREA, value="b")])
    assert [c.slug for c in comparison.countries] == ["korea", "japan"]
    [only] = comparison.rows
    assert [(cell.country.slug, cell.statement.value) for cell in only.cells] == [("korea", "b"), ("japan", "a")]


def test_many_countries_stand_side_by_side_in_pairs():
    seven = [SimpleNamespace(pk=number, name=name) for number, name in enumerate("ABCDEFG")]
    paired = {n: ["".join(c.name for c in pair) for pair in compare(seven[:n], [], []).pairs] for n in range(2, 8)}
    assert paired == {
        2: [],
        3: ["AB", "BC"],
        4: ["AB", "CD"],
        5: ["AB", "CD", "DE"],
        6: ["AB", "CD", "EF"],
        7: ["AB", "CD", "EF", "FG"],
    }


def test_rows_are_grouped_by_theme_in_the_order_of_topics():
    comparison = compare([JAPAN, KOREA], iter([PATHWAY, FOLLOW_UP, PAYER]), [])
    assert [(g.theme.name, [r.topic.name for r in g.rows]) for g in comparison.groups] == [
        ("Law", ["Pathway", "Follow-up"]),
        ("Money", ["Payer"]),
    ]


def test_what_each_cell_names_is_a_numbered_note_written_once_and_of_many_countries_none():
    def told_by(country, topic, *sources):
        found = [SimpleNamespace(pk=pk, kind="law", standing="primary", url="https://a.example/") for pk in sources]
        return statement(country, topic, cited=found)

    statements = [told_by(JAPAN, PATHWAY, 7, 8), told_by(KOREA, PATHWAY, 9), told_by(JAPAN, PAYER, 9)]
    comparison = compare([JAPAN, KOREA], [PATHWAY, PAYER], statements)
    assert [(note.number, note.source.pk) for note in number_notes(comparison.rows)] == [(1, 7), (2, 9)]
    assert [told.citations[0].number for told in statements] == [1, 2, 2]
    many = [SimpleNamespace(pk=pk) for pk in (1, 2, 3, 4, 5)]
    assert not compare(many, [PATHWAY], statements).lists_sources(are_asked=False)
    assert compare(many, [PATHWAY], statements).lists_sources(are_asked=True)
    assert compare(many[:4], [PATHWAY], statements).lists_sources(are_asked=False)


def test_nothing_recorded_is_not_known():
    [only] = compare([JAPAN, KOREA], [PATHWAY], [statement(JAPAN)]).rows
    assert [(cell.answer, cell.is_known, cell.as_of) for cell in only.cells] == [
        ("known", True, "2024"),
        ("not-known", False, ""),
    ]


@pytest.mark.parametrize("answer", ["none", "not-applicable", "not-disclosed", "not-known"])
def test_four_kinds_of_missing_differ(answer):
    answers = ["none", "not-applicable", "not-disclosed", "not-known"]
    words = {Cell(JAPAN, statement(answer=a, value="")).words for a in answers}
    assert len(words) == 4
    assert not row(statement(answer=answer), statement(answer=answer, as_of="")).differs
    assert all(row(statement(answer=answer), statement(answer=other)).differs for other in answers if other != answer)
    assert row(statement(answer=answer, value="yes"), statement(value="yes")).differs


def test_nothing_recorded_equals_not_known():
    assert not row(statement(answer="not-known"), None).differs


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        ("National insurance", "national  Insurance.", False),
        ("STRASSE", "straße", False),
        ("Yes", "No", True),
        ("5 years", "15 years", True),
    ],
)
def test_values_are_compared_as_words(one, other, differs):
    assert row(statement(value=one), statement(value=other)).differs is differs


def test_legal_rules_agree_only_in_words_class_and_kind():
    prohibited = {"value": "Same", "legal_class": "prohibited", "legal_kind": "law"}
    assert not row(statement(**prohibited), statement(**prohibited)).differs
    for change in ({"value": "No penalty"}, {"legal_class": "permitted"}, {"legal_kind": "official-advice"}):
        assert row(statement(**prohibited), statement(**(prohibited | change))).differs, change


def test_only_differences_hides_equal_rows_and_counts_them():
    statements = [
        *(statement(JAPAN, PATHWAY), statement(KOREA, PATHWAY)),
        *(statement(JAPAN, PAYER), statement(KOREA, PAYER, value="no")),
    ]
    comparison = compare([JAPAN, KOREA], [PATHWAY, FOLLOW_UP, PAYER], statements, only_differences=True)
    assert [r.topic.name for r in comparison.rows] == ["Payer"]
    assert [g.theme.name for g in comparison.groups] == ["Money"]
    assert comparison.hidden == 2


@pytest.mark.parametrize(
    ("dates", "differ"),
    [
        (("2020", "2022"), False),
        (("2020-01-01", "2022-01-01"), False),
        (("2020-01-01", "2022-01-02"), True),
        (("2020", "2023"), True),
        (("2022", ""), False),
        (("", ""), False),
        (("2019-12", "2022-01"), True),
    ],
)
def test_dates_more_than_two_years_apart_are_noticed(dates, differ):
    found = row(*(statement(as_of=as_of) for as_of in dates))
    assert found.vintages_differ is differ
    if differ:
        assert found.vintages == (min(dates), max(dates))


def test_words_are_the_short_answer_or_else_the_text():
    assert Cell(JAPAN, statement(value="Short")).words == "Short"
    assert Cell(JAPAN, statement(value="", text="The whole text.")).words == "The whole text."


@given(
    st.lists(st.sampled_from([JAPAN, KOREA, CHINA]), unique_by=lambda c: c.pk),
    st.lists(st.sampled_from([PATHWAY, FOLLOW_UP, PAYER]), unique_by=lambda t: t.pk),
    st.lists(st.tuples(st.sampled_from([JAPAN, KOREA, CHINA]), st.sampled_from([PATHWAY, PAYER]), st.text(max_size=3))),
)
def test_table_is_always_whole(countries, topics, facts):
    topics = sorted(topics, key=lambda topic: topic.pk)  # as everywhere: those of a theme together
    statements = [statement(country, topic, value) for country, topic, value in facts]
    whole = compare(countries, topics, statements)
    assert [r.topic.pk for r in whole.rows] == [t.pk for t in topics]
    assert {len(r.cells) for r in whole.rows} <= {len(countries)}
    part = compare(countries, topics, statements, only_differences=True)
    assert len(part.rows) + part.hidden == len(whole.rows)
    assert [r for r in whole.rows if r.differs] == list(part.rows)
