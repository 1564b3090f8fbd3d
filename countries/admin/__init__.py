"""The evidence in the admin: countries, therapies, statements, positions, milestones, numbers."""

from countries.admin.diseases import DiseaseAdmin
from countries.admin.places import CountryAdmin, JurisdictionAdmin, MembershipAdmin
from countries.admin.questions import QuestionWithPositionsAdmin
from countries.admin.registers import EntryAdmin, ReadingAdmin, RegisterAdmin, TrialAdmin
from countries.admin.statements import (
    IndicatorAdmin,
    InstitutionAdmin,
    MilestoneAdmin,
    ObservationAdmin,
    PositionAdmin,
    StatementAdmin,
)
from countries.admin.therapies import AuthorisationAdmin, FundingAdmin, LookThroughAdmin, TherapyAdmin

__all__ = [
    "AuthorisationAdmin",
    "CountryAdmin",
    "DiseaseAdmin",
    "EntryAdmin",
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
    "ReadingAdmin",
    "RegisterAdmin",
    "StatementAdmin",
    "TherapyAdmin",
    "TrialAdmin",
]
