"""Servers of a test's own, that it may stop, pause and start again: Redis, and a door in front of another server."""

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

import pytest

PATIENCE = 10


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class OwnRedis:
    """A Redis server of the test alone."""

    def __init__(self, *options: str) -> None:
        self.port = free_port()
        self.options = options
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self, *options: str) -> None:
        """Start it, empty, and wait until it listens."""
        program = shutil.which("redis-server") or pytest.skip("no redis-server")
        settings = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", *self.options, *options]
        self.process = subprocess.Popen([program, *settings], stdout=subprocess.DEVNULL)  # noqa: S603
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.01)
        raise TimeoutError("Redis did not start")

    def stop(self) -> None:
        """End it, as a crash would."""
        if self.process:
            self.process.kill()
            self.process.wait(PATIENCE)
            self.process = None

    def pause(self) -> None:
        """Let it hang: it takes connections and says nothing."""
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self.process.send_signal(signal.SIGCONT)


@contextmanager
def own_redis() -> Iterator[OwnRedis]:
    """A server that is running, and gone afterwards."""
    server = OwnRedis()
    server.start()
    try:
        yield server
    finally:
        server.stop()


class Door:
    """Leads to another server while it is open; closed it refuses, stuck it takes what comes and passes nothing on."""

    def __init__(self, host: str, port: int) -> None:
        self.behind = (host, port)
        self.port = free_port()
        self.is_stuck = False
        self.pairs: list[tuple[socket.socket, socket.socket]] = []
        self.listener: socket.socket | None = None
        self.open()

    def open(self) -> None:
        """Let in who comes."""
        self.listener = socket.create_server(("127.0.0.1", self.port))
        Thread(target=self.let_in, args=(self.listener,), daemon=True).start()

    def close(self) -> None:
        """Refuse who comes and drop who is in."""
        if self.listener:
            self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
            self.listener = None
        while self.pairs:
            for end in self.pairs.pop():
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()

    def let_in(self, listener: socket.socket) -> None:
        """A pair of connections for each who comes."""
        while True:
            try:
                outer, _address = listener.accept()
            except OSError:
                return
            pair = (outer, socket.create_connection(self.behind))
            self.pairs.append(pair)
            for source, target in (pair, pair[::-1]):
                Thread(target=self.pass_on, args=(source, target), daemon=True).start()

    def pass_on(self, source: socket.socket, target: socket.socket) -> None:
        """What comes at one end goes out at the other; when one is gone, however it went, so is the other."""
        with suppress(OSError):
            while piece := source.recv(65536):
                while self.is_stuck:
                    time.sleep(0.01)
                target.sendall(piece)
        with suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)


@contextmanager
def garbage_server(port: int = 0) -> Iterator[int]:
    """The port of a server that answers everything with what no protocol knows."""
    listener = socket.create_server(("127.0.0.1", port))

    def answer() -> None:
        while True:
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                connection.recv(1024)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n\x00\xff")

    Thread(target=answer, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
