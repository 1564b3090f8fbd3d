"""Whether a quotation stands in what was read, word for word, and whether that is still what was read. Pure."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Quoted(Protocol):
    """Words of a source that a fact rests on; `digest` is the SHA-256 of the reading, empty if none is kept."""

    fact: str
    text: str
    digest: str

    @property
    def source_slug(self) -> str:
        """The source."""


class Stand(StrEnum):
    """What the proof of a quotation came to."""

    PROVEN = "proven"
    NO_READING = "no reading is kept"
    OTHER_READING = "the reading is another than the one quoted"
    NOT_THERE = "the words are not in the reading"
    NOT_CITED = "the fact does not cite the source"


@dataclass(frozen=True)
class Proof:
    """A quotation and what its proof came to."""

    quotation: Quoted
    stand: Stand


def digest_of(reading: str) -> str:
    """The SHA-256 of a reading, as 64 hexadecimal digits."""
    return hashlib.sha256(reading.encode()).hexdigest()


def plain(text: str) -> str:
    """A text with its white space made single."""
    return " ".join(text.split())


def stand_of(quotation: Quoted, readings: Mapping[str, str], cited: Collection[tuple[str, str]]) -> Stand:
    """What the proof comes to, by readings with their digests; `cited` are pairs of fact and source."""
    if (quotation.fact, quotation.source_slug) not in cited:
        return Stand.NOT_CITED
    if not quotation.digest:
        return Stand.NO_READING
    if quotation.digest not in readings:
        return Stand.OTHER_READING
    return Stand.PROVEN if plain(quotation.text) in plain(readings[quotation.digest]) else Stand.NOT_THERE


def prove(quotations: Iterable[Quoted], readings: Mapping[str, str], cited: Collection[tuple[str, str]]) -> list[Proof]:
    """The proofs of all of them."""
    return [Proof(quotation, stand_of(quotation, readings, cited)) for quotation in quotations]
