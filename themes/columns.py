"""The columns of the tables of this app: themes, topics, questions, arguments, glossary."""

from gtlead.lists.tables import CellType, Column
from gtlead.sources.models import Fact
from themes.models import Argument, Question, Term, Theme, Topic


def source_urls(fact: Fact) -> list[str]:
    """The addresses of a fact's public sources."""
    return [source.url for source in fact.cited]


SOURCES: Column[Fact] = Column("sources", "Addresses of the documents behind it.", source_urls, CellType.LIST)

THEME_COLUMNS: tuple[Column[Theme], ...] = (
    Column("theme", "Lasting identifier.", lambda t: t.slug),
    Column("name", "Display name.", lambda t: t.name),
    Column("question", "What the theme answers.", lambda t: t.question),
    Column("introduction", "Neutral introduction, without facts.", lambda t: t.introduction),
    Column("position", "Order in the atlas.", lambda t: t.position, CellType.WHOLE),
)

TOPIC_COLUMNS: tuple[Column[Topic], ...] = (
    Column("topic", "Lasting identifier.", lambda t: t.slug),
    Column("theme", "Theme it belongs to.", lambda t: t.theme.slug, names="themes"),
    Column("name", "The row's header in a comparison.", lambda t: t.name),
    Column("question", "The question put to every country.", lambda t: t.question),
    Column("position", "Order within the theme.", lambda t: t.position, CellType.WHOLE),
)

QUESTION_COLUMNS: tuple[Column[Question], ...] = (
    Column("question", "Lasting identifier.", lambda q: q.slug),
    Column("title", "The question.", lambda q: q.title),
    Column("practice", "The practice that countries' classes speak about.", lambda q: q.practice),
    Column("scope", "Whose genes are concerned.", lambda q: q.scope, choices=Question.Scope.values),
    Column("summary", "Summary in two sentences.", lambda q: q.summary),
    SOURCES,
)

ARGUMENT_COLUMNS: tuple[Column[Argument], ...] = (
    Column("argument", "Lasting identifier.", lambda a: a.slug),
    Column("question", "Question it answers.", lambda a: a.question.slug, names="questions"),
    Column("stance", "for, against or conditional.", lambda a: a.stance, choices=Argument.Stance.values),
    Column("title", "The argument in a line.", lambda a: a.title),
    Column("text", "The argument.", lambda a: a.text),
    Column("value", "What is at stake.", lambda a: a.value, choices=Argument.Value.values),
    Column(
        "counter",
        "The strongest counter-argument.",
        lambda a: a.counter.slug if a.counter else "",
        missing="none",
    ),
    SOURCES,
    Column("checked_on", "Day of the last check.", lambda a: a.checked_on, CellType.DAY),
)

TERM_COLUMNS: tuple[Column[Term], ...] = (
    Column("term", "Lasting identifier, as in the address of the glossary.", lambda t: t.slug),
    Column("name", "The term.", lambda t: t.term),
    Column("definition", "What it means, in plain words.", lambda t: t.definition),
    Column("synonyms", "Other words for it.", lambda t: t.synonyms.splitlines(), CellType.LIST),
    SOURCES,
)
