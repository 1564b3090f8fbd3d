"""Searching in words: accents, hyphens, case, British and American spelling and plurals do not matter. Pure."""

import re
import unicodedata
from functools import lru_cache

VOICED = "\u3099\u309a"  # the marks that make ハ into バ and パ are no accents
KEPT = 10_000  # texts of the atlas, asked for again and again
NOT_WORD = re.compile(r"[\W_]+")
POSSESSIVE = re.compile(r"[’'](s\b)?")
# What is spelt in two ways, and plurals, become one form; both what is looked for and where are folded.
FOLDS = tuple(
    (re.compile(pattern), form)
    for pattern, form in (
        (r"(?<=\w)(?:ae|oe)(?=\w)|\b(?:ae|oe)(?=\w\w)", "e"),
        (r"(?<=\w\w\w)our(?=s|ed|al|ing|\b)", "or"),
        (r"is(?=(?:e|ed|es|er|ing|ation|ations)\b)", "iz"),
        (r"\b(cent|fib|lit)re\b", r"\1er"),
        (r"sulph", "sulf"),
        (r"leuco", "leuko"),
        (r"licence", "license"),
        (r"(?<=\w\w)ies\b", "y"),
        (r"(?<=\w\w\w)(?<![sui])s\b", ""),
        (r"(?<=\w\w\w\w)gene\b", "gen"),  # voretigene, in German voretigen
    )
)


@lru_cache(KEPT)
def normalise(text: str) -> str:
    """Lower case without accents; everything that is neither letter nor digit becomes one space."""
    lower = unicodedata.normalize("NFKD", text).casefold()
    decomposed = unicodedata.normalize("NFKD", lower)
    plain = "".join(char for char in decomposed if char in VOICED or not unicodedata.combining(char))
    return NOT_WORD.sub(" ", unicodedata.normalize("NFC", plain)).strip()


@lru_cache(KEPT)
def fold(text: str) -> str:
    """Normalised, and in one spelling: tumour and tumors are the same."""
    folded = normalise(POSSESSIVE.sub("", text))
    for pattern, form in FOLDS:
        folded = pattern.sub(form, folded)
    return folded
