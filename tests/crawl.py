"""Walks the public site as a reader would: from the front page along every link that stays here."""

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from tests.html import Document

HOST = "http://testserver"
PRIVATE = ("admin/", "staff/")
FOR_MACHINES = frozenset(
    {"healthz", "readyz", "robots", "security", "sitemap", "styleguide", "fact", "share-picture"}
)  # public, but no page links to them
FORMS = frozenset({"contribute", "withdraw", "fact-problem"})  # they alone set a cookie, which guards the form
SOME_FORMS = {"contribute": 20, "fact-problem": 20}  # all alike, one for each fact: so many are read
SAME_PARAMETERS = 2  # of links that differ in their parameters' values only, so many are followed


@dataclass(frozen=True)
class Route:
    """A pattern of the URLconf."""

    name: str
    pattern: str

    @property
    def is_private(self) -> bool:
        """For staff only."""
        return self.pattern.startswith(PRIVATE)

    @property
    def has_parameters(self) -> bool:
        """Whether a part of the address stands for a record."""
        return "<" in self.pattern or "(?P" in self.pattern


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[Route]:
    """Every pattern of the URLconf."""
    for pattern in (resolver or get_resolver()).url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, path)
        elif isinstance(pattern, URLPattern):
            yield Route(pattern.name or "", path)


@dataclass
class Reply:
    """What one address answered."""

    address: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    cookies: list[str]
    document: Document | None = None

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def route(self) -> str:
        """The name of the route it came by."""
        return route_of(urlsplit(self.address).path)

    @property
    def parameters(self) -> list[str]:
        """The names of the address's parameters."""
        return [name for name, _value in parse_qsl(urlsplit(self.address).query)]

    @property
    def is_plain(self) -> bool:
        """Whether the address has no parameters."""
        return "?" not in self.address


@dataclass
class Site:
    """All that was found, and every place within a page that some link points to."""

    replies: dict[str, Reply] = field(default_factory=dict)
    places: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def pages(self) -> list[Reply]:
        """The replies that are pages."""
        return [reply for reply in self.replies.values() if reply.document is not None]

    def page(self, address: str) -> Document:
        """The page at an address."""
        document = self.replies[address].document
        assert document is not None, f"{address} is no page"
        return document


def route_of(path: str) -> str:
    """The name of the route that a path takes; empty if none does."""
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""


def fetch(client: Client, address: str, **headers: str) -> Reply:
    """One read; streams are read to their end. A page that breaks is a reply of 500 that says why."""
    try:
        response = client.get(address, headers=headers)
    except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001 - whatever it is, the walk goes on
        return Reply(address, 500, {}, f"{type(error).__name__}: {error}".encode(), [])
    body = b"".join(response.streaming_content) if response.streaming else response.content
    is_page = response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html")
    return Reply(
        address,
        response.status_code,
        response.headers,
        body,
        list(response.cookies),
        Document(body.decode()) if is_page else None,
    )


def walk(client: Client, *starts: str, at_most: dict[str, int] | None = None) -> Site:
    """Every address of today that can be reached from the starts, each read once; of some routes only so many."""
    site = Site()
    waiting = deque(starts)
    known = set(starts)
    seen: Counter[tuple[str, frozenset[str]]] = Counter()
    left = Counter(SOME_FORMS | (at_most or {}))
    while waiting:
        address = waiting.popleft()
        reply = site.replies[address] = fetch(client, address)
        if reply.document is None:
            continue
        for target, fragment in internal_links(address, reply.document):
            if fragment:
                site.places.setdefault(target, {})[fragment] = address
            parts = urlsplit(target)
            names = frozenset(name for name, _value in parse_qsl(parts.query))
            kind = (parts.path, names)
            if target in known or "edition" in names or (parts.query and seen[kind] >= SAME_PARAMETERS):
                continue
            seen[kind] += 1
            known.add(target)
            name = route_of(parts.path)
            if name in left:
                left[name] -= 1
            if left[name] >= 0:
                waiting.append(target)
    return site


def internal_links(address: str, document: Document) -> Iterator[tuple[str, str]]:
    """The addresses on this site that a page names, each with the place within."""
    named = [
        *document.links,
        *(element.get("src") for element in document.elements if element.get("src")),
        *(element.get("href") for element in document.all("link", "use", "image") if element.get("href")),
    ]
    for name in named:
        parts = urlsplit(urljoin(HOST + address, name))
        if f"{parts.scheme}://{parts.netloc}" == HOST:
            yield parts.path + (f"?{parts.query}" if parts.query else ""), parts.fragment
