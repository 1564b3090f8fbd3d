"""Who bears witness to a fact, in one line: primary first, then by who speaks, a repository last. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from gtlead.sources.shapes import Document

SPEAKERS = ("law", "regulator", "payer", "company", "peer-reviewed")
REPOSITORIES = ("github.com", "github.io", "gitlab.com", "codeberg.org", "gitee.com", "huggingface.co", "kaggle.com")

# "FDA, copy at X", "FDA via X", "FDA (archived)", "EIN Presswire copy of an FDA page": the words of another's page.
COPY = re.compile(r"\b(cop(?:y|ied)|mirror|via|shown (?:by|at)|reproduced by|archived)\b", re.IGNORECASE)
CARRIER = re.compile(
    r"\s*(?:,?\s+(?:page copy|text copy|copy|copied|text mirror|notice reproduced|reproduced|shown)\s+(?:at|by|in)\b"
    r"|,?\s+via\b|\s+\((?:copy|mirror|archived|[^)]*copy|public mirror)\b).*$",
    re.IGNORECASE,
)


def is_copy(publisher: str) -> bool:
    """Whether the document is another's copy of what the publisher said."""
    return bool(COPY.search(publisher))


def plain_name(publisher: str) -> str:
    """The publisher without the name of whoever carries its copy."""
    return CARRIER.sub("", publisher).rstrip(" ,") or publisher


def is_repository(url: str) -> bool:
    """Whether the address is one where anybody puts files."""
    host = urlsplit(url).hostname or ""
    return any(host == known or host.endswith(f".{known}") for known in REPOSITORIES)


def rank(source: Document) -> tuple[bool, bool, int]:
    """Primary before others, law before regulator before payer, lists of words late, what a stranger keeps last."""
    place = SPEAKERS.index(source.kind) if source.kind in SPEAKERS else len(SPEAKERS) + (source.kind == "other")
    return is_repository(source.url), source.standing != "primary", place


def in_order(sources: Iterable[Document]) -> list[Document]:
    """The sources of a fact as they are named."""
    return sorted(sources, key=rank)


class Numbered(Protocol):
    """A source with its number on a page."""

    @property
    def source(self) -> Document:
        """The source."""


@dataclass(frozen=True)
class Witness:
    """The line under a fact."""

    source: Document
    more: int

    @property
    def is_primary(self) -> bool:
        """Whether the one named is the origin of the fact."""
        return bool(self.source.standing == "primary")

    @property
    def year(self) -> str:
        """The document's year, or empty."""
        return str(self.source.published)[:4]

    @property
    def read_year(self) -> int:
        """The year in which it was read."""
        return int(self.source.read_on.year)


def first_of(sources: Iterable[Document]) -> Witness | None:
    """The same of sources without numbers, where a page has no list of them."""
    ordered = in_order(sources)
    return Witness(ordered[0], len(ordered) - 1) if ordered else None


def witness_of(citations: Sequence[Numbered]) -> Witness | None:
    """The first of the citations and how many follow; None where there is none."""
    return Witness(citations[0].source, len(citations) - 1) if citations else None
