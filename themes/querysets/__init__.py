"""Queries over the vocabulary, the discussion, and what readers contribute."""

from themes.querysets.records import ArgumentQuerySet, QuestionQuerySet, TermQuerySet, ThemeQuerySet, TopicQuerySet

__all__ = [
    "ArgumentQuerySet",
    "QuestionQuerySet",
    "TermQuerySet",
    "ThemeQuerySet",
    "TopicQuerySet",
]
