"""What a stranger typed, as plain text that can be shown: tricks of Unicode undone, links found. Pure."""

import re
import unicodedata

REMOVED = "\ufffc"  # stands where a moderator took a passage out; nobody can type it
JOINERS = "\u200c\u200d"  # needed by some scripts and by emoji, a trick elsewhere
INVISIBLE_LETTERS = "\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5"
MOST_MARKS = 4  # accents on one letter
MOST_BREAKS = re.compile(r"\n{3,}")
BLANKS = re.compile(r"[^\S\n]+")

# Cyrillic and Greek letters that pass for Latin ones.
LOOK_ALIKES = str.maketrans("аеорсухіјѕԁһӏԛԝкмтвнαορνικτυχε", "aeopcyxijsdhlqwkmtbhaopviktuxe")
LINK = re.compile(
    r"""[a-z][a-z0-9+.-]{0,20}://          # any scheme
      | \bwww\.\w
      | <a\s | \[/?url | \]\(
      | \b[\w-]{1,63}\.(?:com|net|org|info|biz|xyz|top|online|site|shop|store|club|click|live|ru|cn|io|app|dev|link)\b
      | \b[\w-]{1,63}\.[a-z]{2,24}/\S        # any name with a path
      | \S@[\w-]{1,63}\.\w                # an e-mail address
    """,
    re.VERBOSE,
)
DOTS = re.compile(r"\s*[\[({]\s*(?:\.|dot|punkt)\s*[\])}]\s*")


def neutralise(text: str) -> str:
    """The text without control, bidi and invisible characters, piled accents and disguised letters."""
    text = unicodedata.normalize("NFC", re.sub(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]", "\n", text))
    kept: list[str] = []
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks <= MOST_MARKS and may_stay(char, category, kept[-1] if kept else ""):
            kept.append(as_plain_letter(char))
    lines = [BLANKS.sub(" ", line).strip() for line in "".join(kept).split("\n")]
    return MOST_BREAKS.sub("\n\n", "\n".join(lines)).strip()


def may_stay(char: str, category: str, before: str) -> bool:
    """Whether a character says something that a reader can see."""
    if char in "\n\t":
        return True
    if char in JOINERS:
        return bool(before) and ord(before) > 0x2FF and unicodedata.category(before) not in ("Cf", "Zs")
    return category not in ("Cc", "Cf", "Co", "Cs") and char not in INVISIBLE_LETTERS and char != REMOVED


def as_plain_letter(char: str) -> str:
    """A letter dressed up as mathematics, in a circle or at full width is the letter; all blanks are one blank."""
    if char == "\u2800" or (char != "\n" and char.isspace()):
        return " "
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 and plain.isascii() and plain.isalnum() else char


def folded(text: str) -> str:
    """The text as a reader takes it in at a glance: for finding links and likeness, not for showing."""
    text = unicodedata.normalize("NFKD", text).casefold().translate(LOOK_ALIKES)
    return "".join(char for char in text if not unicodedata.combining(char) and unicodedata.category(char) != "Cf")


def has_link(text: str) -> bool:
    """Whether the text holds an address of the web or of e-mail, also one spelt `name (dot) com`."""
    return LINK.search(DOTS.sub(".", folded(text))) is not None


def disguised_words(text: str) -> int:
    """How many words mix Latin letters with Cyrillic or Greek ones that look like them."""
    return sum(is_disguised(word) for word in re.findall(r"\w+", text.casefold()))


def is_disguised(word: str) -> bool:
    """Whether a word holds Latin letters and such as pass for them."""
    latin = any(char.isascii() and char.isalpha() for char in word)
    return latin and word != word.translate(LOOK_ALIKES)
