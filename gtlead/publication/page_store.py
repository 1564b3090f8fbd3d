"""Kept pages: compressed once, found by address and state of the content, bounded in bytes. Pure."""

import gzip
import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

import brotli

BROTLI_QUALITY = 7  # one or two milliseconds a page, as gzip at 6, and smaller; 9 takes ten times as long
OVERHEAD = 2000  # bytes a page takes beside its bodies: key, headers, objects
OFFER = re.compile(r"\s*([\w*.-]+)\s*(?:;\s*q\s*=\s*([\d.]+)\s*)?")
LONGEST_OFFER = 200  # characters; no browser says more, and what is remembered stays small
UNPACK: dict[str, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}
NOT_FOR_304 = {"content-type", "content-disposition"}  # length and encoding are said with a body only


class PageKey(NamedTuple):
    """All that two pages can differ by."""

    version: int
    day: str
    scheme: str
    host: str
    address: str
    part: str

    @property
    def name(self) -> str:
        """The key as a shared cache takes it."""
        return f"page:{self.version}:{hashlib.sha256(repr(self).encode()).hexdigest()}"


class KeptAnswer(NamedTuple):
    """What goes back to the reader."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


@dataclass(slots=True)
class KeptPage:
    """A page as it was rendered, in each form in which it was asked for."""

    etag: str
    headers: list[tuple[str, str]]
    bodies: dict[str, bytes] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes of memory, roughly."""
        return OVERHEAD + sum(map(len, self.bodies.values()))

    def body(self, encoding: str) -> bytes:
        """The body in this encoding, made when it is first asked for."""
        if encoding not in self.bodies:
            self.bodies[encoding] = pack(self.text, encoding)
        return self.bodies[encoding]

    @property
    def text(self) -> bytes:
        """The body as it was rendered."""
        encoding, body = next(iter(self.bodies.items()))
        return UNPACK[encoding](body)

    def answer(self, *, accepted: str, known: str, is_head: bool) -> KeptAnswer:
        """The page for this reader: 304 without looking at the body where he has it."""
        headers = [*self.headers, ("etag", self.etag)]
        if known and has_tag(known, self.etag):
            return KeptAnswer(304, [pair for pair in headers if pair[0] not in NOT_FOR_304], b"")
        encoding = choose_encoding(accepted)
        body = self.body(encoding)
        if encoding:
            headers.append(("content-encoding", encoding))
        headers.append(("content-length", str(len(body))))
        return KeptAnswer(200, headers, b"" if is_head else body)


def keep_page(headers: Iterable[tuple[str, str]], body: bytes, accepted: str = "") -> KeptPage:
    """The page, packed as its first reader takes it, with the digest of its text as ETag: the same in every process."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    named = [(name.lower(), value) for name, value in headers]
    encoding = choose_encoding(accepted) or "gzip"
    return KeptPage(etag, named, {encoding: pack(body, encoding)})


def pack(body: bytes, encoding: str) -> bytes:
    """The body in one of the encodings that are spoken here; "" is the plain body."""
    if encoding == "br":
        packed: bytes = brotli.compress(body, quality=BROTLI_QUALITY)
        return packed
    return gzip.compress(body, compresslevel=6, mtime=0) if encoding == "gzip" else body


def choose_encoding(accepted: str) -> str:
    """`br`, `gzip` or "", whichever the reader takes; Brotli first, as it is smaller."""
    return best_encoding(accepted) if len(accepted) <= LONGEST_OFFER else ""


@lru_cache(maxsize=256)
def best_encoding(accepted: str) -> str:
    """The same, remembered, as nearly all readers say one of a few things."""
    weights = {name.lower(): float(weight or 1) for name, weight in offers(accepted)}
    return next((name for name in ("br", "gzip") if weights.get(name, 0) > 0), "")


def offers(accepted: str) -> list[tuple[str, str]]:
    """The well-formed entries of an Accept-Encoding header."""
    found = (OFFER.fullmatch(offer) for offer in accepted.split(","))
    return [(match[1], match[2]) for match in found if match and (match[2] or "").count(".") <= 1 and match[2] != "."]


def has_tag(known: str, etag: str) -> bool:
    """Whether an If-None-Match header names the page."""
    return known == etag or any(tag.strip().removeprefix("W/") in (etag, "*") for tag in known.split(","))


class PageStore:
    """Pages in the memory of a process; the ones not read for longest go when there are too many bytes."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self._pages: OrderedDict[PageKey, tuple[KeptPage, int]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: PageKey) -> KeptPage | None:
        """The page, if it is kept."""
        with self._lock:
            found = self._pages.get(key)
            if found is None:
                return None
            self._pages.move_to_end(key)
            return found[0]

    def put(self, key: PageKey, page: KeptPage) -> None:
        """Keep the page, or count it anew when it grew by another form of its body."""
        with self._lock:
            _old, counted = self._pages.pop(key, (None, 0))
            self._pages[key] = (page, page.size)
            self.bytes += page.size - counted
            while self.bytes > self.most_bytes:
                _key, (_page, size) = self._pages.popitem(last=False)
                self.bytes -= size

    def clear(self) -> None:
        """Forget all pages."""
        with self._lock:
            self._pages.clear()
            self.bytes = 0
