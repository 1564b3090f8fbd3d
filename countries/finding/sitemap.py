"""The addresses that search engines should know: pages without parameters, records with a page, answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from countries.charts.catalogue import CHARTS
from countries.models import Country, Disease, LabelEntry, Span, Therapy
from gtlead.records.clock import today
from gtlead.sources.models import Source
from themes.models import Question, Theme

MOST_ADDRESSES = 5_000  # in one file; a site map may name 50,000
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
class SitemapAddress:
    """One address, and when its record was last saved."""

    path: str
    saved_on: date | None = None


def places() -> Iterator[SitemapAddress]:
    """All addresses; the number of queries does not depend on how many."""
    for name in PAGES:
        yield SitemapAddress(reverse(name))
    for name in CHARTS:
        yield SitemapAddress(reverse("chart-page", args=[name]))
    themes = list(Theme.objects.published())
    for country in Country.objects.published():
        yield from (SitemapAddress(country.url_of("theme", theme.slug)) for theme in themes)
        yield from (SitemapAddress(country.url_of(page)) for page in ("institutions", "timeline"))
    for records in (
        Country.objects.published(),
        Disease.objects.published(),
        Therapy.objects.published(),
        Theme.objects.published(),
        Question.objects.published(),
        Source.objects.published(),
    ):
        for record in records.for_sitemap():
            yield SitemapAddress(record.get_absolute_url(), record.updated_at.date())
            if isinstance(record, Question):
                yield SitemapAddress(reverse("question-positions", args=[record.slug]))
    for slug in LabelEntry.objects.published().therapies():
        yield SitemapAddress(reverse("therapy-label", args=[slug]))
    yield from answers()


def answers() -> Iterator[SitemapAddress]:
    """The lasting addresses of what is answered where a therapy was ever authorised: of it, and of its diseases."""
    slugs = dict(Country.objects.published().values_list("pk", "slug"))
    subjects = {
        therapy.pk: [
            (therapy.get_absolute_url(), therapy.updated_at),
            *((disease.get_absolute_url(), disease.updated_at) for disease in therapy.diseases.all()),
        ]
        for therapy in Therapy.objects.published().for_sitemap().with_diseases()
    }
    found: dict[str, datetime] = {}
    for therapy, country, *dates in Span.objects.on(today()).saved():
        if country in slugs:
            for page, updated in subjects.get(therapy, ()):
                path = f"{page}?country={slugs[country]}"
                saved = max(one for one in (updated, *dates) if one)
                found[path] = max(saved, found.get(path, saved))
    for path, saved in found.items():
        yield SitemapAddress(path, saved.date())
