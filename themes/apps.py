"""App configuration."""

from django.apps import AppConfig


class ThemesConfig(AppConfig):
    """The vocabulary of discussion."""

    name = "themes"
    verbose_name = "Themes and ethics"

    def ready(self) -> None:
        """Pages say whether readers may contribute, which depends on who is a moderator; what they said is counted."""
        from gtlead.review.visibility import MEASURES  # noqa: PLC0415 - these need the loaded models
        from themes.contributions import signals  # noqa: PLC0415 - see above
        from themes.contributions.measures import READERS  # noqa: PLC0415 - see above

        signals.connect()
        MEASURES.append(READERS)
