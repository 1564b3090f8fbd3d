"""The words of a list or of the admin, read by the index of the site."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from countries.domain.search_documents import KINDS
from countries.domain.search_index import QueryReading
from countries.finding.search import count_if_missed, index
from gtlead.lists.words import Words, folded

LISTED = KINDS.keys() - {"trial", "chart", "page", "field"}  # models whose lists ask the index


def words_of(typed: str) -> Words:
    """What is looked for, in all the ways to say it; what was corrected or left out, and what the index finds."""
    found = index()
    reading = found.read(typed)
    count_if_missed(reading, found)
    said = reading.words if reading.subjects else [*reading.words, *reading.asked]
    groups = [found.ways(phrase) for phrase in said] or folded(typed).groups
    is_names = all(phrase in found.phrases for phrase in said)
    return Words(
        groups,
        [reading.as_typed(phrase) for phrase in said],
        list(notes(reading)),
        reading.nearest or found.names_like(typed),
        lambda model: found.with_all(reading, model) if model in LISTED else (),
        {
            model: [found.named[n].key for n in reading.entities[kind]]
            for model, kind in KINDS.items()
            if is_names and reading.entities.get(kind)
        },
    )


def notes(reading: QueryReading) -> Iterable[str]:
    """What became of words that nothing has."""
    for correction in reading.corrections:
        said = {"meant": correction.meant, "typed": correction.typed}
        yield _("Searched for %(meant)s in place of “%(typed)s”.") % said
    for word in reading.dropped:
        yield _("“%(word)s” is not in the atlas and was left out.") % {"word": word}
