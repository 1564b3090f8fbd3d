"""Sends what nobody should send to the server as `make run` starts it: `make fuzz`.

On SQLite, then on PostgreSQL with Redis where they answer, each with a state folder, a database and a port of its own.
What failed is made as small as it still fails, printed, and kept in fuzzed.jsonl for the suite.
"""

import argparse
import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import partial
from http.client import HTTPConnection, HTTPException
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django
import psycopg
import redis
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import close_old_connections
from django.test import Client

from tests.drill import HARMFUL_TIMES, MOST_WORKER, memory_of
from tests.fuzzing import FAILED, SLOW_ANSWER, Ask, Known, Reply, asks, explore, faults, put, smallest
from tests.harm import disturbances

ROOT = Path(__file__).parent.parent
SERVER = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
CACHE = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/10")
PATIENCE = 60  # seconds that an answer may take
AT_A_TIME = 4
KINDS = 20  # failures that are made small and shown
COSTLY = 8  # seconds of processor time of one answer that are too many
SAID_EVERY = 500  # requests
GROWTH = 15  # MB of a worker at once that are worth a line
EXPLORERS, EXPLORED = ("superuser", ""), 200  # who reads so many pages first


def say(*words: object) -> None:
    """One line, at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


class Served:
    """The site behind its server; sessions are made in its database."""

    def __init__(self, port: int, pid: int) -> None:
        self.port, self.pid = port, pid
        self.here = threading.local()

    def send(self, who: str, method: str, address: str, headers: dict[str, str], body: bytes) -> Reply:
        """The answer over a connection of its own; cookies are kept for each person and thread."""

        cookies = self.cookies(who)
        sent = {"Host": f"127.0.0.1:{self.port}", "Connection": "close"} | headers
        if written := "; ".join(f"{name}={value}" for name, value in cookies.items()):
            sent["Cookie"] = f"{written}; {sent['Cookie']}" if "Cookie" in sent else written
        began = time.monotonic()
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            try:
                connection.putrequest(method, address, skip_host=True, skip_accept_encoding=True)
                for name, value in sent.items():
                    connection.putheader(name, value.encode("latin-1", "replace"))
                if body or method in ("POST", "PUT", "PATCH"):
                    connection.putheader("Content-Length", str(len(body)))
                connection.endheaders(body)
                response = connection.getresponse()
                content = response.read()
            except (OSError, HTTPException) as error:
                return Reply(0, {}, repr(error))
        seconds = time.monotonic() - began
        self.remember(cookies, response.headers.get_all("Set-Cookie") or [])
        if response.status == 302 and who and response.headers.get("Location", "").startswith("/admin/login/"):
            self.here.cookies[who] = sign_in(who)  # the next request is theirs again
        kept = {name.lower(): value for name, value in response.headers.items()}
        return Reply(response.status, kept, content.decode("utf-8", "replace"), seconds)

    def status_of(self, address: str) -> int:
        """The status that a stranger gets."""
        return self.send("", "GET", address, {}, b"").status

    def cookies(self, who: str) -> dict[str, str]:
        """What this thread holds for somebody."""
        jar = self.here.__dict__.setdefault("cookies", {})
        if who not in jar:
            jar[who] = sign_in(who) if who else {}
        return jar[who]  # type: ignore[no-any-return]

    def remember(self, cookies: dict[str, str], lines: list[str]) -> None:
        """Take what the site sets, but for what it drops."""
        for line in lines:
            try:
                set_ = SimpleCookie(line)
            except CookieError:
                continue
            cookies.update({name: morsel.value for name, morsel in set_.items() if morsel.value})

    def cost_of(self, act: Callable[[], Any]) -> float:
        """Seconds of processor time that all workers spend meanwhile."""
        before = sum(map(spent, self.workers()))
        act()
        return sum(map(spent, self.workers())) - before

    def workers(self) -> list[int]:
        """The processes that answer."""
        return [int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]


def spent(pid: int) -> float:
    """Seconds of processor time of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def sign_in(who: str) -> dict[str, str]:
    """A new session of somebody, whom other requests may have changed."""

    close_old_connections()
    users = get_user_model().objects
    user, _created = users.get_or_create(username=f"fuzz-{who}")
    users.filter(pk=user.pk).update(is_active=True, is_staff=True, is_superuser=who == "superuser")
    if who != "superuser":
        user.groups.set(apps.get_model("auth.Group").objects.filter(name=who))
    client = Client()
    client.force_login(users.get(pk=user.pk), backend="django.contrib.auth.backends.ModelBackend")
    return {"sessionid": client.cookies["sessionid"].value}


@contextmanager
def served() -> Iterator[Served]:
    """The site in the state folder and database of the environment."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    log = Path(os.environ["STATE_DIR"], "server.log")
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=os.environ | {"PORT": str(port)},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        try:
            if not any(str(port) in line for line in process.stdout):  # type: ignore[union-attr]
                raise SystemExit(f"The server did not start.\n{log.read_text()[-3000:]}")
            yield Served(port, process.pid)
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)
            process.stdout.close()  # type: ignore[union-attr]


class Run:
    """What came of the requests so far."""

    def __init__(self, site: Served, known: Known, seconds: int) -> None:
        self.site, self.known, self.seconds = site, known, seconds
        self.workers, self.began = site.workers(), time.monotonic()
        self.found: dict[tuple[str, str], Ask] = {}
        self.statuses: Counter[int] = Counter()
        self.largest = 0.0  # MB of a worker
        self.slowest = (0.0, "")

    @property
    def took(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self.began

    def one(self, ask: Ask) -> None:
        """Put one request, if there is time; the first failure of a kind is shown at once."""
        if self.took > self.seconds:
            return
        reply = put(ask, self.site, self.known)
        self.statuses[reply.status] += 1
        self.slowest = max(self.slowest, (reply.seconds, ask.as_line()[:300]))
        self.weigh(ask)
        for fault in faults(ask, reply):
            if self.found.setdefault((ask.route, fault), ask) is ask:
                say(f"  ! {ask.route or '/'}: {fault}\n    {ask.as_line()}")
        if not (sent := self.statuses.total()) % SAID_EVERY:
            say(f"  {sent:,} after {self.took:.0f} s, {self.largest:.0f} MB in the largest worker so far")

    def weigh(self, ask: Ask) -> None:
        """Look at the workers' memory, and name the request after which one was much larger."""
        now = max(map(memory_of, self.site.workers()), default=0.0)
        if now > self.largest + GROWTH and self.statuses.total() > SAID_EVERY:
            say(f"  . a worker holds {now:.0f} MB after {ask.as_line()[:300]}")
        self.largest = max(self.largest, now)

    def troubles(self, number: int) -> Iterator[str]:
        """What is wrong beside single answers."""
        sent = self.statuses.total()
        if sent < number:
            yield f"Only {sent:,} of {number:,} were sent in {self.seconds} s."
        if self.largest > MOST_WORKER:
            yield f"A worker held {self.largest:.0f} MB, more than {MOST_WORKER}."
        for line in disturbances(self.site.status_of, HARMFUL_TIMES)[:KINDS]:
            yield f"While the site was being harmed: {line}"
        if self.site.workers() != self.workers:
            yield "A worker died."
        if self.site.status_of("/healthz") != 200:
            yield "The server does not answer any more."


def fuzz(seed: int, number: int, seconds: int) -> int:
    """Send them; how many kinds of failure there were."""

    django.setup()

    cache.clear()
    with served() as site, ThreadPoolExecutor(AT_A_TIME) as threads:
        known = Known()
        for who in EXPLORERS:
            explore(site, who, known, EXPLORED)
        run = Run(site, known, seconds)
        list(threads.map(run.one, asks(seed, number, known)))
        slowest, address = run.slowest
        say(f"  {run.statuses.total():,} requests in {run.took:.0f} s; slowest {slowest:.1f} s: {address}")
        say("  statuses:", ", ".join(f"{status}: {n}" for status, n in sorted(run.statuses.items())))
        report(site, known, run.found)
        troubles = list(run.troubles(number))
        for line in troubles:
            say(f"  {line}")
        return len(run.found) + len(troubles)


def report(site: Served, known: Known, found: dict[tuple[str, str], Ask]) -> None:
    """Show the failures, each as small as it still fails, and keep them."""

    kept = set(FAILED.read_text().splitlines())
    for (route, fault), ask in list(found.items()):
        if fault == SLOW_ANSWER and (cost := site.cost_of(partial(put, ask, site, known))) < COSTLY:
            say(f"  {route or '/'}: slow on a busy machine, but alone it costs {cost:.1f} s of processor time")
            del found[route, fault]
    for (route, fault), ask in list(found.items())[:KINDS]:
        small = smallest(ask, site, known)
        say(f"  {route or '/'}: {fault}\n    {small.as_line()}")
        kept.add(small.as_line())
    FAILED.write_text("".join(f"{line}\n" for line in sorted(kept)))


def has_servers() -> bool:
    """Whether PostgreSQL and Redis answer."""

    try:
        psycopg.connect(SERVER, connect_timeout=2).close()
        redis.from_url(CACHE, socket_timeout=2).ping()
    except (psycopg.OperationalError, redis.RedisError) as error:
        say(f"Not on PostgreSQL with Redis, which do not answer: {str(error).splitlines()[0]}")
        return False
    return True


@contextmanager
def new_database(name: str) -> Iterator[str]:
    """The address of an empty database on the server."""

    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield SERVER.rpartition("/")[0] + f"/{name}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def on(kind: str, arguments: list[str], **settings: str) -> bool:
    """Run this program in another process with these settings; whether all was well."""
    say(f"On {kind}:")
    with TemporaryDirectory(prefix="gtlead-fuzz-") as folder:
        plain = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "CACHE_URL")}
        environment = plain | {"STATE_DIR": folder, "DJANGO_SETTINGS_MODULE": "gtlead.settings"} | settings
        command = [sys.executable, "-m", "tests.fuzz", "--here", *arguments]
        return not subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode  # noqa: S603 - our own


def main() -> None:
    """Both kinds of database, or the one of the environment."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=20_000, help="requests to each kind of database")
    parser.add_argument("--seconds", type=int, default=1800, help="for each kind of database")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=["sqlite", "servers"])
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        sys.exit(bool(fuzz(options.seed, options.number, options.seconds)))
    arguments = [f"--{name}={getattr(options, name)}" for name in ("number", "seconds", "seed")]
    good = options.only == "servers" or on("SQLite", arguments)
    if options.only != "sqlite" and has_servers():
        with new_database(f"gtlead_fuzz_{os.getpid()}") as address:
            good &= on("PostgreSQL with Redis", arguments, DATABASE_URL=address, CACHE_URL=CACHE)
    sys.exit(not good)


if __name__ == "__main__":
    main()
