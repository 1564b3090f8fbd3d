"""App configuration."""

from django.apps import AppConfig


class CountriesConfig(AppConfig):
    """The evidence."""

    name = "countries"
    verbose_name = "Countries and therapies"

    def ready(self) -> None:
        """Lists and the admin read words as the search does; spans follow what is published."""
        from countries.access.spans import SPANS  # noqa: PLC0415 - needs the loaded models
        from countries.finding.lists import words_of  # noqa: PLC0415 - needs the loaded models
        from gtlead.lists.words import read_by  # noqa: PLC0415 - needs the loaded models
        from gtlead.publication.followers import follow_with  # noqa: PLC0415 - needs the loaded models

        read_by(words_of)
        follow_with(SPANS)
