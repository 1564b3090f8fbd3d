"""App configuration."""

from django.apps import AppConfig


class CountriesConfig(AppConfig):
    """The evidence."""

    name = "countries"
    verbose_name = "Countries and therapies"

    def ready(self) -> None:
        """The search reads words; it and the spans follow, and previews count, what is published."""
        from countries.access import LICENCES, PAYERS, SUPPLIES  # noqa: PLC0415 - these need the loaded models
        from countries.access.spans import SPANS  # noqa: PLC0415 - see above
        from countries.finding.entries import ENTRIES  # noqa: PLC0415 - see above
        from countries.finding.lists import words_of  # noqa: PLC0415 - see above
        from gtlead.lists.words import read_by  # noqa: PLC0415 - see above
        from gtlead.publication.followers import follow_with  # noqa: PLC0415 - see above
        from gtlead.review.visibility import MEASURES  # noqa: PLC0415 - see above

        read_by(words_of)
        follow_with(SPANS)
        follow_with(ENTRIES)
        MEASURES.extend((LICENCES, SUPPLIES, PAYERS))
