"""What every request meets first, in the event loop of a worker: nobody is waited for here at another's cost.

A kept page is answered from memory. A body is taken in within bounds of size and time. Only then does the request
get one of the few threads in which the site runs; the response leaves the thread before it leaves the house.
See docs/decisions/0014-the-server.md.
"""

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http import HTTPStatus
from typing import IO
from wsgiref.types import WSGIApplication

from django.conf import settings
from granian.rsgi import HTTPProtocol, ProtocolClosed, Scope  # type: ignore[attr-defined]

from gtlead.publication.page_cache import STORE, answer, may_keep, page_key
from gtlead.serving.bridge import Drawn, draw, make_environ, new_body, site_path
from gtlead.serving.logs import ENVIRON, HEADER, REQUEST, request_name
from gtlead.serving.unavailable import PART_FAILED, RETRY_AFTER, unavailable_page
from gtlead.serving.versions import VersionReader

log = logging.getLogger(__name__)

THREADS = 2
MOST_WAITING = 500  # requests for a thread; further ones are told to come back
HEALTH = ("/healthz", "/readyz")
WITHOUT_DATABASE = ("/static/", *HEALTH)
LONGEST, LONGEST_HEALTH = 60, 8  # seconds that the site has to answer
PIECE = 64 * 1024
PATIENCE = 60  # seconds that a reader has to take a piece
PLAIN = ("content-type", "text/plain; charset=utf-8")
HTML = ("content-type", "text/html; charset=utf-8")

# Bytes and seconds that a body may take, of a stranger and of somebody who says that he is signed in.
STRANGERS_BODY = (256 * 1024, 15)
EDITORS_BODY = (24 * 1024 * 1024, 60)
TOO_MANY_AFTER = 2  # seconds after which whoever asks for too much is told, so that it says nothing by its own time
LAST_PIECES = 1  # granian ends a body with an empty piece, and puts another in the place of what it could not read
ALL_BODIES = 96 * 1024 * 1024  # bytes of bodies in one worker at a time


class RequestRejectedError(Exception):
    """A request that does not reach the site."""

    def __init__(self, status: int, text: str, kind: tuple[str, str] = PLAIN) -> None:
        super().__init__(text)
        self.status = status
        self.text = text
        self.kind = kind


def part_failed() -> RequestRejectedError:
    """The page that says so."""
    return RequestRejectedError(503, unavailable_page(), HTML)


class Front:
    """One for each worker."""

    def __init__(self, site: WSGIApplication, version: VersionReader) -> None:
        self.site = site
        self.version = version
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="site")
        self.health = {path: ThreadPoolExecutor(1, thread_name_prefix=path[1:]) for path in HEALTH}
        self.waiting = 0
        self.body_bytes = 0

    async def __call__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """Answer one request."""
        REQUEST.set(request_name(scope.headers.get(HEADER.lower(), "")))
        if await self.from_memory(scope, protocol):
            return
        body = new_body()
        began = time.monotonic()
        try:
            size = await self.take_in(scope, protocol, body)
            drawn = await self.from_site(scope, body, size)
            if drawn.status == HTTPStatus.TOO_MANY_REQUESTS:
                await asyncio.sleep(began + TOO_MANY_AFTER - time.monotonic())
        except RequestRejectedError as refused:
            body.close()
            retry = ("retry-after", str(RETRY_AFTER))
            headers = [refused.kind, ("cache-control", "no-store"), ("connection", "close"), retry, named()]
            protocol.response_str(refused.status, headers, f"{refused.text}\n")
        else:
            with suppress(ProtocolClosed):  # the reader left
                await hand_out(drawn, protocol, is_head=scope.method == "HEAD")

    async def from_memory(self, scope: Scope, protocol: HTTPProtocol) -> bool:
        """Answer with a kept page of the current content, if there is one."""
        header, path = scope.headers.get, site_path(scope.path)
        if not may_keep(scope.method, path, scope.query_string, header):
            if self.version.is_silent:
                await self.version.current()
            return False
        version = await self.version.current()
        if version is None:
            return False
        key = page_key(version, path, scope.query_string, header)
        page = STORE.get(key)
        if page is None:
            return False
        status, headers, body = answer(key, page, scope.method, header)
        protocol.response_bytes(status, [*headers, named()], body)
        return True

    async def take_in(self, scope: Scope, protocol: HTTPProtocol, body: IO[bytes]) -> int:
        """Read the body into the file, as much and as long as may be; its size."""
        if scope.method in ("GET", "HEAD") and not declared_size(scope) and "transfer-encoding" not in scope.headers:
            return 0
        is_known = f"{settings.SESSION_COOKIE_NAME}=" in scope.headers.get("cookie", "")
        most, seconds = EDITORS_BODY if is_known else STRANGERS_BODY
        if declared_size(scope) > most:
            raise RequestRejectedError(413, f"This is more than the {most // 1024} kB that may be sent here.")
        size = empty = 0
        try:
            async with asyncio.timeout(seconds):
                async for piece in protocol:
                    size += len(piece)
                    empty += not piece
                    self.body_bytes += len(piece)
                    if size > most:
                        raise RequestRejectedError(
                            413, f"This is more than the {most // 1024} kB that may be sent here."
                        )
                    if self.body_bytes > ALL_BODIES:
                        raise RequestRejectedError(503, "Too much is being sent at once. Please try again in a minute.")
                    body.write(piece)
        except TimeoutError as error:
            raise RequestRejectedError(408, f"The request did not arrive within {seconds} seconds.") from error
        except OSError as error:
            log.warning("a body could not be kept: %s", error)
            raise part_failed() from error
        finally:
            self.body_bytes -= size
        if size < declared_size(scope) or empty > LAST_PIECES:
            raise RequestRejectedError(400, "The request broke off before its end.")
        body.seek(0)
        return size

    async def from_site(self, scope: Scope, body: IO[bytes], size: int) -> Drawn:
        """Let the site answer in one of its threads; whether the process is well is asked in a thread of its own."""
        is_health = scope.path in HEALTH
        if self.version.is_silent and not scope.path.startswith(WITHOUT_DATABASE):
            log.warning("the database is silent: %s %s", scope.method, scope.path)
            raise part_failed()
        if self.waiting >= MOST_WAITING and not is_health:
            raise RequestRejectedError(503, "Too many requests at once. Please try again in a minute.")
        self.waiting += 1
        try:
            environ = make_environ(scope, body, size) | {ENVIRON: REQUEST.get()}
            threads = self.health[scope.path] if is_health else self.threads
            answer = asyncio.get_running_loop().run_in_executor(threads, draw, self.site, environ)
            return await asyncio.wait_for(answer, LONGEST_HEALTH if is_health else LONGEST)
        except TimeoutError as error:
            log.warning("no answer in time: %s %s", scope.method, scope.path)
            raise part_failed() from error
        except PART_FAILED as error:
            log.warning("a part failed while a response was made: %s", error)
            raise part_failed() from error
        except Exception as error:
            log.exception("the site could not answer")
            raise RequestRejectedError(500, "Something went wrong on our side.") from error
        finally:
            self.waiting -= 1


def named() -> tuple[str, str]:
    """The header with the name of this request."""
    return (HEADER.lower(), REQUEST.get())


def declared_size(scope: Scope) -> int:
    """The size that the request says its body has."""
    written = scope.headers.get("content-length", "0")
    return int(written) if written.isascii() and written.isdigit() else 0


async def hand_out(drawn: Drawn, protocol: HTTPProtocol, *, is_head: bool) -> None:
    """Send the response; a large one piece by piece, as fast as the reader takes them."""
    with drawn.body as body:
        if is_head or not drawn.size:
            protocol.response_empty(drawn.status, drawn.headers)
        elif drawn.size <= PIECE * 4:
            protocol.response_bytes(drawn.status, drawn.headers, body.read())
        else:
            headers = [pair for pair in drawn.headers if pair[0] != "content-length"]
            transport = protocol.response_stream(drawn.status, [*headers, ("content-length", str(drawn.size))])
            while piece := body.read(PIECE):
                async with asyncio.timeout(PATIENCE):
                    await transport.send_bytes(piece)
