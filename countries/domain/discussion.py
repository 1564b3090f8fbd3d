"""An ethics question as data, and the matrix of questions by countries. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from countries.domain.shapes import Argument, Country, Position, Question
from gtlead.sources.bibliography import Bibliography

KINDS = ("law", "official-advice", "opinion-survey")


@dataclass(frozen=True)
class CountryPositions:
    """What is known of one country on one question; empty means not known."""

    country: Country
    positions: tuple[Position, ...]

    @property
    def by_kind(self) -> list[Position | None]:
        """Law, official advice and survey, each its position or None."""
        found = {position.legal_kind: position for position in self.positions}
        return [found.get(kind) for kind in KINDS]


@dataclass(frozen=True)
class Discussion:
    """One question's page; arguments for and against alternate, so that neither side always comes first."""

    question: Question
    arguments: Sequence[Argument]
    conditional: Sequence[Argument]
    bibliography: Bibliography


@dataclass(frozen=True)
class Matrix:
    """Questions as rows, countries as columns."""

    countries: Sequence[Country]
    rows: Sequence[tuple[Question, Sequence[CountryPositions]]]


def make_discussion(question: Question) -> Discussion:
    """The arguments with its sources numbered in the order of reading."""
    bibliography = Bibliography()
    arguments = bibliography.cite_facts(question.arguments.all())
    sides = [[a for a in arguments if a.stance == stance] for stance in ("for", "against")]
    alternating = [a for pair in zip_longest(*sides) for a in pair if a is not None]
    return Discussion(
        question=question,
        arguments=alternating,
        conditional=[a for a in arguments if a.stance == "conditional"],
        bibliography=bibliography,
    )


def by_country(positions: Iterable[Position], countries: Iterable[Country]) -> list[CountryPositions]:
    """The positions of each country, law before advice before surveys."""
    found: dict[int, list[Position]] = {}
    for position in positions:
        found.setdefault(position.country_id, []).append(position)
    return [
        CountryPositions(country, tuple(sorted(found.get(country.pk, ()), key=lambda p: KINDS.index(p.legal_kind))))
        for country in countries
    ]


def make_matrix(questions: Iterable[Question], countries: Iterable[Country], positions: Iterable[Position]) -> Matrix:
    """Each cell holds the country's positions on the question."""
    listed = list(countries)
    by_question: dict[int, list[Position]] = {}
    for position in positions:
        by_question.setdefault(position.question_id, []).append(position)
    rows = [(question, by_country(by_question.get(question.pk, ()), listed)) for question in questions]
    return Matrix(listed, rows)
