"""The addresses that search engines should know: pages without parameters, records with a page, answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from countries.charts.catalogue import CHARTS
from countries.models import Country, Disease, LabelEntry, Span, Therapy
from gtlead.records.clock import today
from gtlead.sources.models import Source
from themes.models import Question, Theme

PAGES = (
    "home",
    "countries",
    "compare",
    "diseases",
    "therapies",
    "matrix",
    "prices",
    "trials",
    "timeline",
    "themes",
    "questions",
    "charts",
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
    """All addresses; the number of queries does not depend on how many."""
    for name in PAGES:
        yield Place(reverse(name))
    for name in CHARTS:
        yield Place(reverse("chart-page", args=[name]))
    themes = list(Theme.objects.published())
    for country in Country.objects.published():
        yield from (Place(country.url_of("theme", theme.slug)) for theme in themes)
        yield from (Place(country.url_of(page)) for page in ("institutions", "timeline"))
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
            if isinstance(record, Question):
                yield Place(reverse("question-positions", args=[record.slug]))
    for slug in LabelEntry.objects.published().therapies():
        yield Place(reverse("therapy-label", args=[slug]))
    yield from answers()


def answers() -> Iterator[Place]:
    """The lasting addresses of what is answered where a therapy was ever authorised: of it, and of its diseases."""
    slugs = {country.pk: country.slug for country in Country.objects.published()}
    therapies = {therapy.pk: therapy for therapy in Therapy.objects.published().with_diseases()}
    found: dict[str, date] = {}
    for key, country, *dates in Span.objects.on(today()).saved():
        if country in slugs and (therapy := therapies.get(key)):
            for subject in (therapy, *therapy.diseases.all()):
                path = f"{subject.get_absolute_url()}?country={slugs[country]}"
                saved = max(one.date() for one in (subject.updated_at, *dates) if one)
                found[path] = max(saved, found.get(path, saved))
    for path, saved in found.items():
        yield Place(path, saved)
