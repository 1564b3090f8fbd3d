"""The vocabulary, the discussion of ethics, and what readers contribute to it."""

from .contributions import Contribution, ModerationLog, PublicVoice
from .discussion import Argument, Question
from .vocabulary import Term, Theme, Topic

__all__ = [
    "Argument",
    "Contribution",
    "ModerationLog",
    "PublicVoice",
    "Question",
    "Term",
    "Theme",
    "Topic",
]
