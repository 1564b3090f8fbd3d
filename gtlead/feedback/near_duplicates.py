"""Which texts are nearly the same, from a short sketch of each (MinHash over pieces of five letters). Pure."""

import re
from collections.abc import Iterable
from random import Random
from zlib import crc32

from gtlead.feedback.plain_text import folded

PIECE = 5
MINIMA = 16
BAND = 2  # texts that share a band of minima are compared
ALIKE = 0.5  # share of equal minima from which two texts are near-duplicates
PRIME = (1 << 31) - 1
_random = Random(6)  # noqa: S311 - the same numbers in every process, no secret
FACTORS = [(_random.randrange(1, PRIME), _random.randrange(PRIME)) for _ in range(MINIMA)]


def sketch(text: str) -> str:
    """Sixteen minima in hexadecimal; equal for equal letters, whatever the blanks, digits and signs between."""
    letters = re.sub(r"[\W\d_]+", "", folded(text)) or text
    pieces = {crc32(letters[i : i + PIECE].encode()) for i in range(max(1, len(letters) - PIECE + 1))}
    return "".join(f"{min((a * piece + b) % PRIME for piece in pieces):08x}" for a, b in FACTORS)


def minima(value: str) -> list[str]:
    """A sketch in its parts."""
    return [value[i : i + 8] for i in range(0, len(value), 8)]


def are_alike(one: str, other: str) -> bool:
    """Whether two sketches are of near-duplicates."""
    equal = sum(a == b for a, b in zip(minima(one), minima(other), strict=False))
    return equal >= ALIKE * MINIMA


def groups[Key](sketches: Iterable[tuple[Key, str]]) -> list[list[Key]]:
    """Near-duplicates together, each group and all groups in the order given; time grows with the number only."""
    found: list[list[Key]] = []
    bands: dict[tuple[int, str], tuple[int, str]] = {}
    for key, value in sketches:
        parts = [(i, value[i * 8 : (i + BAND) * 8]) for i in range(0, MINIMA, BAND)] if value else []
        known = (bands[part] for part in parts if part in bands)
        number = next((n for n, first in known if are_alike(first, value)), None)
        if number is None:
            number = len(found)
            found.append([])
        found[number].append(key)
        for part in parts:
            bands.setdefault(part, (number, value))
    return found
