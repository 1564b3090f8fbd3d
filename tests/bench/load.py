"""Sends requests and reads what they cost the server, in CPU seconds of all its processes."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

HEADERS = "Host: 127.0.0.1\r\nAccept: text/html\r\n"
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"


class Connection:
    """One kept-alive connection to 127.0.0.1."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.rest = b""

    def get(self, path: str, extra: str = "", encoding: str = "br, gzip") -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of the answer."""
        self.ask(path, extra, encoding)
        return self.answer()

    def ask(self, path: str, extra: str = "", encoding: str = "br, gzip") -> None:
        """Sends a request and does not wait."""
        self.socket.sendall(f"GET {path} HTTP/1.1\r\n{HEADERS}Accept-Encoding: {encoding}\r\n{extra}\r\n".encode())

    def post(self, path: str, body: bytes, extra: str = "") -> tuple[int, dict[str, str], bytes]:
        """The same of a form that is sent."""
        head = f"POST {path} HTTP/1.1\r\n{HEADERS}{FORM}Content-Length: {len(body)}\r\n{extra}\r\n"
        self.socket.sendall(head.encode() + body)
        return self.answer()

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of the next answer."""
        while b"\r\n\r\n" not in self.rest:
            self._read()
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _colon, value in (line.partition(":") for line in lines)}
        status = int(first.split()[1])
        size = 0 if status == 304 else int(headers.get("content-length", 0))
        while len(self.rest) < size:
            self._read()
        body, self.rest = self.rest[:size], self.rest[size:]
        return status, headers, body

    def _read(self) -> None:
        piece = self.socket.recv(262_144)
        if not piece:
            raise ConnectionError("the server hung up")
        self.rest += piece


class Server:
    """A process and those it started."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port

    def family(self) -> list[int]:
        """Numbers of the process and of its children."""
        threads = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [self.process.pid, *(int(child) for thread in threads for child in thread.read_text().split())]

    def cpu(self) -> float:
        """CPU seconds that they have used."""
        return sum(cpu_of(pid) for pid in self.family())

    def memory(self) -> int:
        """Bytes of the largest of them: what it alone holds and its share of what they have in common."""
        return max(pss_of(pid) for pid in self.family())

    def per_cpu_second(self, path: str, times: int, extra: str = "", *, at_once: int = 1) -> float:
        """How many such requests one second of its CPU answers, sent by so many readers at once."""
        readers = [Connection(self.port) for _ in range(at_once)]
        before = self.cpu()
        for _ in range(times // at_once):
            for reader in readers:
                reader.ask(path, extra)
            for reader in readers:
                reader.answer()
        return times // at_once * at_once / (self.cpu() - before)


def cpu_of(pid: int) -> float:
    """CPU seconds of the threads of one process."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9


def pss_of(pid: int) -> int:
    """Proportional set size in bytes."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


@contextmanager
def running(command: Sequence[str], port: int, path: str, env: dict[str, str]) -> Iterator[Server]:
    """The server, once it answers the path with 200."""
    process = subprocess.Popen(command, env=os.environ | env, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        wait_for(port, path)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait(30)


def wait_for(port: int, path: str, patience: float = 120) -> None:
    """Ask until it answers with 200; TimeoutError after so many seconds."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            if Connection(port).get(path)[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.02)
    raise TimeoutError(f"nothing answers on port {port}")
