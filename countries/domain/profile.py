"""A country's profile as data: the same sections in the same order for every country. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from countries.domain.authorisation import AccessMap, Kind, Standing
from countries.domain.figures import CountryFigures, country_figures
from gtlead.sources.bibliography import Bibliography


@dataclass(frozen=True)
class TopicStatements:
    """The statements on one topic."""

    topic: Any
    statements: tuple[Any, ...]


@dataclass(frozen=True)
class Section:
    """One theme of the profile; empty sections are shown and say so."""

    theme: Any
    topics: tuple[TopicStatements, ...]


@dataclass(frozen=True)
class AuthorisedTherapy:
    """A therapy as it stands in the country."""

    therapy: Any
    standing: Standing
    citations: tuple[Any, ...]


def make_sections(themes: Iterable[Any], statements: Iterable[Any]) -> list[Section]:
    """A section for each theme, with the statements of its topics in order."""
    by_theme: dict[int, dict[Any, list[Any]]] = {}
    for statement in statements:
        by_theme.setdefault(statement.topic.theme_id, {}).setdefault(statement.topic, []).append(statement)
    return [
        Section(
            theme,
            tuple(TopicStatements(topic, tuple(found)) for topic, found in by_theme.get(theme.pk, {}).items()),
        )
        for theme in themes
    ]


def make_therapies(
    therapies: Iterable[Any], standings: dict[int, Standing], bibliography: Bibliography
) -> list[AuthorisedTherapy]:
    """The therapies that are or were authorised in the country, those in force first."""
    ever = [therapy for therapy in therapies if standings[therapy.pk].kind is not Kind.NEVER]
    ever.sort(key=lambda therapy: (not standings[therapy.pk].is_authorised, standings[therapy.pk].since))
    return [
        AuthorisedTherapy(
            therapy,
            standings[therapy.pk],
            tuple(bibliography.cite(s for a in standings[therapy.pk].authorisations for s in a.sources.all())),
        )
        for therapy in ever
    ]


@dataclass(frozen=True)
class Profile:
    """All that a profile's page shows; the bibliography has numbered every source cited on it."""

    country: Any
    day: date
    figures: CountryFigures
    first_therapies: Sequence[Any]
    sections: Sequence[Section]
    therapies: Sequence[AuthorisedTherapy]
    milestones: Sequence[Any]
    institutions: Sequence[Any]
    bibliography: Bibliography


def make_profile(
    *,
    country: Any,
    themes: Iterable[Any],
    statements: Iterable[Any],
    therapies: Iterable[Any],
    access: AccessMap,
    milestones: Iterable[Any],
    institutions: Iterable[Any],
) -> Profile:
    """The profile, its sources numbered in the order of reading."""
    bibliography = Bibliography()
    bibliography.cite_facts([country, *country.memberships.all()])
    sections = make_sections(themes, bibliography.cite_facts(statements))
    listed = list(therapies)
    standings = {therapy.pk: access.standing(therapy.pk, country.pk) for therapy in listed}
    figures = country_figures(country, access)
    return Profile(
        country=country,
        day=access.day,
        figures=figures,
        first_therapies=[therapy for therapy in listed if therapy.pk in figures.first_therapies],
        sections=sections,
        therapies=make_therapies(listed, standings, bibliography),
        institutions=bibliography.cite_facts(institutions),
        milestones=bibliography.cite_facts(milestones),
        bibliography=bibliography,
    )
