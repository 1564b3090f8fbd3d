"""What is derived from public records follows them in the transaction that changes them.

A domain app says with `follow_with` how: which part of it a record touches, and how that part is derived anew.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Protocol

from django.db import models


class Follower(Protocol):
    """Something derived. A part of it is a hashable word of its own."""

    def touched_by(self, instance: models.Model, *, is_new: bool) -> Iterable[object]:
        """The parts that rest on a record that was saved or deleted; no other record names one that is new."""

    def touched_before(self, instance: models.Model, *, goes: bool = False) -> Iterable[object]:
        """The parts that rest on a record as it is on file, where saving it may take it elsewhere, or as it `goes`."""

    def touched_by_list(
        self, instance: models.Model, joined: type[models.Model], keys: Collection[int]
    ) -> Iterable[object]:
        """The parts that rest on a record some of whose related records came or left; these by their keys."""

    def follow(self, parts: Sequence[Any]) -> None:
        """Derive these parts from the records as they are now."""

    def derive_all(self, using: str) -> None:
        """Derive everything in that database."""

    def definition(self) -> str:
        """A digest of how it is derived."""

    def drift(self) -> Iterable[str]:
        """How what is kept differs from what would be derived, in words."""


_followers: list[Follower] = []


def follow_with(follower: Follower) -> None:
    """What it derives follows from now on; called once, when the app is ready."""
    _followers.append(follower)


type Touched = tuple[Follower, object]  # a part, and who derives it


def touched_by(instance: models.Model, *, is_new: bool = False) -> list[Touched]:
    """All parts that rest on a record."""
    return [(follower, part) for follower in _followers for part in follower.touched_by(instance, is_new=is_new)]


def touched_before(instance: models.Model, *, goes: bool = False) -> list[Touched]:
    """All parts that rested on it before it is saved or deleted."""
    return [(follower, part) for follower in _followers for part in follower.touched_before(instance, goes=goes)]


def touched_by_list(instance: models.Model, joined: type[models.Model], keys: Collection[int]) -> list[Touched]:
    """All parts that rest on a record whose list changed."""
    return [(follower, part) for follower in _followers for part in follower.touched_by_list(instance, joined, keys)]


def follow(touched: Iterable[Touched]) -> None:
    """Derive anew what was touched."""
    listed = list(dict.fromkeys(touched))
    for follower in _followers:
        if parts := [part for one, part in listed if one is follower]:
            follower.follow(parts)


def derive_all(using: str) -> None:
    """Everything derived, in a database that was filled otherwise."""
    for follower in _followers:
        follower.derive_all(using)


def definitions() -> list[str]:
    """How everything is derived."""
    return [follower.definition() for follower in _followers]


def drift() -> Iterable[str]:
    """How what is kept differs from what would be derived."""
    for follower in _followers:
        yield from follower.drift()
