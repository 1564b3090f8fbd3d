"""What every record has (state, version, history), sources, and housekeeping rows."""

from .facts import Excerpt, Fact, Source
from .housekeeping import ContentVersion, ExportLog
from .legal import LegalClass, LegalKind
from .records import HISTORY, Content, PartialDateField, Record, State
from .reports import FactReport

__all__ = [
    "HISTORY",
    "Content",
    "ContentVersion",
    "Excerpt",
    "ExportLog",
    "Fact",
    "FactReport",
    "LegalClass",
    "LegalKind",
    "PartialDateField",
    "Record",
    "Source",
    "State",
]
