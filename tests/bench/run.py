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
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.load import Connection, Server, running

ROUNDS = 5
REQUESTS = 1_000
SITE, RIVAL = 8791, 8792
KEPT = "/therapies/"
MB = 1024 * 1024


def manage(*words: str, env: dict[str, str]) -> None:
    """A management command of the site."""
    subprocess.run([sys.executable, "manage.py", *words], env=os.environ | env, check=True, stdout=subprocess.DEVNULL)  # noqa: S603


def inside(work: str, env: dict[str, str]) -> dict[str, Any]:
    """One kind of work, measured in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.inside", work]
    done = subprocess.run(command, env=os.environ | env, check=True, stdout=subprocess.PIPE)  # noqa: S603
    return dict(json.loads(done.stdout))


def ratios(site: Server, rival: Server) -> dict[str, float]:
    """Kept pages and answers of 304 against the constant answers; medians over interleaved rounds."""
    _status, headers, _body = Connection(SITE).get(KEPT)
    same = f"If-None-Match: {headers['etag']}\r\n"
    works = {
        "kept page": (KEPT, "", "/constant", ""),
        "304": (KEPT, same, "/conditional", 'If-None-Match: "constant"\r\n'),
    }
    found: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, (path, extra, rival_path, rival_extra) in works.items():
            ours = site.per_cpu_second(path, REQUESTS, extra)
            found[name].append(ours / rival.per_cpu_second(rival_path, REQUESTS, rival_extra))
    return {name: median(values) for name, values in found.items()}


def memory_after(site: Server, requests: int) -> float:
    """Megabytes of the largest worker after so many different addresses."""
    connections = [Connection(SITE) for _ in range(4)]
    for number in range(requests):
        connections[number % 4].get(f"/search/?q=word{number}" if number % 2 else f"/therapies/?q=word{number}")
    return site.memory() / MB


def start_again(env: dict[str, str]) -> float:
    """Seconds from the command to the first 200 of a site that was prepared before."""
    before = time.monotonic()
    with running([sys.executable, "manage.py", "serve"], SITE, "/healthz", env | {"PORT": str(SITE)}):
        return time.monotonic() - before


def show(rows: list[tuple[str, str, str]]) -> None:
    """The table, as docs/performance.md has it."""
    for work, found, against in [("work", "found", "at least"), ("---", "---", "---"), *rows]:
        print(f"| {work} | {found} | {against} |")  # noqa: T201


def words(seconds: float | None) -> str:
    """Seconds in words."""
    return "over 30 s" if seconds is None else f"{seconds:.2f} s"


def times(full: float | None, real: float | None) -> str:
    """How many times one is the other."""
    return "over 30 s" if full is None or real is None else f"{full / real:.1f} ({full:.2f} s, {real:.2f} s)"


def main(folder: Path, requests: int) -> None:
    """Everything, one after the other."""
    real = {"STATE_DIR": str(folder / "real")}
    full = {"STATE_DIR": str(folder / "full")}
    Path(real["STATE_DIR"]).mkdir()
    Path(full["STATE_DIR"]).mkdir()
    manage("prepare", env=real)
    manage("migrate", env=full)
    inside("fill", full)
    manage("prepare", env=full)
    rows = []
    serve = [sys.executable, "manage.py", "serve"]
    rival = [sys.executable, "-m", "tests.bench.rivals", str(RIVAL)]
    with (
        running(serve, SITE, KEPT, real | {"PORT": str(SITE)}) as site,
        running(rival, RIVAL, "/constant", {}) as bare,
    ):
        found = ratios(site, bare)
        rows += [(f"{name}, requests ÷ constant answer", f"{ratio:.2f}", "1") for name, ratio in found.items()]
        memory = memory_after(site, requests)
        rows.append((f"memory of a worker after {requests:,} different requests", f"{memory:.0f} MB", "400 MB"))
    rows.append(("start to first 200, second start", words(start_again(real)), "1.5 s"))
    pages = {"real": inside("pages", real), "full": inside("pages", full)}
    for name, page in pages["real"].items():
        there = pages["full"][name]
        rows.append((f"{name}, first time, real data", f"{words(page['seconds'])}, {page['kilobytes']:.0f} kB", ""))
        size = f", {there['kilobytes']:.0f} kB" if there["kilobytes"] else ""
        rows.append((f"{name}, full size ÷ real", times(there["seconds"], page["seconds"]) + size, "3"))
    rows.append(("list under a new filter, full size", words(inside("filters", full)["seconds"]), ""))
    table = inside("csv", full)["rows_per_second"]
    rows.append(("CSV of therapies, full size", f"{table:.0f} rows/s" if table else "over 30 s", ""))
    rows += [(f"publishing one {kind}, full size", words(t), "0.3 s") for kind, t in inside("publish", full).items()]
    show(rows)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        main(Path(place), int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
