"""Strangers' text: tricks of Unicode undone, links found, near-duplicates grouped."""

import time

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from gtlead.feedback.forms import PlainTextField
from gtlead.feedback.near_duplicates import are_alike, groups, minima, sketch
from gtlead.feedback.plain_text import REMOVED, disguised_words, has_link, neutralise


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  plain  words \r\n\r\n\r\n\r\nmore\t", "plain words\n\nmore"),
        ("user\u202egnp.exe", "usergnp.exe"),
        ("\u2066isolate\u2069 \u200fmark", "isolate mark"),
        ("pay\u200bpal z\u200de\u200cro \ufeffwidth so\u00adft", "paypal zero width soft"),
        ("Z" + "\u0300" * 60 + "algo", "Z" + "\u0300" * 4 + "algo"),
        ("𝓕𝓻𝓮𝓮 Ⓖⓔⓝⓔ ｔｈｅｒａｐｙ", "Free Gene therapy"),
        ("bell\x07 null\x00 esc\x1b[31m", "bell null esc[31m"),
        ("forged " + REMOVED + " mark", "forged mark"),
        ("hangul\u3164filler braille\u2800blank", "hangulfiller braille blank"),
        ("tags\U000e0041\U000e0042", "tags"),
        ("private\ue000use", "privateuse"),
    ],
)
def test_tricks_are_undone(typed, shown):
    assert neutralise(typed) == shown


@pytest.mark.parametrize(
    "text", ["Straße, naïve, 日本の遺伝子治療", "می\u200cخواهم", "👩\u200d🔬 and ❤️", "β-thalassaemia µg", "क्\u200dष"]
)
def test_honest_scripts_stay(text):
    assert neutralise(text) == text


@given(st.text(max_size=200))
def test_neutral_text_stays_as_it_is(text):
    once = neutralise(text)
    assert neutralise(once) == once
    assert not set(once) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff\x00\r" + REMOVED)


@pytest.mark.parametrize(
    "text",
    [
        "see https://spam.example/x",
        "HTTP://SPAM",
        "www.spam.example",
        "buy at cells-r-us.com today",
        "cells (dot) com",
        "cells[.]shop",
        "сells.соm",
        "𝓬𝓮𝓵𝓵𝓼.com",
        "write to me@clinic.example",
        "<a href='x'>x</a>",
        "[url]x[/url]",
        "clinic.example/offer",
    ],
)
def test_links_are_found_however_disguised(text):
    assert has_link(text)


@pytest.mark.parametrize(
    "text",
    [
        "It costs too much.Then what?",
        "e.g. in 2.5 of 3 cases, i.e. often",
        "AAV2/8 and/or AAV9",
        "Dr. No said so",
        "50:50",
    ],
)
def test_ordinary_sentences_hold_no_link(text):
    assert not has_link(text)


def test_disguised_words_are_counted_and_foreign_ones_are_not():
    assert disguised_words("Frее gеnе thеrару") == 3
    assert disguised_words("бесплатно free ген") == 0


ESSAY = "Treating embryos is not like treating patients, because nobody who will live with it can be asked."


def test_near_duplicates_are_grouped_in_order():
    texts = {
        1: ESSAY,
        2: "A fair price is one that a health service can pay for every child who needs the therapy.",
        3: ESSAY.upper() + " !!! 77",
        4: ESSAY.replace("nobody", "no one"),
        5: "Short.",
    }
    assert groups((key, sketch(text)) for key, text in texts.items()) == [[1, 3, 4], [2], [5]]


def test_grouping_a_thousand_takes_a_moment():
    sketches = [(n, sketch(f"{ESSAY} {chr(97 + n % 26) * 9} {n}")) for n in range(1000)]
    begun = time.perf_counter()
    found = groups(sketches)
    assert time.perf_counter() - begun < 2
    assert sum(map(len, found)) == 1000
    assert len(found) < 30


def test_long_texts_are_refused_before_they_take_long():
    field = PlainTextField(max_length=1000)
    started = time.perf_counter()
    for text in ("a-" * 500_000, "a" * 1_000_000, "[ " * 1900, "a-" * 1999):
        with pytest.raises(ValidationError):
            field.clean(text)
    assert not has_link("a-" * 500)
    assert time.perf_counter() - started < 2


def test_texts_are_near_duplicates_from_half_of_their_minima_on():
    one = sketch(ESSAY)
    other = [f"{int(part, 16) ^ 1:08x}" for part in minima(one)]
    assert are_alike(one, "".join(minima(one)[:8] + other[8:]))
    assert not are_alike(one, "".join(minima(one)[:7] + other[7:]))
