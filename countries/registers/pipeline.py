"""What is being tested in a country, of a therapy, for a disease."""

from django.db import models

from countries.domain.trials import Pipeline
from countries.models import Reading, Trial
from countries.registers.adapters import forms_covering


def pipeline_of(**place: models.Model) -> Pipeline:
    """The public trials of `countries=`, `therapies=` or `diseases=`, and whether a registry was ever read."""
    trials = list(Trial.objects.published().of(**place).for_counting())
    return Pipeline(trials, is_read=bool(trials) or Reading.objects.any_of_forms(*forms_covering("trials")))
