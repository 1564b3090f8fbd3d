"""How hard a text is to read: the Flesch-Kincaid grade, as years at school. Pure, for English.

Libraries that compute it download a pronouncing dictionary; counting groups of vowels comes close.
"""

import re

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
SENTENCE_END = re.compile(r"[.!?:;]+(?=[\s”’\"')]|$)")
VOWELS = re.compile(r"[aeiouy]+")
SILENT_END = re.compile(r"(?:[^aeiouyl]e|[^aeiouydt]ed|[^aeiouycsgxz]es|[aeiouy]le)$")
SPLIT_VOWELS = re.compile(r"[^tcsgxl]ia|[^tcsgxln]io|[^p]eo|ua|ue(?=l)|ying|scie|[aeiou][^aeiou]+ea$")


def words_of(text: str) -> list[str]:
    """The words and numbers of a text."""
    return WORD.findall(text)


def syllables(word: str) -> int:
    """About how many syllables a word has; a number counts as one."""
    plain = word.casefold().replace("'", "").replace("’", "")
    groups = len(VOWELS.findall(plain)) + len(SPLIT_VOWELS.findall(plain))
    if groups > 1 and SILENT_END.search(plain):
        groups -= 1
    return max(groups, 1)


def reading_grade(text: str) -> float:
    """The Flesch-Kincaid grade; 0 for a text without words."""
    words = words_of(text)
    if not words:
        return 0.0
    sentences = max(len(SENTENCE_END.findall(text)), 1)
    per_word = sum(syllables(word) for word in words) / len(words)
    return 0.39 * len(words) / sentences + 11.8 * per_word - 15.59
