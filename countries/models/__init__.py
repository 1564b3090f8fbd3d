"""The evidence: places, therapies, statements and numbers."""

from .disease import Disease
from .evidence import Indicator, Institution, Milestone, Observation, Position, Statement
from .looking import LookThrough
from .place import Country, Jurisdiction, Membership
from .searches import MissedSearch
from .therapy import Authorisation, Funding, Therapy

__all__ = [
    "Authorisation",
    "Country",
    "Disease",
    "Funding",
    "Indicator",
    "Institution",
    "Jurisdiction",
    "LookThrough",
    "Membership",
    "Milestone",
    "MissedSearch",
    "Observation",
    "Position",
    "Statement",
    "Therapy",
]
