"""From granian's asynchronous protocol (RSGI) to the site, which is WSGI: the request, and the response drawn whole.

The site runs in a thread and is done with a response before the reader takes the first byte of it, so that a slow
reader holds no thread: what is large waits in a file.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIApplication, WSGIEnvironment

from granian.rsgi import Scope

IN_MEMORY = 1024 * 1024  # bytes of a body; what is larger waits on disk


@dataclass(slots=True)
class Drawn:
    """A whole response."""

    status: int
    headers: list[tuple[str, str]]
    body: IO[bytes]
    size: int


def new_body() -> IO[bytes]:
    """Where a body of unknown size is kept."""
    return SpooledTemporaryFile(max_size=IN_MEMORY)


def site_path(path: str) -> str:
    """The path as WSGI has it: bytes written as Latin-1, escapes undone."""
    return path if path.isascii() and "%" not in path else unquote_to_bytes(path).decode("latin-1")


def site_query(query: str) -> str:
    """The query as WSGI has it: what was sent without escapes is bytes written as Latin-1."""
    return query if query.isascii() else query.encode().decode("latin-1")


def make_environ(scope: Scope, body: IO[bytes], size: int) -> WSGIEnvironment:
    """The request as WSGI has it. A header with an underscore could pass for another, and is left out."""
    server, _, port = scope.server.rpartition(":")
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": site_path(scope.path),
        "QUERY_STRING": site_query(scope.query_string),
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if "_" not in name:
            key = f"HTTP_{name.upper().replace('-', '_')}"
            joint = "; " if name == "cookie" else ","
            environ[key] = f"{environ[key]}{joint}{value}" if key in environ else value
    if content_type := environ.pop("HTTP_CONTENT_TYPE", None):
        environ["CONTENT_TYPE"] = content_type
    environ.pop("HTTP_CONTENT_LENGTH", None)
    environ["CONTENT_LENGTH"] = str(size)
    return environ


def draw(site: WSGIApplication, environ: WSGIEnvironment) -> Drawn:
    """Let the site answer, in this thread from beginning to end."""
    begun: list[tuple[int, list[tuple[str, str]]]] = []
    body = new_body()

    def start_response(
        status: str, headers: list[tuple[str, str]], _exc_info: object = None
    ) -> Callable[[bytes], object]:
        begun[:] = [(int(status.split(" ", 1)[0]), headers)]
        return body.write

    try:
        pieces = site(environ, start_response)
        try:
            for piece in pieces:
                body.write(piece)
        finally:
            getattr(pieces, "close", bool)()
    except BaseException:
        body.close()
        raise
    size = body.tell()
    body.seek(0)
    environ["wsgi.input"].close()
    [(status, headers)] = begun
    return Drawn(status, [(name.lower(), value) for name, value in headers], body, size)
