"""The addresses that search engines should know: pages without parameters, records with a page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from countries.models import Country, Disease, Therapy
from gtlead.sources.models import Source
from themes.models import Question, Theme

PAGES = (
    "home",
    "countries",
    "compare",
    "diseases",
    "therapies",
    "matrix",
    "trials",
    "timeline",
    "themes",
    "questions",
    "indicators",
    "glossary",
    "sources",
    "data",
    "changes",
    "about",
    "moderation-rules",
    "corrections",
    "privacy",
)


@dataclass(frozen=True)
class Place:
    """One address, and when its record was last saved."""

    path: str
    saved_on: date | None = None


def places() -> Iterator[Place]:
    """All addresses; one query for each kind of record."""
    for name in PAGES:
        yield Place(reverse(name))
    for records in (
        Country.objects.published(),
        Disease.objects.published(),
        Therapy.objects.published(),
        Theme.objects.published(),
        Question.objects.published(),
        Source.objects.published(),
    ):
        for record in records:
            yield Place(record.get_absolute_url(), record.updated_at.date())
