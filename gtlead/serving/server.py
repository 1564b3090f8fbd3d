"""Granian, made to outlive its workers: see docs/decisions/0014-the-server.md."""

import gc
import multiprocessing
import os
import resource
import signal
import time
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.template import engines
from django.utils.module_loading import import_string
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from gtlead.serving.front import Front
from gtlead.serving.logs import JSONLines
from gtlead.serving.versions import version_of_the_site

MOST_WORKERS = 4
CONNECTIONS = 2048  # at a time in each worker; slow ones cost memory, no thread
HEADER_SECONDS = 10
STATEMENT_SECONDS, LOCK_SECONDS = 50, 20  # that PostgreSQL may take or wait; SQLite waits as long for a lock
LEAST_LIFE = 0.5  # seconds between two starts of the same worker, so that one that cannot start does not spin


class Server(Granian):  # type: ignore[valid-type]
    """Workers share one listening socket, so that who comes while one dies is answered by the next."""

    def _init_shared_socket(self) -> None:
        """Keep the socket in this process, whose workers inherit it; granian would let each open its own."""
        super()._init_shared_socket()
        self._shd: Any
        self._ssp: Any
        if self._shd is None:
            self._shd = self._ssp.build()
            self._sfd = self._shd.get_fd()
            self._ssp = None

    def _serve_loop(self, spawn_target: object, target_loader: object) -> None:
        """Start a worker anew whenever one ended; granian would give up at the second death within seconds."""
        started: dict[int, float] = {}
        while not self.interrupt_signal:
            self.main_loop_interrupt.wait()
            self.main_loop_interrupt.clear()
            while self.interrupt_children and not self.interrupt_signal:
                number = self.interrupt_children.pop()
                time.sleep(max(0, started.get(number, 0) + LEAST_LIFE - time.monotonic()))
                started[number] = time.monotonic()
                self._respawn_workers([number], spawn_target, target_loader)


def make_server(host: str, port: int) -> Server:
    """As many workers as processors, up to four."""
    return Server(
        settings.WSGI_APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000),
        websockets=False,
        workers=min(MOST_WORKERS, os.cpu_count() or 1),
        backlog=CONNECTIONS,
        backpressure=CONNECTIONS,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
        log_dictconfig={"formatters": {name: {"()": JSONLines} for name in ("generic", "access")}},
    )


def bound_waiting() -> None:
    """While serving, PostgreSQL breaks off what would keep a reader waiting; commands may take as long as they do."""
    if connection.vendor == "postgresql":
        options: dict[str, object] = connection.settings_dict["OPTIONS"]
        given = options.get("options", "")
        options["options"] = f"-c statement_timeout={STATEMENT_SECONDS}s -c lock_timeout={LOCK_SECONDS}s {given}"


def allow_connections() -> None:
    """As many open files as the system lets us have, up to what all connections of a worker could need."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * CONNECTIONS if hard == resource.RLIM_INFINITY else min(2 * CONNECTIONS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def load_site() -> Front:
    """Load the site once, before workers are forked: a new one answers in milliseconds, and they share its memory."""
    multiprocessing.set_start_method("fork", force=True)
    bound_waiting()
    allow_connections()
    engines.all()  # the templates' tags
    front = Front(import_string(settings.WSGI_APPLICATION), version_of_the_site())
    connections.close_all()
    gc.collect()
    gc.freeze()
    return front


def in_worker(front: Front) -> Front:
    """Leave Ctrl-C to the parent: told twice to stop, a worker hangs."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    return front
