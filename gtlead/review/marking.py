"""What a page says that another does not, marked where it stands. Pure."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from html import escape, unescape

from gtlead.review.wording import marked, whole

TAG = re.compile(r"(<[^>]*>)")
NAME = re.compile(r"<(/?)([a-z0-9]+)", re.IGNORECASE)
MAIN = re.compile(r'(<main\b[^>]*>)(.*?)(<section class="cite-page"|</main>)', re.DOTALL)  # how to cite it always moves
OPEN, CLOSE = '<ins class="typed">', "</ins>"
BARE = frozenset({"svg", "script", "style", "select", "textarea", "title"})  # what they hold takes no mark


def with_marks(before: str, after: str) -> str:
    """The page after, with a mark round the words in its main part that the one before has not, if there is one."""
    old, new = MAIN.search(before), MAIN.search(after)
    if not (old and new):
        return after
    parts = TAG.split(new[2])
    for place, text in changed(words_of(TAG.split(old[2])), words_of(parts)):
        was = parts[place]
        parts[place] = f"{was[: len(was) - len(was.lstrip())]}{text}{was[len(was.rstrip()) :]}"
    return f"{after[: new.start(2)]}{''.join(parts)}{after[new.end(2) :]}"


def words_of(parts: Sequence[str]) -> list[tuple[int, str]]:
    """The texts between tags that may be marked, each with its place."""
    found, inside = [], ""
    for place, part in enumerate(parts):
        if place % 2:
            match = NAME.match(part)
            name = match[2].lower() if match else ""
            if inside and match and match[1] and name == inside:
                inside = ""
            elif not inside and match and not match[1] and name in BARE:
                inside = name
        elif not inside and part.strip():
            found.append((place, " ".join(unescape(part).split())))
    return found


def changed(old: Sequence[tuple[int, str]], new: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The places whose texts are other or new, each with its text marked."""
    before, after = [text for _place, text in old], [text for _place, text in new]
    for what, start, end, new_start, new_end in SequenceMatcher(None, before, after).get_opcodes():
        if what in ("equal", "delete"):
            continue
        are_pairs = end - start == new_end - new_start
        for number, (place, text) in enumerate(new[new_start:new_end]):
            pieces = marked(before[start + number], text)[1] if are_pairs else whole(text)
            words = "".join(f"{OPEN}{escape(p.text)}{CLOSE}" if p.is_changed else escape(p.text) for p in pieces)
            yield place, words.replace(f"{CLOSE} {OPEN}", " ")
