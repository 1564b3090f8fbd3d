"""The vocabulary, the discussion and the readers' contributions in the admin."""

from .contributions import ContributionAdmin, ModerationLogAdmin
from .records import ArgumentAdmin, QuestionAdmin, TermAdmin, ThemeAdmin, TopicAdmin

__all__ = [
    "ArgumentAdmin",
    "ContributionAdmin",
    "ModerationLogAdmin",
    "QuestionAdmin",
    "TermAdmin",
    "ThemeAdmin",
    "TopicAdmin",
]
