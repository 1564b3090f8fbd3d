"""The evidence: places, therapies, statements and numbers."""

from .evidence import Indicator, Institution, Milestone, Observation, Position, Statement
from .looking import LookThrough
from .place import Country, Jurisdiction, Membership
from .therapy import Authorisation, Funding, Therapy

__all__ = [
    "Authorisation",
    "Country",
    "Funding",
    "Indicator",
    "Institution",
    "Jurisdiction",
    "LookThrough",
    "Membership",
    "Milestone",
    "Observation",
    "Position",
    "Statement",
    "Therapy",
]
