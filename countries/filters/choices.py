"""Choices that come from the database."""

from countries.models import Country
from themes.models import Theme


def published_themes() -> list[tuple[str, str]]:
    """The choices of a theme filter."""
    return [(theme.slug, theme.name) for theme in Theme.objects.published()]


def published_countries() -> list[tuple[str, str]]:
    """The choices of a country filter, in the order of the atlas."""
    return [(country.slug, country.name) for country in Country.objects.published()]
