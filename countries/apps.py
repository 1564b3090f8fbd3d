"""App configuration."""

from django.apps import AppConfig


class CountriesConfig(AppConfig):
    """The evidence."""

    name = "countries"
    verbose_name = "Countries and therapies"
