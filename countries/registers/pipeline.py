"""What is being tested in a country, of a therapy, for a disease."""

from django.db import models
from django.db.models import QuerySet

from countries.domain.trials import Pipeline, pipeline
from countries.models import Register
from countries.registers.adapters import forms_covering


def trial_registers() -> QuerySet[Register]:
    """The public registries of trials, each with its last reading."""
    return Register.objects.published().for_list().of_forms(*forms_covering("trials"))


def pipeline_of(**place: models.Model) -> Pipeline:
    """The public trials of `countries=`, `therapies=` or `diseases=`, and whether a registry was ever read."""
    return pipeline(list(Register.objects.published().of_forms(*forms_covering("trials")).with_counts_of(**place)))
