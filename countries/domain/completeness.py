"""How complete the atlas is: theme by country, what is answered, missing, overdue and how well sourced. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from countries.domain.shapes import Country, Statement, Theme, Topic
from gtlead.lists.tables import Column


@dataclass(frozen=True)
class CompletenessRow:
    """One theme in one country; `statements` are all of its statements in every state."""

    theme: Theme
    country: Country
    topics: tuple[Topic, ...]
    statements: tuple[Statement, ...]

    @property
    def published(self) -> tuple[Statement, ...]:
        """The published statements."""
        return tuple(s for s in self.statements if s.is_published)

    @property
    def key_topics(self) -> set[int]:
        """Topics whose comparison cell is filled, even with "not known"."""
        return {s.topic_id for s in self.published if s.is_key}

    @property
    def not_known(self) -> int:
        """Topics answered by "not known"."""
        return sum(s.is_key and s.answer == "not-known" for s in self.published)

    @property
    def missing(self) -> list[str]:
        """Topics without anything in the comparison."""
        filled = self.key_topics
        return [topic.slug for topic in self.topics if topic.pk not in filled]

    @property
    def overdue(self) -> int:
        """Published statements not checked for longer than the site allows."""
        return sum(s.is_overdue for s in self.published)

    @property
    def primary(self) -> int:
        """Published statements that a primary source backs."""
        return sum(any(source.standing == "primary" for source in s.cited) for s in self.published)


COMPLETENESS_COLUMNS: tuple[Column[CompletenessRow], ...] = (
    Column("theme", "Theme.", lambda r: r.theme.slug),
    Column("country", "Country.", lambda r: r.country.slug),
    Column("topics", "Topics of the theme.", lambda r: len(r.topics)),
    Column("topics_answered", "Topics with a published statement in the comparison.", lambda r: len(r.key_topics)),
    Column("topics_not_known", "Of these, answered by not known.", lambda r: r.not_known),
    Column("topics_missing", "Topics with nothing in the comparison.", lambda r: len(r.missing)),
    Column("missing", "Which topics these are.", lambda r: r.missing),
    Column("statements_published", "Published statements.", lambda r: len(r.published)),
    Column("statements_not_published", "Drafts, in review, archived.", lambda r: len(r.statements) - len(r.published)),
    Column("overdue", "Published statements whose check is overdue.", lambda r: r.overdue),
    Column("backed_by_primary", "Published statements with at least one primary source.", lambda r: r.primary),
)


def completeness_rows(
    themes: Iterable[Theme], countries: Iterable[Country], statements: Iterable[Statement]
) -> list[CompletenessRow]:
    """A row for each theme and country, also where there is nothing at all."""
    by_place: dict[tuple[int, int], list[Statement]] = {}
    for statement in statements:
        by_place.setdefault((statement.topic.theme_id, statement.country_id), []).append(statement)
    listed = list(countries)
    return [
        CompletenessRow(theme, country, tuple(theme.topics.all()), tuple(by_place.get((theme.pk, country.pk), ())))
        for theme in themes
        for country in listed
    ]
