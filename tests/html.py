"""The HTML contract of every page, on the standard library's parser: `problems(text)` names what breaks it.

Stricter than a browser: tags are balanced, ids unique and resolved, tables headed, controls labelled, nothing
inline, nothing empty. A test that lists a page's problems reads like a review of it.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from urllib.parse import urlsplit

VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
CONTROLS = ("input", "select", "textarea")
UNLABELLED_INPUTS = frozenset({"hidden", "submit", "button", "reset", "image"})
IDREFS = ("aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "for", "headers", "form")
SECTIONS = ("article", "aside", "footer", "header", "main", "nav", "section")
BLOCKS = (
    *HEADINGS,
    *SECTIONS,
    *("address", "blockquote", "details", "div", "dl", "fieldset", "figure", "form", "hr", "ol", "p", "pre"),
    *("table", "ul"),
)
SPACED = (*BLOCKS, "br", "dd", "dt", "li", "td", "th", "tr")
LANDMARKS = ("header", "nav", "main", "footer")
ITEMS = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd", "div"},
    "tr": {"td", "th"},
    "tbody": {"tr"},
    "thead": {"tr"},
}
FETCHING = ("script", "img", "iframe", "source", "video", "audio")
FETCHING_RELS = frozenset(("stylesheet", "icon", "preload", "modulepreload", "manifest", "preconnect", "dns-prefetch"))


@dataclass(eq=False)
class Element:
    """A tag with its attributes, children and place in the source."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    parent: "Element | None" = None
    line: int = 0
    children: "list[Element | str]" = field(default_factory=list)

    def __str__(self) -> str:
        marks = "".join(
            f' {name}="{self.attributes[name]}"' for name in ("id", "name", "class") if name in self.attributes
        )
        return f"<{self.tag}{marks}> (line {self.line})"

    def get(self, name: str, default: str = "") -> str:
        """An attribute's value."""
        return self.attributes.get(name, default)

    @property
    def elements(self) -> "list[Element]":
        """The children that are elements."""
        return [child for child in self.children if isinstance(child, Element)]

    def walk(self) -> "Iterator[Element]":
        """All elements below this one in the order of the source."""
        waiting = self.elements[::-1]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += element.elements[::-1]

    def all(self, *tags: str) -> "list[Element]":
        """The elements below this one with one of the tags."""
        return [element for element in self.walk() if element.tag in tags]

    def ancestors(self) -> "Iterator[Element]":
        """From the parent up."""
        element = self.parent
        while element is not None:
            yield element
            element = element.parent

    def has_ancestor(self, *tags: str) -> bool:
        """Whether it lies inside one of these."""
        return any(ancestor.tag in tags for ancestor in self.ancestors())

    @property
    def text(self) -> str:
        """All text below, with single spaces; pictures speak by their `alt`."""
        return " ".join("".join(self._pieces()).split())

    def _pieces(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag == "img":
                yield child.get("alt")
            elif child.tag not in ("script", "style", "template"):
                yield from child._pieces()
                if child.tag in SPACED:
                    yield " "


class Document(HTMLParser):
    """A parsed page, the finders that tests use, and what is wrong with the page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("#document")
        self.open = self.root
        self.elements: list[Element] = []
        self.by_tag: dict[str, list[Element]] = {}
        self.doctype = ""
        self.syntax: list[str] = []
        self.feed(text)
        self.close()
        if self.open is not self.root:
            self.syntax.append(f"{self.open} is never closed")

    def handle_decl(self, decl: str) -> None:
        """The doctype."""
        self.doctype = decl.lower()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; void ones close at once."""
        element = Element(tag, {name: value or "" for name, value in attrs}, self.open, self.getpos()[0])
        if len(element.attributes) < len(attrs):
            names = Counter(name for name, _value in attrs)
            self.syntax += [f"{element}: attribute {name} is given twice" for name, n in names.items() if n > 1]
        if tag in BLOCKS and element.has_ancestor("p"):
            self.syntax.append(f"{element} inside a paragraph")
        self.open.children.append(element)
        self.elements.append(element)
        self.by_tag.setdefault(tag, []).append(element)
        if tag not in VOID:
            self.open = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """`<path/>` in a picture closes itself."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the element that is open, and no other."""
        if self.open.tag != tag:
            self.syntax.append(f"</{tag}> closes {self.open} (line {self.getpos()[0]})")
            if not self.open.has_ancestor(tag):
                return
            while self.open.tag != tag and self.open.parent is not None:
                self.open = self.open.parent
        if self.open.parent is not None:
            self.open = self.open.parent

    def handle_data(self, data: str) -> None:
        """Text."""
        self.open.children.append(data)

    def all(self, *tags: str) -> list[Element]:
        """Every element with one of the tags."""
        if len(tags) == 1:
            return self.by_tag.get(tags[0], [])
        return [element for element in self.elements if element.tag in tags]

    def by_id(self, value: str) -> Element:
        """The element with this id."""
        return self.ids[value][0]

    def by_class(self, name: str) -> list[Element]:
        """Every element of a class."""
        return [element for element in self.elements if name in element.get("class").split()]

    @cached_property
    def ids(self) -> dict[str, list[Element]]:
        """The elements by id."""
        found: dict[str, list[Element]] = {}
        for element in self.elements:
            if "id" in element.attributes:
                found.setdefault(element.get("id"), []).append(element)
        return found

    @property
    def links(self) -> list[str]:
        """Every address that a link or a form leads to."""
        return [e.get("href") for e in self.all("a")] + [e.get("action") for e in self.all("form")]

    def name_of(self, element: Element) -> str:
        """The accessible name, roughly: label, labelling elements, own text, title."""
        if element.get("aria-labelledby"):
            refs = element.get("aria-labelledby").split()
            return " ".join(self.ids[ref][0].text for ref in refs if ref in self.ids)
        if element.get("aria-label"):
            return element.get("aria-label")
        if element.tag in CONTROLS:
            label = next((a for a in element.ancestors() if a.tag == "label"), None)
            labels = [e for e in self.all("label") if element.get("id") and e.get("for") == element.get("id")]
            return " ".join(e.text for e in [*labels, *([label] if label else [])])
        return element.text or element.get("title")


def problems(page: Document | str) -> list[str]:
    """What breaks the contract of a whole page; empty if nothing does."""
    page = Document(page) if isinstance(page, str) else page
    return [
        *head_problems(page),
        *fragment_problems(page),
        *landmark_problems(page),
        *heading_problems(page),
    ]


def fragment_problems(page: Document | str) -> list[str]:
    """What breaks the contract wherever the markup stands, in a page or in a piece of one."""
    page = Document(page) if isinstance(page, str) else page
    return [
        *page.syntax,
        *id_problems(page),
        *name_problems(page),
        *table_problems(page),
        *inline_problems(page),
        *resource_problems(page),
        *content_problems(page),
    ]


def head_problems(page: Document) -> Iterator[str]:
    """Doctype, language, title, description, one heading of the first rank."""
    if page.doctype != "doctype html":
        yield "no <!doctype html>"
    html = page.all("html")
    if len(html) != 1 or not html[0].get("lang"):
        yield "no lang on <html>"
    titles = [e for e in page.all("title") if e.has_ancestor("head")]
    if len(titles) != 1 or not titles[0].text.removesuffix("· GT Lead").strip():
        yield "no title of its own"
    if not [e for e in page.all("meta") if e.get("name") == "viewport"]:
        yield "no viewport"
    if not page.all("meta") or page.all("meta")[0].get("charset").lower() != "utf-8":
        yield "the character set is not said first"
    for meta in page.all("meta"):
        if meta.get("name") == "description" and not meta.get("content").strip():
            yield "an empty description"


def landmark_problems(page: Document) -> Iterator[str]:
    """Each landmark is there; of several navigations each has its own name."""
    for tag in LANDMARKS:
        found = [e for e in page.all(tag) if tag not in ("header", "footer") or not e.has_ancestor("main", "article")]
        if not found:
            yield f"no <{tag}>"
        if tag in ("main", "header", "footer") and len(found) > 1:
            yield f"{len(found)} of <{tag}>"
    named = [e for e in page.elements if e.tag == "nav" or e.get("role") == "region"]
    names = Counter((e.tag, page.name_of(e)) for e in named)
    yield from (f"{n} <{tag}> of the name “{name}”" for (tag, name), n in names.items() if n > 1 or not name)


def heading_problems(page: Document) -> Iterator[str]:
    """One h1, which comes first; no rank is skipped, no heading is empty."""
    headings = page.all(*HEADINGS)
    ones = sum(e.tag == "h1" for e in headings)
    if ones != 1:
        yield f"{ones} of <h1>"
    before = 0
    for heading in headings:
        rank = int(heading.tag[1])
        if rank > before + 1:
            yield f"{heading} “{heading.text}” skips from h{before}"
        if not heading.text:
            yield f"{heading} is empty"
        before = rank


def id_problems(page: Document) -> Iterator[str]:
    """Ids are unique and not empty; what refers to one finds it."""
    for value, elements in page.ids.items():
        if not value or " " in value:
            yield f"{elements[0]} has no proper id"
        if len(elements) > 1:
            yield f"id {value} is used {len(elements)} times"
    for element in page.elements:
        for name in IDREFS:
            for ref in element.get(name).split():
                if ref not in page.ids:
                    yield f"{element}: {name} names no element: {ref}"
        href = element.get("href")
        if element.tag == "a" and href.startswith("#") and href[1:] not in page.ids:
            yield f"{element}: no place {href} on this page"


def name_problems(page: Document) -> Iterator[str]:
    """Controls are labelled; links, buttons, pictures and folds say what they are."""
    for element in page.elements:
        if element.tag in CONTROLS and element.get("type") not in UNLABELLED_INPUTS and not page.name_of(element):
            yield f"{element} has no label"
        if element.tag in ("a", "button", "summary", "legend", "label", "option") and not page.name_of(element):
            yield f"{element} says nothing"
        if element.tag == "a" and not element.get("href"):
            yield f"{element} “{element.text}” leads nowhere"
        if element.tag == "img" and "alt" not in element.attributes:
            yield f"{element} has no alt"
        if element.tag == "svg" and element.get("aria-hidden") != "true" and not svg_name(page, element):
            yield f"{element} has no name"
        if element.tag == "fieldset" and (not element.elements or element.elements[0].tag != "legend"):
            yield f"{element} does not begin with its legend"
        if element.tag in ("a", "button") and element.has_ancestor("a", "button"):
            yield f"{element} inside another control"


def svg_name(page: Document, svg: Element) -> str:
    """The name of an inline picture: its label or its title."""
    return (
        page.name_of(svg)
        if svg.get("aria-labelledby") or svg.get("aria-label")
        else next((e.text for e in svg.elements if e.tag == "title"), "")
    )


def table_problems(page: Document) -> Iterator[str]:
    """A caption first, scoped headers, rows of one length, no empty cell."""
    for table in page.all("table"):
        if not table.elements or table.elements[0].tag != "caption" or not table.elements[0].text:
            yield f"{table} does not begin with a caption"
        scopes = {e.get("scope") for e in table.all("th")}
        says_nothing = all(len(row.elements) == 1 for body in table.all("tbody") for row in body.elements)
        if "col" not in scopes or not ("row" in scopes or says_nothing):
            yield f"{table} has no headers of both columns and rows"
        yield from (f"{e} “{e.text}” has no scope" for e in table.all("th") if not e.get("scope"))
        yield from (f"{e} is an empty cell" for e in table.all("td", "th") if not e.text)
        widths = row_widths(table)
        if len(set(widths)) > 1:
            yield f"{table} has rows of {sorted(set(widths))} cells"


def row_widths(table: Element) -> list[int]:
    """The number of columns that each row fills, cells that reach down from above included."""
    widths = []
    reaching: list[tuple[int, int]] = []
    for row in table.all("tr"):
        cells = [(int(c.get("colspan", "1")), int(c.get("rowspan", "1"))) for c in row.elements]
        widths.append(sum(span for span, _down in cells) + sum(span for span, _down in reaching))
        reaching = [(span, down - 1) for span, down in [*cells, *reaching] if down > 1]
    return widths


def is_data(element: Element) -> bool:
    """Whether a script element is the one kind that no browser runs: linked data that can be read."""
    if element.attributes != {"type": "application/ld+json"}:
        return False
    data = json.loads(element.text)
    return data["@context"] == "https://schema.org" and all(node["@type"] for node in data["@graph"])


def inline_problems(page: Document) -> Iterator[str]:
    """No inline script, style, handler or address that runs."""
    for element in page.elements:
        if element.tag == "script" and not element.get("src") and not is_data(element):
            yield f"{element} is inline"
        if element.tag == "style" or "style" in element.attributes:
            yield f"{element} has inline style"
        yield from (f"{element}: handler {name}" for name in element.attributes if name.startswith(("on", "hx-on")))
        if any(element.get(name).strip().lower().startswith("javascript:") for name in ("href", "action", "src")):
            yield f"{element} runs script"


def resource_problems(page: Document) -> Iterator[str]:
    """Everything that a browser would fetch by itself comes from here."""
    for element in page.elements:
        addresses = [part.split()[0] for part in element.get("srcset").split(",") if part.strip()]
        if element.tag in FETCHING and element.get("src"):
            addresses.append(element.get("src"))
        if element.tag == "link" and FETCHING_RELS & set(element.get("rel").split()):
            addresses.append(element.get("href"))
        for address in addresses:
            if urlsplit(address).netloc or urlsplit(address).scheme not in ("", "data"):
                yield f"{element} is fetched from elsewhere: {address}"


def content_problems(page: Document) -> Iterator[str]:
    """Lists hold items only and at least one; nothing is empty; quotations name their language."""
    for element in page.elements:
        allowed = ITEMS.get(element.tag)
        if allowed:
            yield from (f"{e} directly inside {element}" for e in element.elements if e.tag not in allowed)
        if element.tag in ("ul", "ol", "dl") and not element.elements:
            yield f"{element} is an empty list"
        if element.tag in ("p", "li", "dt", "dd") and not says_something(element):
            yield f"{element} is empty"
        if element.tag in ("blockquote", "cite") and not element.get("lang"):
            yield f"{element} does not say its language"
        if "lang" in element.attributes and not element.get("lang"):
            yield f"{element} has an empty lang"
        if element.tag == "time" and not element.get("datetime"):
            yield f"{element} has no datetime"


def says_something(element: Element) -> bool:
    """Whether it holds text, a control or a picture, or waits to announce something."""
    return bool(element.text or element.all(*CONTROLS, "button", "svg") or element.get("role") == "status")
