"""When two say the same: addresses of one document, texts that differ in a few letters, dates of one day. Pure."""

import re

from rapidfuzz import fuzz

from gtlead.records.search import normalise

ALIKE = 90  # of a hundred


def plain_address(url: str) -> str:
    """An address without scheme, `www.` and closing slash."""
    return re.sub(r"^https?://(www\.)?", "", url.strip(), flags=re.IGNORECASE).rstrip("/")


def alike(one: str, other: str) -> bool:
    """Whether two texts say the same in nearly the same letters; numbers must be the same ones."""
    first, second = normalise(one), normalise(other)
    return re.findall(r"\d+", first) == re.findall(r"\d+", second) and fuzz.ratio(first, second) >= ALIKE


def same_day(one: str, other: str) -> bool:
    """Whether two dates can be one, as far as both are precise."""
    return bool(one) == bool(other) and (one.startswith(other) or other.startswith(one))
