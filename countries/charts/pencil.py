"""Drawing outside this process: the library aborts on what it cannot take, and Python cannot catch that.

A process of its own is kept warm beside each worker of the server. A picture that kills it, takes too long or too much
memory costs that picture alone; the next one gets a new process (docs/decisions/0005-charts.md).
"""

import atexit
import json
import logging
import struct
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Lock, Timer
from typing import Any

log = logging.getLogger(__name__)

PROGRAM = str(Path(__file__).with_name("drawing.py"))
LENGTH = struct.Struct(">I")
HEAD = struct.Struct(">BI")
SECONDS = 10.0
DRAWINGS_EACH = 500  # after so many a process is replaced, in case the library keeps what it need not


class DrawingError(Exception):
    """This picture cannot be had now."""


class Pencil:
    """One process that draws, started when it is needed; threads take turns."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self.process: subprocess.Popen[bytes] | None = None
        self.drawn = 0
        self._turn = Lock()

    def draw(self, kind: str, what: object) -> bytes:
        """The picture, or an error within about twice the time limit."""
        request = json.dumps([kind, what]).encode()
        if not self._turn.acquire(timeout=self.seconds):
            raise DrawingError("others are being drawn")
        try:
            return self._exchange(request)
        finally:
            self._turn.release()

    def _exchange(self, request: bytes) -> bytes:
        process = self._ready()
        pipes: Any = process
        watch = Timer(self.seconds, process.kill)
        watch.start()
        began = time.monotonic()
        try:
            pipes.stdin.write(LENGTH.pack(len(request)) + request)
            pipes.stdin.flush()
            status, length = HEAD.unpack(pipes.stdout.read(HEAD.size))
            body: bytes = pipes.stdout.read(length)
            if len(body) < length:
                raise EOFError
        except (OSError, EOFError, struct.error) as error:
            self.stop()
            log.error("The drawing process ended after %.1f s and is replaced.", time.monotonic() - began)
            raise DrawingError("the drawing process ended") from error
        finally:
            watch.cancel()
        if status:
            raise DrawingError(body.decode())
        return body

    def _ready(self) -> "subprocess.Popen[bytes]":
        """The process, new if there is none, if it died, or if it has drawn enough."""
        if self.process and (self.process.poll() is not None or self.drawn >= DRAWINGS_EACH):
            self.stop()
        if self.process is None:
            self.process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-P", PROGRAM],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            self.drawn = 0
        self.drawn += 1
        return self.process

    def stop(self) -> None:
        """End the process, if there is one."""
        if process := self.process:
            self.process = None
            process.kill()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):  # a request that was left unread
                    pipe.close()  # type: ignore[union-attr]
            process.wait()


PENCIL = Pencil()
atexit.register(PENCIL.stop)
