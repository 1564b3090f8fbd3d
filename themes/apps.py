"""App configuration."""

from django.apps import AppConfig


class ThemesConfig(AppConfig):
    """The vocabulary of discussion."""

    name = "themes"
    verbose_name = "Themes and ethics"
