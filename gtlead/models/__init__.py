"""What every record has (state, version, history), sources, and housekeeping rows."""

from .facts import Excerpt, Fact, Source
from .housekeeping import ContentVersion, ExportLog
from .imports import ImportJob, ImportRow
from .legal import LegalClass, LegalKind
from .links import LinkCheck
from .pictures import Licence, Picture, Pictured, PictureFile
from .records import HISTORY, Content, PartialDateField, Record, State
from .reports import FactReport
from .review import Proposal

__all__ = [
    "HISTORY",
    "Content",
    "ContentVersion",
    "Excerpt",
    "ExportLog",
    "Fact",
    "FactReport",
    "ImportJob",
    "ImportRow",
    "LegalClass",
    "LegalKind",
    "Licence",
    "LinkCheck",
    "PartialDateField",
    "Picture",
    "PictureFile",
    "Pictured",
    "Proposal",
    "Record",
    "Source",
    "State",
]
