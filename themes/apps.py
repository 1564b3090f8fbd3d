"""App configuration."""

from django.apps import AppConfig


class ThemesConfig(AppConfig):
    """The vocabulary of discussion."""

    name = "themes"
    verbose_name = "Themes and ethics"

    def ready(self) -> None:
        """Pages say whether readers may contribute, which depends on who is a moderator."""
        from themes.contributions import signals  # noqa: PLC0415 - its module needs the loaded models

        signals.connect()
