"""An ethics question as data, and the matrix of questions by countries. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from countries.domain.shapes import Argument, Country, Position, Question
from gtlead.sources.bibliography import Bibliography

KINDS = ("law", "official-advice", "opinion-survey")
MOST_COUNTRIES = 30  # in a word beside the arguments; of more, the first of which something is known


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
    """A page of one question: the arguments `here`, those for and against, and those under conditions.

    Of either, the first on any page is named, for pages that have none.
    """

    question: Question
    here: Collection[str]
    arguments: Sequence[Argument]
    conditional: Sequence[Argument]
    first: Argument | None
    first_conditional: Argument | None
    bibliography: Bibliography


@dataclass(frozen=True)
class Matrix:
    """Questions as rows, countries as columns."""

    countries: Sequence[Country]
    rows: Sequence[tuple[Question, Sequence[CountryPositions]]]


def arguments_in_order(question: Question) -> list[Argument]:
    """For and against alternate, so that neither side always comes first; then those under conditions."""
    arguments = list(question.arguments.all())
    sides = [[a for a in arguments if a.stance == stance] for stance in ("for", "against")]
    alternating = [a for pair in zip_longest(*sides) for a in pair if a is not None]
    return [*alternating, *(a for a in arguments if a.stance == "conditional")]


def make_discussion(question: Question, shown: Sequence[Argument]) -> Discussion:
    """The page of the arguments `shown`, with its sources numbered."""
    bibliography = Bibliography()
    bibliography.cite_facts(argument for argument in question.arguments.all() if argument in shown)
    in_order = arguments_in_order(question)
    return Discussion(
        question=question,
        here={argument.slug for argument in shown},
        arguments=[a for a in shown if a.stance != "conditional"],
        conditional=[a for a in shown if a.stance == "conditional"],
        first=next((a for a in in_order if a.stance != "conditional"), None),
        first_conditional=next((a for a in in_order if a.stance == "conditional"), None),
        bibliography=bibliography,
    )


def in_a_word(rows: Sequence[CountryPositions]) -> Sequence[CountryPositions]:
    """The countries that stand beside the arguments."""
    return rows if len(rows) <= MOST_COUNTRIES else [row for row in rows if row.positions][:MOST_COUNTRIES]


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
