"""What the lists of the evidence can be narrowed by, a module for each list."""

from countries.filters.countries import CountryFilter
from countries.filters.diseases import DiseaseFilter
from countries.filters.positions import PositionFilter
from countries.filters.prices import PriceFilter
from countries.filters.therapies import MatrixFilter, TherapyFilter
from countries.filters.timeline import TimelineFilter
from countries.filters.trials import TrialFilter

__all__ = [
    "CountryFilter",
    "DiseaseFilter",
    "MatrixFilter",
    "PositionFilter",
    "PriceFilter",
    "TherapyFilter",
    "TimelineFilter",
    "TrialFilter",
]
