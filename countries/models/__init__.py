"""The evidence: places, therapies, statements and numbers."""

from countries.models.disease import Disease
from countries.models.evidence import Indicator, Institution, Milestone, Observation, Position, Statement
from countries.models.labels import LabelEntry
from countries.models.looking import LookThrough
from countries.models.place import Country, Jurisdiction, Membership
from countries.models.registers import Difference, Entry, Reading, Register
from countries.models.search_entry import SearchEntry
from countries.models.searches import MissedSearch
from countries.models.spans import Span, SpansMade
from countries.models.therapy import Authorisation, Funding, Therapy
from countries.models.trials import Trial

__all__ = [
    "Authorisation",
    "Country",
    "Difference",
    "Disease",
    "Entry",
    "Funding",
    "Indicator",
    "Institution",
    "Jurisdiction",
    "LabelEntry",
    "LookThrough",
    "Membership",
    "Milestone",
    "MissedSearch",
    "Observation",
    "Position",
    "Reading",
    "Register",
    "SearchEntry",
    "Span",
    "SpansMade",
    "Statement",
    "Therapy",
    "Trial",
]
