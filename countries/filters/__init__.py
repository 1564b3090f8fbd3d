"""What the lists of the evidence can be narrowed by, a module for each list."""

from .countries import CountryFilter
from .diseases import DiseaseFilter
from .positions import PositionFilter
from .therapies import MatrixFilter, TherapyFilter
from .timeline import TimelineFilter

__all__ = ["CountryFilter", "DiseaseFilter", "MatrixFilter", "PositionFilter", "TherapyFilter", "TimelineFilter"]
