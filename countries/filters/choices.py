"""Choices that come from the database."""

from countries.models import Country
from gtlead.publication.per_version import kept_until_published
from themes.models import Theme


@kept_until_published(1)
def published_themes() -> list[tuple[str, str]]:
    """The choices of a theme filter."""
    return list(Theme.objects.published().values_list("slug", "name"))


@kept_until_published(1)
def published_countries() -> list[tuple[str, str]]:
    """The choices of a country filter, in the order of the atlas."""
    return list(Country.objects.published().values_list("slug", "name"))
