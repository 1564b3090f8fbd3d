"""The words that differ between two texts. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from gtlead.records.text import named_invisible

WORD = re.compile(r"\s+|\w+|[^\w\s]")
LONGEST = 20_000


@dataclass(frozen=True)
class Piece:
    """Part of a text; `is_changed` if the other text has something else there."""

    text: str
    is_changed: bool
    picture: str = ""  # the address of a picture that stands before the text


def marked(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces; texts that have little in common are marked whole, since crumbs read badly."""
    if max(len(old), len(new)) > LONGEST:
        return whole(old), whole(new)
    before, after = WORD.findall(old), WORD.findall(new)
    matcher = SequenceMatcher(None, before, after)
    if matcher.ratio() < 0.4:
        return whole(old), whole(new)
    left, right = [], []
    for what, start, end, new_start, new_end in matcher.get_opcodes():
        if end > start:
            left.append(piece(before[start:end], what != "equal"))
        if new_end > new_start:
            right.append(piece(after[new_start:new_end], what != "equal"))
    return left, right


def whole(text: str) -> list[Piece]:
    """All of a text as one changed piece."""
    return [piece([text], True)]


def piece(words: Sequence[str], is_changed: bool) -> Piece:
    """Part of a text; characters that nobody sees are named where they make a difference, or turn what is read."""
    return Piece(named_invisible("".join(words), with_blanks=is_changed), is_changed)
