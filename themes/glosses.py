"""Terms of the glossary in what a page says: the first use in a passage opens the definition. Pure.

Only text between tags is touched, and none inside a link, a heading, a quotation or another language. A word that is
part of a name, as in “Embryo Protection Act”, is not the term. A long term is a link to the glossary, because a
button does not break at the end of a line. Only terms are looked for, not their synonyms, which
help to find and mean other things elsewhere. Brackets and stops beside a button are kept with it, which a line would
else part from it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import escape

from gtlead.records.addresses import standing

LONGEST = 30  # letters of a button
MOST = 6  # definitions on a page, those of the first terms that it uses

TOKEN = re.compile(r"""(<!--.*?-->|<(?:[^<>"']|"[^"]*"|'[^']*')*>)""", re.DOTALL)
TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)")
# What may not be parted from a word at the end of a line.
BEFORE, AFTER = r"[(\[“‘]", r"(?:[)\].,;:?!”’]|(?:’|&#x27;)s\b)"
PASSAGES = {"section", "article"}
UNTOUCHED = {
    *("a", "button", "summary", "label", "legend", "option", "textarea"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "th", "dt", "caption", "figcaption"),
    *("blockquote", "q", "cite", "code", "time", "script", "style", "svg", "nav"),
}
NAME_BEFORE = re.compile(r"[A-Z][\w’-]* (?:(?:and|of|for|on) )?$")
NAME_AFTER = re.compile(r" (?:(?:and|of|for|on) )?[A-Z][a-z]")
SET_APART = re.compile(
    r'\blang="(?!en)'
    r'|\bclass="(?:w|l|l .*?|label|bibliography|claim|value|question|eyebrow|small mute|visually-hidden)"'
)


@dataclass(frozen=True)
class Gloss:
    """A term and what it means."""

    slug: str
    term: str
    definition: str


@lru_cache(maxsize=4)
def words_of(terms: tuple[Gloss, ...]) -> tuple[re.Pattern[str], dict[str, Gloss]]:
    """What finds the terms as they are written in a page, the longest first, and whose each is."""
    by_word = {str(escape(form)): gloss for gloss in terms for form in forms_of(gloss.term)}
    longest_first = sorted(by_word, key=len, reverse=True)
    term = "|".join(map(re.escape, longest_first)) or "(?!)"
    return re.compile(rf"({BEFORE}?)(?<![\w&#-])({term})(?![\w-])({AFTER}*)"), by_word


def forms_of(term: str) -> set[str]:
    """The term as it may be written: singular and plural, within a sentence and at its beginning."""
    plural = f"{term[:-1]}ies" if re.search(r"[^aeiou]y$", term) else f"{term}s"
    inside = {form[0].lower() + form[1:] for form in (term, plural) if is_common(term)}
    return {term, plural} | inside


def is_common(term: str) -> bool:
    """Whether only its first letter is a capital, as in a list of words."""
    return bool(re.fullmatch(r"[A-Z]?[a-z][^A-Z]*|[A-Z] [^A-Z]*", term))


def is_in_name(text: str, start: int, end: int) -> bool:
    """Whether it is written as a name, and the words beside it too."""
    if not text[start : start + 2].istitle():
        return False
    return bool(NAME_AFTER.match(text, end) or NAME_BEFORE.search(text[:start]))


def glossed(html: str, terms: Sequence[Gloss], most: int = MOST, glossary: str = "") -> tuple[str, list[Gloss]]:
    """The page with each term marked once a passage, and the terms that need their definition.

    `glossary` is the address of the glossary.
    """
    pattern, by_word = words_of(tuple(terms))
    used: dict[str, Gloss] = {}
    marked: set[str] = set()

    def mark(found: re.Match[str]) -> str:
        before, word, after = found.groups()
        gloss = by_word[word]
        if gloss.slug in marked or (is_common(gloss.term) and is_in_name(found.string, *found.span(2))):
            return found[0]
        if len(word) > LONGEST:
            marked.add(gloss.slug)
            return f'{before}<a class="t" href="{standing(glossary, gloss.slug)}">{word}</a>{after}'
        if gloss.slug not in used and len(used) == most:
            return found[0]
        marked.add(gloss.slug)
        used[gloss.slug] = gloss
        button = f'<button type="button" class="t" popovertarget="gloss-{gloss.slug}">{word}</button>'
        return f'<span class="k">{before}{button}{after}</span>' if before or after else button

    pieces, apart, depth = [], "", 0
    for piece in TOKEN.split(html):
        tag = TAG.match(piece)
        if tag is None:
            pieces.append(piece if apart or piece.startswith("<") else pattern.sub(mark, piece))
            continue
        pieces.append(piece)
        is_end, name = bool(tag[1]), tag[2].lower()
        if apart:
            depth += (name == apart) * (-1 if is_end else 1)
            apart = apart if depth else ""
        elif not is_end and (name in UNTOUCHED or SET_APART.search(piece)):
            apart, depth = name, 1
        elif not is_end and name in PASSAGES:
            marked.clear()
    return "".join(pieces), list(used.values())
