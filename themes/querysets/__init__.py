"""Queries over the vocabulary, the discussion, and what readers contribute."""

from .contributions import AppendOnlyQuerySet, ContributionQuerySet, VoiceQuerySet
from .records import ArgumentQuerySet, QuestionQuerySet, TermQuerySet, ThemeQuerySet, TopicQuerySet

__all__ = [
    "AppendOnlyQuerySet",
    "ArgumentQuerySet",
    "ContributionQuerySet",
    "QuestionQuerySet",
    "TermQuerySet",
    "ThemeQuerySet",
    "TopicQuerySet",
    "VoiceQuerySet",
]
