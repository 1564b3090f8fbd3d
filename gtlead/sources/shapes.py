"""What the pure modules ask of sources: anything with these attributes will do. Dates as text are partial. Pure."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Protocol


class Listed[One](Protocol):
    """Records as they are fetched: they can be counted and gone through."""

    def __iter__(self) -> Iterator[One]:
        """One after the other."""

    def __len__(self) -> int:
        """How many."""


class Many[One](Protocol):
    """A list of a record, fetched with it."""

    def all(self) -> Listed[One]:
        """The records in it."""


class Document(Protocol):
    """A source."""

    pk: int
    kind: str
    standing: str
    url: str
    published: str
    read_on: dt.date


class Sourced(Protocol):
    """What rests on sources."""

    @property
    def cited(self) -> Sequence[Document]:
        """Where it is written: the sources that are public."""
