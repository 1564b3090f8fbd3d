"""`make bench`: what the site costs, at its own size and at full size, beside what it could cost.

Prints the table of docs/performance.md. Rounds of the site and of its rivals are interleaved; requests a second are
those that one CPU second of the server answers, so that neither the sender nor what else the machine does counts.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle, islice, product
from pathlib import Path
from shutil import copytree
from statistics import median
from typing import Any

import psycopg

from tests.bench.load import Connection, Server, running

STARTS = 5
ROUNDS = 25  # short ones, as single rounds differ by half where the machine is shared
REQUESTS = 400
READERS = {"": 1, ", 16 readers at once": 16}  # who come at once share what their pages cost
SITE, RIVAL = 8791, 8792
KEPT = "/therapies/"
MB = 1024 * 1024
SERVER = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
type Measured = dict[str, Any]
type Row = tuple[str, str, str]  # what was done, what was found, what is wanted
SERVE = [sys.executable, "manage.py", "serve"]
DATASETTE = [".venv/uv/bin/uv", "tool", "run", "--quiet", "datasette@0.65.5"]


@contextmanager
def a_postgresql() -> Iterator[str]:
    """The address of a new database, as long as this lasts; empty where no server answers."""
    try:
        server = psycopg.connect(SERVER, autocommit=True, connect_timeout=2)
    except psycopg.OperationalError:
        yield ""
        return
    name = f"gtlead_bench_{os.getpid()}"
    with server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield SERVER.rpartition("/")[0] + f"/{name}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def manage(*words: str, env: dict[str, str]) -> None:
    """A management command of the site."""
    subprocess.run([sys.executable, "manage.py", *words], env=os.environ | env, check=True, stdout=subprocess.DEVNULL)  # noqa: S603


def inside(work: str, env: dict[str, str]) -> Measured:
    """One kind of work, measured in a process of its own."""
    return measure("tests.bench.inside", work, env)


def measure(module: str, word: str, env: dict[str, str]) -> Measured:
    """What a program of the bench says of the site whose environment it is given."""
    command = [sys.executable, "-m", module, word]
    done = subprocess.run(command, env=os.environ | env, check=True, stdout=subprocess.PIPE)  # noqa: S603
    return dict(json.loads(done.stdout))


def ratios(site: Server, rival: Server) -> dict[str, float]:
    """Kept pages and answers of 304 against the constant answers; medians over interleaved rounds."""
    for _ in range(20):  # each worker has the page before anything is measured
        _status, headers, _body = Connection(SITE).get(KEPT)
    same = f"If-None-Match: {headers['etag']}\r\n"
    works = {
        "kept page": (KEPT, "", "/constant", ""),
        "304": (KEPT, same, "/conditional", 'If-None-Match: "constant"\r\n'),
    }
    found: dict[str, list[float]] = {f"{name}{words}": [] for name in works for words in READERS}
    for _ in range(ROUNDS):
        for (name, (path, extra, rival_path, rival_extra)), (words, at_once) in product(works.items(), READERS.items()):
            ours = site.per_cpu_second(path, REQUESTS, extra, at_once=at_once)
            theirs = rival.per_cpu_second(rival_path, REQUESTS, rival_extra, at_once=at_once)
            found[f"{name}{words}"].append(ours / theirs)
    return {name: median(values) for name, values in found.items()}


def of_datasette(folder: Path, env: dict[str, str]) -> float:
    """CPU seconds in which Datasette answers one of the new filters, over the same tables; the mean."""
    command = [*DATASETTE, "serve", str(folder / "gtlead.sqlite3"), "--port", str(RIVAL)]
    with running(command, RIVAL, "/-/versions.json", {}) as server:
        asked = inside("datasette", env)["addresses"]
        before = server.cpu()
        for address in asked:
            Connection(RIVAL).get(address)
        return (server.cpu() - before) / len(asked)


def memory_after(site: Server, addresses: list[str], requests: int) -> float:
    """Megabytes of the largest worker after so many requests for these pages, in turn, by four readers at once."""

    def read(reader: int) -> None:
        connection = Connection(SITE)
        for address in islice(cycle(addresses), reader, requests, 4):
            connection.get(address)

    with ThreadPoolExecutor(4) as readers:
        list(readers.map(read, range(4)))
    return site.memory() / MB


def start_again(env: dict[str, str]) -> float:
    """Seconds from the command to the first 200 of a site that was prepared before, the middle of some starts."""
    taken = []
    for _ in range(STARTS):
        before = time.monotonic()
        with running(SERVE, SITE, "/healthz", env | {"PORT": str(SITE)}):
            taken.append(time.monotonic() - before)
    return median(taken)


def show(*rows: Row) -> None:
    """Lines of the table, as soon as they are known."""
    for work, found, against in rows:
        print(f"| {work} | {found} | {against} |", flush=True)  # noqa: T201


def words(seconds: float | None) -> str:
    """Seconds in words."""
    return "over 30 s" if seconds is None else f"{seconds:.3g} s"


def times(full: float | None, real: float | None) -> str:
    """How many times one is the other."""
    return "over 30 s" if full is None or real is None else f"{full / real:.1f} ({full:.2f} s, {real:.2f} s)"


def beside_constant_answers(kind: str, env: dict[str, str]) -> list[Row]:
    """Kept pages, as `make run` serves them, against what bare Django can answer at best."""
    rival = [sys.executable, "-m", "tests.bench.rivals", str(RIVAL)]
    with (
        running(SERVE, SITE, KEPT, env | {"PORT": str(SITE)}) as site,
        running(rival, RIVAL, "/constant", {}) as bare,
    ):
        found = ratios(site, bare)
    return [(f"{name}, requests ÷ constant answer, {kind}", f"{ratio:.2f}", "1") for name, ratio in found.items()]


def prepared(env: dict[str, str], *, is_full: bool) -> None:
    """A site that could be served: with the reference data, or with the made-up world."""
    Path(env["STATE_DIR"]).mkdir()
    if is_full:
        manage("migrate", env=env)
        inside("fill", env)
    manage("prepare", env=env)


def served(kind: str, env: dict[str, str], requests: int) -> list[Row]:
    """What is measured from outside on a site of full size, as `make run` serves it."""
    with running(SERVE, SITE, KEPT, env | {"PORT": str(SITE)}) as site:
        crowd = measure("tests.bench.crowd", str(SITE), env)
        rows = [
            (f"8 editors, {crowd['saves']} saves, the middle one, {kind}", words(crowd["save"]), "0.5 s"),
            (f"30 readers, {crowd['reads']} pages, the middle one, {kind}", words(crowd["read"]), "0.05 s"),
        ]
        memory = memory_after(site, inside("addresses", env)["addresses"], requests)
        rows.append((f"memory of a worker after {requests:,} requests, {kind}", f"{memory:.0f} MB", "300 MB"))
    return [*rows, (f"start to first 200, second start, {kind}", words(start_again(env)), "1.5 s")]


def at_full_size(kind: str, env: dict[str, str], real: Measured) -> list[Row]:
    """What is measured in the process of a site of full size, on one kind of database."""
    rows = []
    for name, page in inside("pages", env).items():
        size = f", {page['kilobytes']:.0f} kB" if page["kilobytes"] else ""
        rows.append((f"{name}, {kind} ÷ real data", times(page["seconds"], real[name]["seconds"]) + size, "3"))
    rows += [(f"{name}, {kind}", words(seconds), "") for name, seconds in inside("searches", env).items()]
    rows += [(f"list under a new filter, {of}, {kind}", words(t), "") for of, t in inside("filters", env).items()]
    for name, found in inside("csv", env).items():
        rows.append((f"{name}, {kind}", f"{found:.0f} rows/s" if found else "over 30 s", ""))
    for work in ("staff", "imported"):
        rows += [(f"{name}, {kind}", words(seconds), "") for name, seconds in inside(work, env).items()]
    return rows + [(f"publishing one {of}, {kind}", words(t), "0.3 s") for of, t in inside("publish", env).items()]


def main(folder: Path, requests: int, url: str = "") -> None:
    """Everything; on PostgreSQL too if there is a database for it. Only what is timed by the clock is done alone."""
    real, full = {"STATE_DIR": str(folder / "real")}, {"STATE_DIR": str(folder / "full")}
    sites = {"SQLite": full} | ({"PostgreSQL": {"STATE_DIR": str(folder / "pg"), "DATABASE_URL": url}} if url else {})
    with ThreadPoolExecutor(2) as side_by_side:
        made = [side_by_side.submit(prepared, env, is_full=True) for env in sites.values()]
        prepared(real, is_full=False)
        for done in made:
            done.result()
        show(("work", "found", "at least"), ("---", "---", "---"))
        twin = {"STATE_DIR": str(copytree(folder / "real", folder / "twin"))}  # a core has no more to itself than below
        pages, _twin = side_by_side.map(lambda env: inside("pages", env), (real, twin))
        for name, page in pages.items():
            show((f"{name}, first time, real data", f"{words(page['seconds'])}, {page['kilobytes']:.0f} kB", ""))
        for rows in side_by_side.map(lambda kind: at_full_size(kind, sites[kind], pages), sites):
            show(*rows)
    show(("list under a new filter, Datasette", words(of_datasette(Path(full["STATE_DIR"]), full)), ""))
    for kind, env in (sites | {"SQLite": real}).items():
        show(*beside_constant_answers(kind, env))
    for kind, env in sites.items():
        show(*served(kind, env, requests))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place, a_postgresql() as address:
        main(Path(place), int(sys.argv[1]) if len(sys.argv) > 1 else 20_000, address)
