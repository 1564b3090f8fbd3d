"""How complete the atlas is."""

from types import SimpleNamespace

from countries.domain.completeness import COMPLETENESS_COLUMNS, completeness_rows


def thing(pk, slug):
    return SimpleNamespace(pk=pk, slug=slug)


LAW, ETHICS = thing(1, "law"), thing(2, "ethics")
JAPAN, KOREA = thing(1, "japan"), thing(2, "south-korea")
PATHWAY, FOLLOW_UP = thing(11, "pathway"), thing(12, "follow-up")
GERMLINE = thing(21, "germline")
for _topic, _theme in ((PATHWAY, LAW), (FOLLOW_UP, LAW), (GERMLINE, ETHICS)):
    _topic.theme_id = _theme.pk
LAW.topics = SimpleNamespace(all=lambda: [PATHWAY, FOLLOW_UP])
ETHICS.topics = SimpleNamespace(all=lambda: [GERMLINE])


def statement(country, topic, **changes):
    values = {
        "is_published": True,
        "is_key": True,
        "answer": "known",
        "is_overdue": False,
        "standings": ["primary"],
    }
    values |= changes
    sources = [SimpleNamespace(standing=standing) for standing in values.pop("standings")]
    return SimpleNamespace(
        country_id=country.pk,
        topic_id=topic.pk,
        topic=topic,
        cited=sources,
        **values,
    )


def as_dicts(rows):
    return [{column.name: column.value(row) for column in COMPLETENESS_COLUMNS} for row in rows]


def test_row_for_each_theme_and_country_even_of_nothing():
    rows = completeness_rows([LAW, ETHICS], iter([JAPAN, KOREA]), [])
    assert [(r.theme.slug, r.country.slug, r.missing) for r in rows] == [
        ("law", "japan", ["pathway", "follow-up"]),
        ("law", "south-korea", ["pathway", "follow-up"]),
        ("ethics", "japan", ["germline"]),
        ("ethics", "south-korea", ["germline"]),
    ]


def test_counts_of_one_row():
    statements = [
        statement(JAPAN, PATHWAY),
        statement(JAPAN, PATHWAY, is_key=False, is_overdue=True, standings=["secondary", "primary"]),
        statement(JAPAN, FOLLOW_UP, answer="not-known", standings=[]),
        statement(JAPAN, FOLLOW_UP, is_published=False, is_overdue=True),
        statement(KOREA, PATHWAY, is_published=False),
    ]
    japan, korea = as_dicts(completeness_rows([LAW], [JAPAN, KOREA], statements))
    assert japan == {
        "theme": "law",
        "country": "japan",
        "topics": 2,
        "topics_answered": 2,
        "topics_not_known": 1,
        "topics_missing": 0,
        "missing": [],
        "statements_published": 3,
        "statements_not_published": 1,
        "overdue": 1,
        "backed_by_primary": 2,
    }
    assert korea["missing"] == ["pathway", "follow-up"]
    assert (korea["statements_published"], korea["statements_not_published"]) == (0, 1)


def test_published_statement_outside_the_comparison_answers_no_topic():
    [row] = as_dicts(completeness_rows([ETHICS], [JAPAN], [statement(JAPAN, GERMLINE, is_key=False)]))
    assert (row["topics_answered"], row["missing"], row["statements_published"]) == (0, ["germline"], 1)
