"""The vocabulary, the discussion and the readers' contributions in the admin."""

from themes.admin.records import ArgumentAdmin, QuestionAdmin, TermAdmin, ThemeAdmin, TopicAdmin
from themes.contributions.admin import ContributionAdmin, ModerationLogAdmin

__all__ = [
    "ArgumentAdmin",
    "ContributionAdmin",
    "ModerationLogAdmin",
    "QuestionAdmin",
    "TermAdmin",
    "ThemeAdmin",
    "TopicAdmin",
]
