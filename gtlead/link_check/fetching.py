"""Looks at one address: a few redirects, a few bytes, a few seconds, and never into a private network."""

import ssl
import threading
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from http.client import HTTPException
from urllib.parse import quote, urljoin, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from gtlead.link_check.addresses import ForbiddenAddressError, Resolve, checked_address, resolve
from gtlead.link_check.titles import title_of

USER_AGENT = "GTLead-link-check/1.0 (checks that cited documents are still there)"
ACCEPT = "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.5"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
ASCII = "!#$%&'()*+,/:;=?@[]~-._"


@dataclass(frozen=True)
class Limits:
    """How much one look may cost, which private addresses it may ask (none, but for tests), and who asks for what."""

    seconds: float = 15
    bytes: int = 64 * 1024
    redirects: int = 5
    allowed: Collection[str] = field(default_factory=frozenset)
    ask: Resolve = resolve
    agent: str = USER_AGENT
    accept: str = ACCEPT


@dataclass(frozen=True)
class Seen:
    """What was found: the answer of the last address, or why there was none."""

    url: str
    status: int | None = None
    title: str = ""
    error: str = ""
    forbidden: bool = False


@dataclass(frozen=True)
class Fetched:
    """One response: its status, where it sends one, and the first of its text."""

    status: int
    location: str = ""
    kind: str = ""
    body: bytes = b""


def look(url: str, limits: Limits | None = None) -> Seen:
    """Follow the address to its end; what goes wrong becomes part of what was seen."""
    limits = limits or Limits()
    at = url
    try:
        for _hop in range(limits.redirects + 1):
            answer = head_then_get(at, limits)
            if answer.status not in REDIRECTS or not answer.location:
                return Seen(at, answer.status, title_of(answer.body, answer.kind))
            at = urljoin(at, answer.location)
    except ForbiddenAddressError:
        return Seen(at, error="leads into a private network", forbidden=True)
    except (OSError, HTTPError, HTTPException, ValueError) as error:
        return Seen(at, error=f"{type(error).__name__}: {error}"[:300])
    return Seen(at, error="too many redirects")


def head_then_get(url: str, limits: Limits) -> Fetched:
    """Ask for the head first; the text is fetched for its title, or where the head is refused."""
    head = ask(url, "HEAD", limits)
    if head.status in REDIRECTS or (head.status < 300 and "html" not in head.kind):
        return head
    return ask(url, "GET", limits)


def ask(url: str, method: str, limits: Limits) -> Fetched:
    """One request to the address that was checked, broken off when its time is over."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ForbiddenAddressError(url)
    host = parts.hostname.encode("idna").decode("ascii") if not parts.hostname.isascii() else parts.hostname
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = checked_address(host, port, limits.allowed, limits.ask)
    connection = connect(parts.scheme, host, address, port, limits)
    deadline = time.monotonic() + limits.seconds
    watch = threading.Timer(limits.seconds, break_off, [connection])
    watch.daemon = True
    watch.start()
    try:
        named = f"[{host}]" if ":" in host else host
        headers = {
            "Host": f"{named}:{parts.port}" if parts.port else named,
            "User-Agent": limits.agent,
            "Accept": limits.accept,
            "Accept-Encoding": "identity",
            "Connection": "close",
        }
        target = quote(parts.path or "/", safe=ASCII) + (f"?{quote(parts.query, safe=ASCII)}" if parts.query else "")
        connection.request(method, target, headers=headers, preload_content=False)
        response = connection.getresponse()
        body = first_bytes(response, limits.bytes, deadline) if method == "GET" and response.status < 300 else b""
        kind = response.headers.get("Content-Type", "")
        return Fetched(response.status, response.headers.get("Location", ""), kind, body)
    finally:
        watch.cancel()
        connection.close()


def connect(scheme: str, host: str, address: str, port: int, limits: Limits) -> HTTPConnection:
    """A connection to the address, whose certificate must be the host's."""
    if scheme == "http":
        return HTTPConnection(address, port, timeout=limits.seconds)
    return HTTPSConnection(
        address, port, timeout=limits.seconds, ssl_context=ssl.create_default_context(), server_hostname=host
    )


def break_off(connection: HTTPConnection) -> None:
    """Called when the time is over, whatever the other side is still sending."""
    sock = connection.sock
    if sock is not None:
        try:
            sock.shutdown(2)
        except OSError:
            return


def first_bytes(response: BaseHTTPResponse, limit: int, deadline: float) -> bytes:
    """As much of the text as is wanted and comes in time."""
    body = b""
    while len(body) < limit and time.monotonic() < deadline:
        piece = response.read1(min(8192, limit - len(body)))
        if not piece:
            break
        body += piece
    return body
