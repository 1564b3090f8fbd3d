"""A reader's words in a list: read as the search of the site reads them, and told what became of them. Pure.

The search belongs to an app above; it says with `read_by` how words are read. Without it they are only folded.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from gtlead.records.search import fold


@dataclass(frozen=True)
class Words:
    """What is looked for: each group is one thing in all the ways to say it, folded; `written` is each as typed.

    `notes` tell what was corrected or left out, `nearest` are names spelt like it, `keys_of` tells the keys
    that the search of the site finds of a model, by its name, `named` what is called so, where nothing else is asked.
    """

    groups: Sequence[Sequence[str]]
    written: Sequence[str] = ()
    notes: Sequence[str] = ()
    nearest: Sequence[str] = ()
    keys_of: Callable[[str], Collection[int]] = lambda _model: ()
    named: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def among[Row](self, rows: Iterable[Row], texts_of: Callable[[Row], Iterable[str]]) -> "FoundByWords[Row]":
        """The rows in whose texts all is found; what no row has is left out, and told.

        If each is found but in no row together, those rows that have most.
        """
        listed = list(rows)
        texts = [f" {fold(' '.join(texts_of(row)))} " for row in listed]
        hits = [{n for n, text in enumerate(texts) if any(is_in(way, text) for way in ways)} for ways in self.groups]
        said = list(self.notes)
        if any(hits):
            written = self.written or [ways[0] for ways in self.groups]
            missed = [word for word, found in zip(written, hits, strict=False) if not found]
            said += [_("“%(word)s” is in none of these and was left out.") % {"word": word} for word in missed]
        counts = [sum(number in found for found in hits) for number in range(len(listed))]
        most = max(counts, default=0)
        if 0 < most < sum(map(bool, hits)):
            said.append(_("Nothing here has all of the words; what has most of them is shown."))
        return FoundByWords(
            [row for row, count in zip(listed, counts, strict=True) if count == most > 0], said, self.nearest
        )


@dataclass(frozen=True)
class FoundByWords[Row]:
    """The rows that words found, what became of the words, and names spelt like them."""

    rows: Sequence[Row]
    notes: Sequence[str] = ()
    nearest: Sequence[str] = ()


def is_in(way: str, text: str) -> bool:
    """Whether a word of the text begins so; scripts that do not part words may have it anywhere."""
    return f" {way}" in text if way.isascii() else way in text


def folded(typed: str) -> Words:
    """The words as they are, each for itself."""
    return Words([(word,) for word in fold(typed).split()])


_read: list[Callable[[str], Words]] = [folded]


def read_by(reader: Callable[[str], Words]) -> None:
    """Words are read so from now on."""
    _read[0] = reader


def read_words(typed: str) -> Words:
    """What a reader typed, as it is looked for."""
    return _read[0](typed)


def found_by[Row](typed: str, rows: Iterable[Row], texts_of: Callable[[Row], Iterable[str]]) -> FoundByWords[Row]:
    """The rows that the words find; all of them where there are none."""
    return read_words(typed).among(rows, texts_of) if typed.strip() else FoundByWords(list(rows))
