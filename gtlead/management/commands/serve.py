"""`manage.py serve`: prepare what is missing, then answer until told to stop."""

import encodings.idna  # noqa: F401 - loaded before workers are forked: a thread loading it meanwhile would lock them
import errno
import os
import socket
import sys
import time
from argparse import ArgumentParser
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from threading import Thread
from typing import ClassVar

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.urls import get_resolver

from gtlead.serving.server import in_worker, load_site, make_server

PATIENCE = 60  # seconds until a server that does not answer is given up


class Command(BaseCommand):
    """The production server; for more than one machine see docs/operating.md."""

    requires_system_checks: ClassVar[list[str]] = []  # they are of the code (`make check`); settings.py reads the rest
    help = "Prepare what is missing and serve the site on 127.0.0.1, port PORT."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Two switches for sites that run on several machines."""
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
        parser.add_argument("--no-prepare", action="store_true", help="serve only; `prepare` was run")

    def handle(self, *, host: str, no_prepare: bool, **options: object) -> None:
        """Refuse a taken port before anything is done, and say the address when it answers."""
        port = settings.PORT
        require_free(host, port)
        get_resolver().url_patterns  # noqa: B018 - loads all views, before a process is forked that needs them too
        if not no_prepare:
            self.prepare()
        front = load_site()
        Thread(target=self.announce, args=(host, port), daemon=True).start()
        make_server(host, port).serve(target_loader=lambda: in_worker(front), wrap_loader=False)

    def prepare(self) -> None:
        """In a process of its own, so that no worker inherits what the loading of the reference data took."""
        child = os.fork()
        if not child:
            call_command("prepare", stdout=self.stdout, stderr=self.stderr)
            self.stdout.flush()
            os._exit(0)
        _pid, status = os.waitpid(child, 0)
        if status:
            sys.exit(os.waitstatus_to_exitcode(status))

    def announce(self, host: str, port: int) -> None:
        """Wait for the first answer, then print where the site is."""
        if wait_for_answer(host, port):
            self.stdout.write(f"GT Lead is at http://{host}:{port}/ (editing: /admin/). Ctrl-C stops it.")
        else:
            self.stderr.write(f"GT Lead has not answered on port {port} for {PATIENCE} seconds.")
        self.stdout.flush()


def require_free(host: str, port: int) -> None:
    """Say in plain words why the port cannot be had."""
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CommandError(f"Port {port} is taken by another program; try PORT={port + 1}.") from error
        raise CommandError(f"Cannot listen on {host}, port {port}: {error.strerror}.") from error


def wait_for_answer(host: str, port: int) -> bool:
    """Ask for the health of the process until it answers; no proxy of the environment is asked."""
    name = settings.ALLOWED_HOSTS[0].lstrip(".*") or host
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        connection = HTTPConnection(host, port, timeout=1)
        with closing(connection), suppress(OSError, HTTPException):
            connection.request("GET", "/healthz", headers={"Host": name})
            if connection.getresponse().status == 200:
                return True
        time.sleep(0.1)
    return False
