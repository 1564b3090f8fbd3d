"""The words that differ between two texts. Pure."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

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
        return [Piece(old, True)], [Piece(new, True)]
    before, after = WORD.findall(old), WORD.findall(new)
    matcher = SequenceMatcher(None, before, after)
    if matcher.ratio() < 0.4:
        return [Piece(old, True)], [Piece(new, True)]
    left, right = [], []
    for what, start, end, new_start, new_end in matcher.get_opcodes():
        if end > start:
            left.append(Piece("".join(before[start:end]), what != "equal"))
        if new_end > new_start:
            right.append(Piece("".join(after[new_start:new_end]), what != "equal"))
    return left, right
