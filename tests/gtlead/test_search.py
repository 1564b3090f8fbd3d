"""Search in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gtlead.records.search import make_query, normalise

GROUPS = (["CRISPR", "genome scissors"], ["haemophilia", "hemophilia"], ["AAV", "adeno-associated virus", ""])


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Île-de-France", "ile de france"),
        ("  CAR-T   cells!  ", "car t cells"),
        ("G47Δ", "g47δ"),
        ("Straße", "strasse"),
        ("Universitätsklinikum", "universitatsklinikum"),
        ("ＡＡＶ２", "aav2"),
        ("snake_case", "snake case"),
        ("국립암센터", normalise("국립암센터")),
        ("", ""),
        ("---", ""),
    ],
)
def test_normalise(text, plain):
    assert normalise(text) == plain


@given(st.text())
def test_normalised_text_stays_as_it_is(text):
    assert normalise(normalise(text)) == normalise(text)


@given(st.text())
def test_every_text_is_found_by_itself(text):
    assert make_query(text).matches(text)
    assert make_query(text, GROUPS).matches(text)


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("kor", "South Korea", True),
        ("KOREA south", "South Korea", True),
        ("orea", "South Korea", False),
        ("south japan", "South Korea", False),
        ("car t", "CAR-T cells", True),
        ("", "anything", True),
        ("munchen", "München", True),
        ("厚生", "厚生労働省", True),
        ("국립", "국립암센터", True),
    ],
)
def test_words_are_beginnings_of_words(query, text, found):
    assert make_query(query).matches(text) is found


def test_words_may_lie_in_different_texts():
    assert make_query("korea gift").matches("South Korea", "The GIFT pathway")


@pytest.mark.parametrize("query", ["haemophilia", "Hemophilia", "HEMOPHILIA "])
def test_synonyms_find_the_same(query):
    found = make_query(query, GROUPS)
    assert found.matches("Treats hemophilia B.")
    assert found.matches("Treats haemophilia A.")
    assert not found.matches("Treats leukaemia.")


def test_synonym_is_a_whole_phrase():
    assert make_query("crispr", GROUPS).matches("So-called genome scissors.")
    assert not make_query("crispr", GROUPS).matches("Genome and scissors.")
    assert not make_query("crispr", GROUPS).matches("Genome scissorsmith.")


def test_phrase_of_several_words_is_a_synonym_too():
    assert make_query("adeno-associated virus", GROUPS).matches("An AAV vector")


def test_no_synonyms_for_part_of_a_term():
    assert make_query("adeno", GROUPS).alternatives == ()
