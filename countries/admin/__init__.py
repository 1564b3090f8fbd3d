"""The evidence in the admin: countries, therapies, statements, positions, milestones, numbers."""

from .diseases import DiseaseAdmin
from .places import CountryAdmin, JurisdictionAdmin, MembershipAdmin
from .questions import QuestionWithPositionsAdmin
from .statements import (
    IndicatorAdmin,
    InstitutionAdmin,
    MilestoneAdmin,
    ObservationAdmin,
    PositionAdmin,
    StatementAdmin,
)
from .therapies import AuthorisationAdmin, FundingAdmin, LookThroughAdmin, TherapyAdmin

__all__ = [
    "AuthorisationAdmin",
    "CountryAdmin",
    "DiseaseAdmin",
    "FundingAdmin",
    "IndicatorAdmin",
    "InstitutionAdmin",
    "JurisdictionAdmin",
    "LookThroughAdmin",
    "MembershipAdmin",
    "MilestoneAdmin",
    "ObservationAdmin",
    "PositionAdmin",
    "QuestionWithPositionsAdmin",
    "StatementAdmin",
    "TherapyAdmin",
]
