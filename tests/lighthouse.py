"""`make lighthouse`: Lighthouse over one page of each family, on the machine's Chromium, with the site's own server.

Prints a table in Markdown and fails where accessibility, best practices or SEO is under 100 or performance under 98.
The programme is fetched from npm, pinned in the Makefile, into .venv, which git does not see.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from tests.servers import free_port

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / ".venv" / "lighthouse" / "node_modules" / ".bin" / "lighthouse"
PAGES = (
    "/",
    "/countries/",
    "/countries/japan/",
    "/countries/japan/regulation/",
    "/compare/",
    "/therapies/matrix/",
    "/therapies/zolgensma/",
    "/ethics/price-and-fairness/",
    "/charts/authorisations/",
)
AT_LEAST = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 300  # seconds until the server answers; the first start loads the data


def measure(address: str, folder: Path) -> tuple[dict[str, int], list[str]]:
    """The four scores of a page, and the audits that it does not pass."""
    report = folder / "report.json"
    flags = "--headless=new --no-sandbox" if os.geteuid() == 0 else "--headless=new"
    command = [str(PROGRAM), address, "--quiet", "--output=json", f"--output-path={report}", f"--chrome-flags={flags}"]
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), "")
    subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": chromium})  # noqa: S603 - our own words
    read = json.loads(report.read_text(encoding="utf-8"))
    scores = {name: round(100 * (read["categories"][name]["score"] or 0)) for name in AT_LEAST}
    graded = [audit["id"] for name in AT_LEAST if scores[name] < AT_LEAST[name] for audit in refs(read, name)]
    return scores, [f"{one}: {read['audits'][one].get('displayValue', '')}".rstrip(": ") for one in graded]


def refs(read: dict, name: str) -> list[dict]:  # type: ignore[type-arg]
    """The weighted audits of a category that are not passed in full."""
    return [
        audit
        for audit in read["categories"][name]["auditRefs"]
        if audit["weight"] and (read["audits"][audit["id"]]["score"] or 0) < 0.9
    ]


def say(line: str) -> None:
    """A line of the table, as soon as it is known."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def wait(address: str) -> None:
    """Until the server answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with suppress(OSError), urllib.request.urlopen(f"{address}/readyz", timeout=5):  # noqa: S310 - our own server
            return
        time.sleep(0.5)
    raise TimeoutError("the server did not answer")


def main(pages: list[str]) -> int:
    """The number of pages that fall short."""
    port, short = free_port(), 0
    env = {**os.environ, "PORT": str(port)}
    with subprocess.Popen([sys.executable, "manage.py", "serve"], cwd=ROOT, env=env) as server:
        try:
            wait(f"http://127.0.0.1:{port}")
            say(f"| Page | {' | '.join(AT_LEAST)} | Falls short by |\n|---|{'---|' * (len(AT_LEAST) + 1)}")
            with tempfile.TemporaryDirectory() as folder:
                for page in pages:
                    scores, missing = measure(f"http://127.0.0.1:{port}{page}", Path(folder))
                    short += any(scores[name] < least for name, least in AT_LEAST.items())
                    say(f"| {page} | {' | '.join(map(str, scores.values()))} | {', '.join(missing)} |")
        finally:
            server.terminate()
    return short


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1:] or list(PAGES))))
