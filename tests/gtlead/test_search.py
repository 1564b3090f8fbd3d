"""Search in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gtlead.lists.words import folded, is_in
from gtlead.records.search import fold, normalise


def finds(query, *texts):
    """Whether each of the words is in the texts."""
    text = f" {fold(' '.join(texts))} "
    return all(is_in(way, text) for ways in folded(query).groups for way in ways)


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
    assert finds(text, text)


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
    assert finds(query, text) is found


def test_words_may_lie_in_different_texts():
    assert finds("korea gift", "South Korea", "The GIFT pathway")


@pytest.mark.parametrize("query", ["haemophilia", "Hemophilia", "HEMOPHILIA "])
def test_two_spellings_find_the_same(query):
    assert finds(query, "Treats hemophilia B.")
    assert finds(query, "Treats haemophilia A.")
    assert not finds(query, "Treats leukaemia.")
