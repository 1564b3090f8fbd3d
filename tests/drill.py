"""`make drill`: what fails in a bad week fails here in minutes, against the real server; prints a table in Markdown.

Words after it choose parts: `workers`, `harm`, `slow`, `redis`, `postgresql`, `disk`, `locked`, `backup`, `memory`.
Needs redis-server and the programs of PostgreSQL; a full disk is a small one in memory, which only root can mount.
"""

import atexit
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

import psycopg
from redis import Redis

from tests.harm import HARMFUL, disturbances
from tests.servers import OwnRedis, free_port, garbage_server

ROOT = Path(__file__).resolve().parent.parent
KEPT = "/countries/"
PAGES = (KEPT, "/therapies/", "/sources/", "/compare/?c=japan&c=germany", "/timeline/", "/charts/milestones.svg")
QUICK = ("/privacy/", "/about/", "/robots.txt", "/readyz", KEPT)  # what a worker can draw between two kills
PATIENCE = 90
FORGET_LATEST = """UPDATE django_migrations SET name = name || '-'
    WHERE id = (SELECT max(id) FROM django_migrations)"""
KNOW_LATEST = """UPDATE django_migrations SET name = rtrim(name, '-')
    WHERE id = (SELECT max(id) FROM django_migrations)"""
KILLING = int(os.environ.get("DRILL_SECONDS", "60"))
REQUESTS = int(os.environ.get("DRILL_REQUESTS", "20000"))
HARMFUL_TIMES = 1000
MOST_WORKER, MOST_REDIS = 400, 200  # MB


@dataclass
class Answer:
    """What a reader got: status 0 is no answer."""

    status: int
    seconds: float
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    port: int = 0  # of the reader's end of the connection

    def __str__(self) -> str:
        retry = ", Retry-After" if "retry-after" in self.headers else ""
        return f"{self.status or 'none'}{retry} ({self.seconds:.1f} s)"


@dataclass
class Site:
    """The site as `serve` runs it, on a database and cache of its own."""

    folder: Path
    environment: dict[str, str]
    port: int = field(default_factory=free_port)
    process: Any = None

    @property
    def env(self) -> dict[str, str]:
        """What its commands see."""
        own = {"PORT": str(self.port), "STATE_DIR": str(self.folder), "DEBUG": "0", "ADMIN_PASSWORD": "a drill 4 all"}
        return {"PATH": os.environ["PATH"], "PYTHONWARNINGS": "ignore"} | own | self.environment

    def manage(self, *words: str) -> str:
        """Run a command of the site."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise RuntimeError(f"{words}: {done.stderr[-1000:]}")
        return done.stdout

    def start(self, *prefix: str) -> None:
        """Serve, and keep some pages in every worker."""
        log = (self.folder.parent / "server.log").open("ab")
        command = [*prefix, sys.executable, "manage.py", "serve", "--no-prepare"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=log, stderr=log)  # noqa: S603
        until(lambda: self.get("/healthz").status == 200)
        for number in range(30):
            self.get(KEPT if number % 3 else new_page())

    def must_live(self) -> None:
        """The server itself never ends."""
        if self.process.poll() is not None:
            log = (self.folder.parent / "server.log").read_text(encoding="utf-8", errors="replace")
            raise RuntimeError(f"the server ended with {self.process.returncode}: {log[-3000:]}")

    def stop(self) -> None:
        """End it as systemd would."""
        if self.process:
            self.process.terminate()
            self.process.wait(PATIENCE)
            self.process = None

    def get(self, path: str, seconds: float = PATIENCE) -> Answer:
        """One request by a connection of its own."""
        return ask(self.port, "GET", path, seconds=seconds)

    def workers(self) -> list[int]:
        """The processes that answer."""
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]

    def standing(self) -> str:
        """What `/readyz` says."""
        answer = self.get("/readyz")
        said = json.loads(answer.body) if answer.body.startswith(b"{") else {"status": "?", "reasons": []}
        reasons = f": {', '.join(said['reasons'])}" if said["reasons"] else ""
        return f"{answer.status} {said['status']}{reasons} ({answer.seconds:.1f} s)"


def ask(port: int, method: str, path: str, *, body: bytes = b"", seconds: float = PATIENCE, **headers: str) -> Answer:
    """One request; whatever goes wrong is no answer."""
    begun, mine = time.monotonic(), 0
    with closing(HTTPConnection("127.0.0.1", port, timeout=seconds)) as connection:
        try:
            connection.connect()
            mine = connection.sock.getsockname()[1]
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            content = response.read()
        except (OSError, HTTPException):
            return Answer(0, time.monotonic() - begun, port=mine)
    named = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, time.monotonic() - begun, named, content, mine)


def until(is_so: Callable[[], Any], seconds: float = PATIENCE) -> float:
    """Seconds until it is so."""
    begun = time.monotonic()
    while not is_so():
        if time.monotonic() - begun > seconds:
            raise TimeoutError("it did not come to be so")
        time.sleep(0.05)
    return time.monotonic() - begun


def new_page() -> str:
    """An address that nobody asked for yet."""
    return f"/search/?q=word{random.getrandbits(60):x}"


@dataclass
class Table:
    """The results: what was done, what readers got, and whether that is as it should be."""

    failed: int = 0

    def begin(self) -> None:
        """The head."""
        say("What fails", "Kept page", "New page", "`/readyz`", "Back after", "As it should")
        say(*["---"] * 6)

    def row(self, *cells: str, good: bool) -> None:
        """A line, shown at once."""
        self.failed += not good
        say(*cells, "yes" if good else "**no**")


def say(*cells: str) -> None:
    """A line of the table, shown at once."""
    sys.stdout.write(f"| {' | '.join(cells)} |\n")
    sys.stdout.flush()


TABLE = Table()


def fault(site: Site, name: str, mend: Callable[[], Any], *, degraded: bool = False, kept: bool = True) -> None:
    """A part has failed: what readers get meanwhile, and how long after it was mended all is well."""
    until(lambda: '"ok"' not in site.get("/readyz").body.decode(), 20)
    old, new, standing = site.get(KEPT), site.get(new_page()), site.standing()
    health = site.get("/healthz")
    mend()
    back = until(lambda: all(site.get("/readyz").body[:15] == b'{"status": "ok"' for _ in range(4)))
    again = until(lambda: site.get(new_page()).status == 200)
    good = health.status == 200 and health.seconds < 1 and old.status == (200 if kept else 503)
    if degraded:
        good &= new.status == 200 and standing.startswith("200 degraded: ")
    else:
        good &= new.status in (200, 503) and standing.startswith("503 unavailable: ")
        good &= new.status == 200 or "retry-after" in new.headers
    TABLE.row(name, str(old), str(new), standing, f"{back + again:.1f} s", good=good and new.seconds < 10)


@cache
def prepared_once() -> Path:
    """A state folder with the reference data, which takes a minute to make."""
    folder = Path(tempfile.mkdtemp(prefix="drill-once-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    Site(folder / "var", {}).manage("prepare")
    return folder / "var"


@contextmanager
def prepared(name: str, **environment: str) -> Iterator[Site]:
    """A site with the reference data, not yet served."""
    with tempfile.TemporaryDirectory(prefix=f"drill-{name}-") as folder:
        site = Site(Path(folder) / "var", environment)
        try:
            if "DATABASE_URL" in environment:
                site.manage("prepare")
            else:
                shutil.copytree(prepared_once(), site.folder)
            yield site
        finally:
            site.stop()


@contextmanager
def own_postgresql(*settings: str) -> Iterator["OwnPostgres"]:
    """A cluster of its own, running."""
    with tempfile.TemporaryDirectory(prefix="drill-postgres-") as folder:
        cluster = OwnPostgres(Path(folder), settings)
        cluster.create()
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.resume()
            cluster.stop()


@dataclass
class OwnPostgres:
    """A PostgreSQL server that may be stopped, paused and started."""

    folder: Path
    settings: tuple[str, ...] = ()
    port: int = field(default_factory=free_port)

    def run(self, program: str, *words: str) -> None:
        """One of its programs, as a user that it accepts."""
        there = Path(shutil.which("pg_config") or "/none").parent
        found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}")) or [there / program]
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run([*user, str(found[-1]), *words], check=True, stdout=subprocess.DEVNULL, cwd="/")  # noqa: S603

    def create(self) -> None:
        """Its files and a database."""
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self.run("initdb", "-D", str(self.folder / "data"), "-A", "trust", "-U", "postgres")

    def start(self) -> None:
        """Serve on its port, in no one's way."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        options += "".join(f" -c {setting}" for setting in self.settings)
        log = str(self.folder / "log")
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-l", log, "-o", options, "start")

    def stop(self) -> None:
        """End it as a crash would."""
        with suppress(subprocess.CalledProcessError):
            self.run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", "immediate", "stop")

    def processes(self) -> list[int]:
        """The server and all that work for it."""
        first = int((self.folder / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text(encoding="ascii").split()
        return [first, *map(int, children)]

    def pause(self) -> None:
        """Let it hang."""
        for pid in self.processes():
            os.kill(pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        with suppress(FileNotFoundError, ProcessLookupError):
            for pid in self.processes():
                os.kill(pid, signal.SIGCONT)

    @property
    def url(self) -> str:
        """The address of its database."""
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"


def drill_workers() -> None:
    """A worker is killed every second under load; whose connections it had is looked up while it stands still."""
    with prepared("workers") as site:
        site.start()
        seen, done, lock = [], Event(), Lock()

        def read() -> None:
            while not done.is_set():
                begun = time.monotonic()
                answer = site.get(random.choice(QUICK))  # noqa: S311
                with lock:
                    seen.append((begun, time.monotonic(), answer))

        readers = [Thread(target=read, daemon=True) for _reader in range(8)]
        for reader in readers:
            reader.start()
        kills: list[tuple[float, set[int]]] = []
        for _second in range(KILLING):
            time.sleep(1)
            with suppress(ProcessLookupError):
                kills.append(kill(random.choice(site.workers()), site.port))  # noqa: S311
        time.sleep(2)
        done.set()
        for reader in readers:
            reader.join()
        lost = [(begun, end, answer.port) for begun, end, answer in seen if answer.status != 200]
        strange = [
            port for begun, end, port in lost if not any(begun <= at <= end and port in held for at, held in kills)
        ]
        slowest = max(end - begun for begun, end, _answer in seen)
        got = f"{len(seen):,} requests, {len(lost)} lost, {len(strange)} of them not held by the worker that was killed"
        alive = site.process.poll() is None
        TABLE.row(
            f"A worker killed every second for {KILLING} s, 8 readers",
            got,
            f"slowest {slowest:.1f} s",
            site.standing(),
            "at once",
            good=alive and not strange and len(lost) <= sum(len(held) for _at, held in kills),
        )


def kill(pid: int, port: int) -> tuple[float, set[int]]:
    """End a worker; when, and the ports of the readers whose connections it had taken at that moment.

    It is stopped first, so that it takes none between the look and the end.
    """
    os.kill(pid, signal.SIGSTOP)
    until(lambda: is_still(pid))
    held = readers_of(pid, port)
    at = time.monotonic()
    os.kill(pid, signal.SIGKILL)
    return at, held


def is_still(pid: int) -> bool:
    """Whether every thread of a process is stopped."""
    states = [path.read_text(encoding="utf-8").rpartition(")")[2].split()[0] for path in threads_of(pid)]
    return set(states) <= {"T", "t", "Z", "X"}


def threads_of(pid: int) -> list[Path]:
    """What the system says of each thread."""
    return [folder / "stat" for folder in Path(f"/proc/{pid}/task").iterdir()]


def readers_of(pid: int, port: int) -> set[int]:
    """The other ends of the connections to our port that a process has taken, as the system lists them."""
    its = set()
    for path in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            its.add(path.readlink().name)
    rows = [line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
    return {
        int(row[2].rpartition(":")[2], 16)
        for row in rows
        if int(row[1].rpartition(":")[2], 16) == port and f"socket:[{row[9]}]" in its
    }


def drill_harm() -> None:
    """What ended the site once is sent a thousand times, while others read."""
    with prepared("harm") as site:
        site.start()
        before, begun = site.workers(), time.monotonic()
        found = disturbances(lambda path: site.get(path).status, HARMFUL_TIMES)
        TABLE.row(
            f"{' and '.join(f'`{path}`' for path in HARMFUL)}, {HARMFUL_TIMES:,} times",
            found[0] if found else "200, never more than 5 s",
            str(site.get(new_page())),
            site.standing(),
            f"took {time.monotonic() - begun:.0f} s",
            good=not found and site.workers() == before,
        )


def drill_slow() -> None:
    """Connections that send a byte and wait."""
    with prepared("slow") as site:
        site.start()
        for number in (4, 40, 400, 1500):
            slow = []
            for each in range(number):
                connection = socket.create_connection(("127.0.0.1", site.port))
                head = b"POST /ethics/withdraw/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n"
                connection.sendall((head + b"Cookie: csrftoken=x\r\n\r\na", head)[each % 2])
                slow.append(connection)
            asked = [(site.get("/healthz"), site.get(KEPT), site.get(new_page())) for _time in range(5)]
            health, kept, new = (max((row[kind] for row in asked), key=lambda a: a.seconds) for kind in range(3))
            good = all(a.status == 200 for row in asked for a in row) and max(health.seconds, kept.seconds) < 1
            name = f"{number} connections that send a head or body slowly (slowest of 5)"
            TABLE.row(name, str(kept), str(new), f"/healthz {health}", "–", good=good and new.seconds < 10)
            for connection in slow:
                connection.close()


def drill_redis() -> None:
    """Redis stopped, hanging, full, refusing, replaced by something else."""
    redis = OwnRedis()
    redis.start()
    with ExitStack() as stack, prepared("redis", CACHE_URL=redis.url) as site:
        stack.callback(redis.stop)
        site.start()

        def anew(*options: str) -> None:
            redis.stop()
            redis.start(*options)

        redis.stop()
        fault(site, "Redis stopped", redis.start, degraded=True)
        redis.pause()
        fault(site, "Redis hangs (SIGSTOP)", redis.resume, degraded=True)
        anew("--maxmemory", "1")
        fault(site, "Redis full (maxmemory)", anew, degraded=True)
        anew("--requirepass", "secret")
        fault(site, "Redis wants a password", anew, degraded=True)
        anew("--rename-command", "EVALSHA", "", "--rename-command", "GET", "")
        fault(site, "Redis refuses commands", anew, degraded=True)
        redis.stop()
        with garbage_server(redis.port):
            fault_while = site.standing()
            old, new = site.get(KEPT), site.get(new_page())
        redis.start()
        back = until(lambda: site.standing().startswith("200 ok"))
        good = fault_while.startswith("200 degraded") and old.status == new.status == 200
        TABLE.row("Redis answers garbage", str(old), str(new), fault_while, f"{back:.1f} s", good=good)


def drill_postgresql() -> None:
    """PostgreSQL stopped, hanging, full, cutting connections."""
    with own_postgresql("max_connections=20") as cluster, prepared("postgresql", DATABASE_URL=cluster.url) as site:
        site.start()
        cluster.stop()
        fault(site, "PostgreSQL stopped (as by a crash)", cluster.start)
        cluster.pause()
        fault(site, "PostgreSQL hangs (SIGSTOP)", cluster.resume)
        with ExitStack() as stack:
            taken = take_connections(cluster, stack)
            fault(site, f"PostgreSQL has no connection left ({taken} taken)", stack.close, kept=True)
        others = "pid <> pg_backend_pid() AND backend_type = 'client backend'"
        cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"  # noqa: S608
        run_sql(cluster, cut)
        old, new = site.get(KEPT), site.get(new_page())
        good = old.status == new.status == 200
        TABLE.row("PostgreSQL cuts all connections", str(old), str(new), site.standing(), "at once", good=good)
        until(lambda: site.standing().startswith("200 ok"))
        with psycopg.connect(cluster.url) as other:
            other.execute("LOCK TABLE countries_therapy")
            new = site.get(new_page().replace("search", "therapies"))
            old, standing = site.get(KEPT), site.standing()
        good = old.status == 200 and old.seconds < 1 and new.status == 503 and new.seconds < 30
        back = until(lambda: site.get(new_page()).status == 200)
        TABLE.row("Somebody locks a table for long", str(old), str(new), standing, f"{back:.1f} s", good=good)
        run_sql(cluster, "ALTER TABLE countries_country RENAME TO elsewhere")
        run_sql(cluster, FORGET_LATEST)
        back = ("ALTER TABLE elsewhere RENAME TO countries_country", KNOW_LATEST)
        fault(site, "A table and a migration are missing", lambda: run_sql(cluster, *back))


def run_sql(cluster: OwnPostgres, *statements: str) -> None:
    """As its owner."""
    with psycopg.connect(cluster.url, autocommit=True, options="-c statement_timeout=0") as connection:
        for statement in statements:
            connection.execute(statement)


def take_connections(cluster: OwnPostgres, stack: ExitStack) -> int:
    """All that the server has left, and those of the site too when it lets go of them."""
    taken = 0
    with suppress(psycopg.OperationalError):
        for _each in range(100):
            connection = psycopg.connect(cluster.url, autocommit=True)
            stack.callback(connection.close)
            taken += 1
    return taken


def drill_disk() -> None:
    """The disk of the state folder is full, or read-only."""
    if os.geteuid():
        TABLE.row("The disk: not tried, as only root can mount a small one", *["–"] * 4, good=False)
        return
    with prepared("disk") as site:
        small = site.folder.parent / "small"
        small.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "drill", str(small)], check=True)  # noqa: S603, S607
        try:
            shutil.copytree(site.folder, small / "var")
            site.folder = small / "var"
            site.start("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override")  # modes of files count
            filler = small / "filler"

            def fill() -> None:
                with suppress(OSError), filler.open("wb", buffering=0) as file:
                    while True:
                        file.write(bytes(4096))

            def allow(mode: int) -> None:
                for path in (*site.folder.glob("gtlead.sqlite3*"), site.folder):
                    path.chmod(mode | 0o100 if path.is_dir() else mode)

            fill()
            refused = [sign_in(site), site.get("/data/gtlead.zip"), site.get("/?edition=2026-11-01")]
            fault(site, "Disk full", filler.unlink)
            good = all(a.status in (200, 302, 403, 404, 503) for a in refused)
            words = ", ".join(map(str, refused))
            TABLE.row("Disk full: a sign-in, the archive, an edition", words, "–", "–", "–", good=good)
            allow(0o400)
            fault(site, "State folder read-only", lambda: allow(0o600))
            site.stop()
        finally:
            subprocess.run(["umount", "-l", str(small)], check=False)  # noqa: S603, S607


def sign_in(site: Site) -> Answer:
    """An attempt, which is written down."""
    token = "x" * 32
    body = f"username=admin&password=wrong&csrfmiddlewaretoken={token}".encode()
    form = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={token}"}
    return ask(site.port, "POST", "/admin/login/", body=body, **form)


def drill_locked() -> None:
    """Another process holds SQLite's lock for ten seconds."""
    with prepared("locked") as site:
        site.start()
        for how in ("IMMEDIATE", "EXCLUSIVE"):
            writer: list[Answer] = []
            waiting = Thread(target=lambda into: into.append(sign_in(site)), args=(writer,))
            with closing(sqlite3.connect(site.folder / "gtlead.sqlite3", isolation_level=None)) as other:
                other.execute(f"BEGIN {how}")
                begun = time.monotonic()
                waiting.start()
                old, new, standing = site.get(KEPT), site.get(new_page()), site.standing()
                time.sleep(max(0, begun + 10 - time.monotonic()))
                other.execute("ROLLBACK")
                waiting.join()
            good = old.status == new.status == 200 and standing.startswith("200 ok") and writer[0].status in (200, 403)
            name = f"SQLite locked by another process for 10 s (BEGIN {how})"
            TABLE.row(name, str(old), str(new), standing, f"a writer waited: {writer[0]}", good=good)


def drill_backup() -> None:
    """Backed up while serving and written to; restored into an empty place of the other kind, and back."""
    pages = (*PAGES[:5], "/", "/changes/", "/data/", "/therapies.csv", "/sources.json")
    with own_postgresql() as cluster, prepared("backup") as site, tempfile.TemporaryDirectory() as folder:
        site.start()
        first, second = str(Path(folder) / "first.zip"), str(Path(folder) / "second.zip")
        begun = time.monotonic()
        said = site.manage("backup", first)
        took = time.monotonic() - begun
        shown = {path: site.get(path).body for path in pages}
        places = [Site(Path(folder) / "one", {"DATABASE_URL": cluster.url}), Site(Path(folder) / "two", {})]
        for place, file, next_file in ((places[0], first, second), (places[1], second, "")):
            begun = time.monotonic()
            place.manage("restore", file)
            place.manage("prepare")
            back = time.monotonic() - begun
            place.port = site.port
            site.stop()
            place.start()
            same = [path for path in pages if place.get(path).body == shown[path]]
            if next_file:
                place.manage("backup", next_file)
            place.stop()
            kind = "PostgreSQL" if place.environment else "SQLite"
            TABLE.row(
                f"Everything lost; restored into an empty {kind}",
                f"{len(same)} of {len(pages)} pages the same, byte by byte",
                said.partition(": ")[2].partition(". ")[0],
                f"backup took {took:.1f} s",
                f"{back:.1f} s",
                good=len(same) == len(pages),
            )


def drill_memory() -> None:
    """Very many distinct requests."""
    redis = OwnRedis()
    redis.start()
    with ExitStack() as stack, prepared("memory", CACHE_URL=redis.url) as site:
        stack.callback(redis.stop)
        site.start()
        begun, number, lock, statuses = time.monotonic(), iter(range(REQUESTS)), Lock(), {}

        def read() -> None:
            while True:
                with lock:
                    mine = next(number, None)
                if mine is None:
                    return
                path, host = distinct(mine)
                answer = ask(site.port, "GET", path, Host=host)
                with lock:
                    statuses[answer.status] = statuses.get(answer.status, 0) + 1

        readers = [Thread(target=read, daemon=True) for _reader in range(6)]
        for reader in readers:
            reader.start()
        largest = 0.0
        while any(reader.is_alive() for reader in readers):
            site.must_live()
            largest = max([largest, *map(memory_of, site.workers())])
            time.sleep(1)
        took = time.monotonic() - begun
        kept = Redis(port=redis.port).info("memory")["used_memory"] / 1e6
        files = sum(path.stat().st_size for path in site.folder.rglob("*") if path.is_file()) / 1e6
        TABLE.row(
            f"{REQUESTS:,} distinct requests ({took:.0f} s)",
            f"largest worker {largest:.0f} MB",
            f"Redis {kept:.0f} MB",
            f"statuses {statuses}",
            f"state folder {files:.0f} MB",
            good=largest < MOST_WORKER and kept < MOST_REDIS and set(statuses) <= {200, 404},
        )


def distinct(number: int) -> tuple[str, str]:
    """Address and host of a request that is like no other: pages, tables, pictures, downloads, editions."""
    of_each = {
        0: f"/search/?q=gene+{number}",
        1: f"/charts/milestones.svg?q=word{number}",
        2: f"/?edition=2026-11-{1 + number % 28:02}T10:{number % 60:02}:{number // 60 % 60:02}Z",
        3: "/data/gtlead.zip",
        4: f"/therapies/?q=word{number}",
    }
    others = ("/privacy/", "/sources.csv", "/about/", "/robots.txt", "/glossary/")
    return of_each.get(number % 50, others[number % len(others)]), f"localhost:{1 + number}"


def memory_of(pid: int) -> float:
    """MB that the process holds, shared pages included."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
        return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1000
    return 0.0


PARTS = {name.removeprefix("drill_"): part for name, part in list(globals().items()) if name.startswith("drill_")}


def main() -> int:
    """All parts, or those that are named."""
    TABLE.begin()
    for name in sys.argv[1:] or PARTS:
        PARTS[name]()
    return 1 if TABLE.failed else 0


if __name__ == "__main__":
    sys.exit(main())
