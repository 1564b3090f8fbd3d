"""The title of a page, from its first bytes. Pure."""

import re
from html.parser import HTMLParser

LONGEST = 300
DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)


class TitleParser(HTMLParser):
    """Collects the text of the first title."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.is_open = self.is_done = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Only the first one counts; pictures have titles too."""
        self.is_open = self.is_open or (tag == "title" and not self.is_done)

    def handle_endtag(self, tag: str) -> None:
        """The title has ended."""
        if tag == "title" and self.is_open:
            self.is_open, self.is_done = False, True

    def handle_data(self, data: str) -> None:
        """Text inside it."""
        if self.is_open:
            self.text.append(data)


def title_of(body: bytes, kind: str) -> str:
    """The title in one line; empty for what is no page."""
    if "html" not in kind.lower():
        return ""
    parser = TitleParser()
    parser.feed(decoded(body, kind))
    return " ".join("".join(parser.text).replace("\0", "").split())[:LONGEST]


def decoded(body: bytes, kind: str) -> str:
    """The text, by the declared character set if there is such a one, else as UTF-8."""
    declared = DECLARED.search(kind.encode()) or DECLARED.search(body[:2048])
    try:
        return body.decode(declared[1].decode() if declared else "utf-8", errors="replace")
    except LookupError:
        return body.decode("utf-8", errors="replace")
