"""The evidence: places, therapies, statements and numbers."""

from countries.models.disease import Disease
from countries.models.evidence import Indicator, Institution, Milestone, Observation, Position, Statement
from countries.models.looking import LookThrough
from countries.models.place import Country, Jurisdiction, Membership
from countries.models.searches import MissedSearch
from countries.models.therapy import Authorisation, Funding, Therapy

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
