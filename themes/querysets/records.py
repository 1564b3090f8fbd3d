"""Queries over themes, questions and arguments."""

from typing import Self

from django.apps import apps
from django.db.models import Model, Prefetch, Q, QuerySet

from gtlead.records.choices import State
from gtlead.records.public_keys import Keys, public_keys
from gtlead.records.querysets import RecordQuerySet
from gtlead.sources.querysets import FactQuerySet


class ThemeQuerySet[Row: Model](RecordQuerySet[Row]):
    """Themes in the order of the profile's sections."""

    def with_topics(self) -> Self:
        """Fetches the published topics of all themes in one query."""
        return self.prefetch_related(Prefetch("topics", queryset=apps.get_model("themes", "Topic").objects.published()))

    def for_page(self) -> Self:
        """One theme with its picture."""
        return self.select_related("picture")


class TopicQuerySet[Row: Model](RecordQuerySet[Row]):
    """Topics: the rows of a comparison."""

    def published(self) -> Self:
        """Published, under a published theme."""
        return super().published().filter(theme__state=State.PUBLISHED)

    def for_comparison(self, themes: list[str]) -> Self:
        """The rows of a comparison: all themes, or those named."""
        topics = self.filter(theme__slug__in=themes) if themes else self
        return topics.select_related("theme")


def argued(stance: str) -> Keys:
    """The questions with a public argument of a stance, by key."""
    return Keys(
        lambda: (
            apps.get_model("themes", "Argument").objects.itself_published().filter(stance=stance).values("question_id")
        )
    )


ARGUED_FOR, ARGUED_AGAINST = argued("for"), argued("against")


class QuestionQuerySet[Row: Model](FactQuerySet[Row]):
    """Ethics questions; one that hears a single side is never public."""

    def published(self) -> Self:
        """Published and heard from both sides."""
        return super().published().filter(pk__in=ARGUED_FOR).filter(pk__in=ARGUED_AGAINST)

    def has_published_source(self) -> Q:
        """A question asserts nothing; its arguments and positions carry the sources."""
        return Q()

    def with_arguments(self) -> Self:
        """Fetches the public arguments with their counter-arguments and sources."""
        arguments = apps.get_model("themes", "Argument").objects.itself_published().for_page()
        return self.prefetch_related(Prefetch("arguments", queryset=arguments))


class ArgumentQuerySet[Row: Model](FactQuerySet[Row]):
    """Arguments for, against and conditional."""

    def itself_published(self) -> Self:
        """Published and sourced, whatever the question's state."""
        return super().published()

    def for_page(self) -> Self:
        """With question, sources, and the counter-argument if that is public too."""
        counters = apps.get_model("themes", "Argument").objects.itself_published()
        return self.select_related("question").prefetch_related(Prefetch("counter", queryset=counters)).with_sources()

    def for_citing(self) -> Self:
        """With the question."""
        return super().for_citing().select_related("question")

    def published(self) -> Self:
        """Published, on a question that is itself public."""
        return self.itself_published().filter(question__in=public_keys("themes.Question"))


class TermQuerySet[Row: Model](FactQuerySet[Row]):
    """Glossary terms; words of the dictionary may stand without a source."""

    def has_published_source(self) -> Q:
        """A plain definition asserts nothing."""
        return Q()

    def glosses(self) -> QuerySet[Model, tuple[str, str, str]]:
        """Slug, term and definition: what a page explains where it uses a term."""
        return self.values_list("slug", "term", "definition")

    def synonym_groups(self) -> list[list[str]]:
        """The term and its synonyms, a group a term."""
        return [[term, *synonyms.splitlines()] for term, synonyms in self.values_list("term", "synonyms")]
