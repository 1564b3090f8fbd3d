"""How names are written, and misspelt: slips of a letter, endings, other letters and orders of words. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein

from countries.domain.questions import FILLERS

FEWEST_LETTERS_OF_A_WORD = 5  # of a name in which a word may be misspelt though the atlas has it elsewhere
LONGEST_NAME = 5
SURE, NEAR = 80, 66  # how alike a word and a name are, of 100, to search for the name or to suggest it
LIKELY, CLEAR, LONG = 74, 8, 6  # also sure: long, begins with the same letter, so much more alike than the next
GREEK = {"アルファ": "α", "ベータ": "β", "ガンマ": "γ"}
STEMS = {"a": "甲", "b": "乙", "c": "丙"}
ENZYME = "ase"
ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}
NUMBERED = re.compile(r"(.* )(i{1,3}|iv|vi?)([a-d]?)")
LONG_ENOUGH = 4  # characters of a Chinese name to be told without what others leave out
ENDINGS = ("krankheit", "verlust", "schwund", "krebs", "mangel")  # of many German names: no likeness of two words


def in_any_order(words: Iterable[str]) -> tuple[str, ...]:
    """The words of a name without those that say nothing, sorted; () where too few are left to be told by."""
    left = sorted(set(words) - FILLERS)
    return tuple(left) if len(left) > 1 else ()


def all_gaps(words: Sequence[str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """For each word of a phrase the phrase without it, and the word."""
    for place, word in enumerate(words):
        yield (*words[:place], "", *words[place + 1 :]), word


def with_a_gap(words: Sequence[str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Those of a name whose word is long enough to be misspelt."""
    if 1 < len(words) <= LONGEST_NAME:
        yield from ((gap, word) for gap, word in all_gaps(words) if len(word) >= FEWEST_LETTERS_OF_A_WORD)


@lru_cache(maxsize=100_000)
def in_letters(word: str) -> str:
    """A word in its letters: Korean syllables in those that they are made of, as they are typed."""
    return unicodedata.normalize("NFD", word)


def is_slip(typed: str, meant: str) -> bool:
    """Whether a word is another, misspelt by a letter or, if long, two; lymphatic is no slip of lymphoblastic."""
    slips = DamerauLevenshtein.distance(typed, meant)
    return len(typed) >= FEWEST_LETTERS_OF_A_WORD and typed[0] == meant[0] and 0 < slips <= 1 + (len(typed) > LONG)


def is_alike_in_ending_only(typed: str, name: str) -> bool:
    """Whether two words share an ending of many names and little before it: Zuckerkrankheit, Bluterkrankheit."""
    if typed.endswith(ENZYME) != name.endswith(ENZYME):
        return True  # iduronidase is not iduronate
    ending = next((e for e in ENDINGS if typed.endswith(e) and name.endswith(e)), "")
    return bool(ending) and fuzz.ratio(typed.removesuffix(ending), name.removesuffix(ending)) < SURE


def is_ideograph(char: str) -> bool:
    """Whether it is a Chinese character: one says as much as a word."""
    return unicodedata.name(char, "").startswith("CJK UNIFIED")


def is_of_a_name(char: str) -> bool:
    """Whether a character that stands without a space before a name may belong to it."""
    return is_ideograph(char) or unicodedata.name(char, "").startswith("KATAKANA")


def also_written(phrase: str) -> Iterator[str]:
    """Chinese names end in 病 or 症, and tell types by letters or by stems: 血友病B, 血友病乙, 乙型血友病.

    In Japanese a Greek letter stands for its name: βサラセミア. Korean names end in 병. English ones have a number in
    Roman or Arabic figures, and “cell” is left out of them.
    """
    name = phrase.replace(" ", "")
    if " cell " in phrase:
        yield phrase.replace(" cell ", " ")  # mantle lymphoma
    if numbered := NUMBERED.fullmatch(phrase):
        yield f"{numbered[1]}{ROMAN[numbered[2]]}{numbered[3]}"  # GSD 1a
    if name.endswith("병") and len(name) > LONG_ENOUGH - 1:
        yield phrase.removesuffix("병").strip()
    yield from (name.replace(spelt, letter) for spelt, letter in GREEK.items() if spelt in name)
    if len(name) < 3 or not is_ideograph(name[0]):
        return
    base, end = name[:-1], name[-1]
    if end in "病症":
        yield base + ("症" if end == "病" else "病")
    whole = name.replace("细胞", "")  # 镰刀型贫血
    yield from (short for short in (whole, whole.rstrip("病症")) if len(short) >= LONG_ENOUGH)
    if end in STEMS:
        yield from (base + STEMS[end], f"{STEMS[end]}型{base}", f"{end}型{base}")
