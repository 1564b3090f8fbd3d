"""The one rule on characters: what XML, HTML or a terminal breaks on, or nobody can see, is in no text. Pure.

What nobody can see is taken out where it means nothing (a soft hyphen that was copied along), kept where a script
needs it (a joiner in Devanagari, a break in Thai), and refused where it turns what is read (directional overrides).
"""

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

BREAKS = "\x0b\x0c\x85\u2028\u2029"  # line breaks of word processors
CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # C0 and C1 but tab and line breaks
INVISIBLE = "\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
FORBIDDEN = re.compile(f"[{CONTROLS}{INVISIBLE}{NONCHARACTERS}\ud800-\udfff]")
SHOWN_BEFORE = 20
MARKS = "\u200e\u200f\u061c"  # of direction, without turning anything round
JOINERS = "\u200c\u200d"
FILLERS = "\u115f\u1160\u3164\uffa0"  # of Hangul: letters that show nothing
BLANKS = "\xa0\u2000-\u200a\u202f\u205f\u3000\u2800"
NOTHING = re.compile(f"[\\s{BLANKS}]*")
TAKEN_OUT = re.compile(f"[\xad\u034f\u200b\u2060\ufeff{JOINERS}{MARKS}{FILLERS}]")
# Scripts as the names of their characters begin.
WITHOUT_BLANKS = ("THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN", "JAVANESE", "BALINESE")
WITH_JOINERS = (
    "ARABIC", "SYRIAC", "NKO", "MONGOLIAN", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL",
    "TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "KHMER", "MYANMAR", "TIBETAN",
)  # fmt: skip


def refuse_forbidden(value: object) -> None:
    """Validator: says which character is not allowed, and where; what is taken out anyway is not worth a word."""
    if isinstance(value, str) and (message := complaint(tidied(value))):
        raise ValidationError(message, code="forbidden_character")


def tidied(text: str) -> str:
    """The text without the invisible characters that mean nothing where they stand; of blanks alone there is none."""
    found = TAKEN_OUT.sub(lambda found: found[0] if means_something(text, found.start()) else "", text)
    return "" if NOTHING.fullmatch(found) else found


def means_something(text: str, place: int) -> bool:
    """Whether the script around an invisible character needs it."""
    char, before, after = text[place], text[place - 1 : place], text[place + 1 : place + 2]
    if char in MARKS:
        return any(unicodedata.bidirectional(other) in ("R", "AL") for other in text if other not in MARKS)
    if not before or not after:
        return False
    if char == "\u200d" and unicodedata.category(after) == "So":
        return unicodedata.category(before) in ("So", "Sk", "Mn")  # one picture of several
    if char in FILLERS:
        return "HANGUL" in unicodedata.name(before, "") or "HANGUL" in unicodedata.name(after, "")
    scripts = {"\u200b": WITHOUT_BLANKS}.get(char, WITH_JOINERS if char in JOINERS else ())
    return unicodedata.name(before, "").startswith(tuple(scripts)) and bool(scripts)


def complaint(text: str) -> str:
    """What is said of the first character that may not stay; nothing if all may."""
    found = next((f for f in FORBIDDEN.finditer(text) if not means_something(text, f.start())), None)
    if found is None:
        return ""
    words = {"code": f"U+{ord(found[0]):04X}", "kind": kind_of(found[0]), "place": found.start() + 1}
    if not found.start():
        return _("The text begins with %(code)s, %(kind)s. Please take it out.") % words
    words["before"] = text[max(0, found.start() - SHOWN_BEFORE) : found.start()]
    return _("Character %(place)s, after “%(before)s”, is %(code)s, %(kind)s. Please take it out.") % words


def named_invisible(text: str, *, with_blanks: bool) -> str:
    """For those who compare: the text with the names of characters that nobody can see, such as ⟨U+00AD⟩.

    With blanks: those that look like a space and are another character too.
    """
    unseen = re.compile(f"[{CONTROLS}{INVISIBLE}{JOINERS}{FILLERS}\u034f{BLANKS if with_blanks else ''}]")
    return unseen.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


def kind_of(char: str) -> str:
    """A forbidden character in words."""
    if re.match(f"[{CONTROLS}]", char):
        return _("a control character")
    if re.match(f"[{INVISIBLE}]", char):
        return _("a character that nobody can see")
    return _("no character of any script")


def cleaned(text: str) -> str:
    """The text without what is forbidden; a line break of a word processor is a blank."""
    plain = tidied(text)

    def without(found: re.Match[str]) -> str:
        if means_something(plain, found.start()):
            return found[0]
        return " " if found[0] in BREAKS else ""

    return FORBIDDEN.sub(without, plain)


def cleaned_deep(value: object) -> Any:
    """The same for all texts in a value as JSON has them."""
    if isinstance(value, str):
        return cleaned(value)
    if isinstance(value, dict):
        return {cleaned_deep(key): cleaned_deep(item) for key, item in value.items()}
    return [cleaned_deep(item) for item in value] if isinstance(value, list | tuple) else value
