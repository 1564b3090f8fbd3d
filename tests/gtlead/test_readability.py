"""The reading grade: syllables, sentences, and texts of known difficulty."""

import pytest

from gtlead.records.readability import reading_grade, syllables, words_of


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("gene", 1),
        ("cells", 1),
        ("changed", 1),
        ("treated", 2),
        ("people", 2),
        ("table", 2),
        ("patients", 2),
        ("diseases", 3),
        ("therapy", 3),
        ("medicine", 3),
        ("radio", 3),
        ("hospital", 3),
        ("inherited", 4),
        ("2024", 1),
        ("doctor’s", 2),
    ],
)
def test_syllables_of_common_words(word, number):
    assert syllables(word) == number


def test_words_are_letters_and_digits():
    assert words_of("The CAR-T cells, 95 per cent (NICE).") == [
        "The",
        "CAR",
        "T",
        "cells",
        "95",
        "per",
        "cent",
        "NICE",
    ]


def test_decimal_point_ends_no_sentence():
    assert reading_grade("It costs 1.5 million.") > reading_grade("It costs 1. 5 million.")


def test_text_without_words_has_grade_zero():
    assert reading_grade(" – ") == 0.0


def test_plain_text_is_easier_than_officialese():
    plain = "Doctors take cells from the blood. A lab adds a gene. The cells go back by drip."
    officialese = (
        "Notwithstanding applicable regulatory provisions, marketing authorisation holders necessarily "
        "undertake comprehensive longitudinal pharmacovigilance activities."
    )
    assert reading_grade(plain) < 4
    assert reading_grade(officialese) > 20
