"""The vocabulary, the discussion of ethics, and what readers contribute to it."""

import themes.contributions.models  # noqa: F401 - Django finds an app's models here
from themes.models.discussion import Argument, Question
from themes.models.vocabulary import Term, Theme, Topic

__all__ = [
    "Argument",
    "Question",
    "Term",
    "Theme",
    "Topic",
]
