"""What each file of tests costs in processor time, printed at the end under CI, so that growth is seen.

Seconds of user and system time, of the process that ran the test and of the processes of its that have ended meanwhile
(so that a browser's own time stands at the last test that used it).
"""

import os
import time
from collections import Counter
from collections.abc import Iterator

import pytest

SHOWN = 25  # files, the dearest first
SPENT: Counter[str] = Counter()  # seconds by file; under xdist in the process that gathers the reports
COUNTED = pytest.StashKey[float]()


def used() -> float:
    """Seconds of processor time since this process began, those of processes that it waited for included."""
    ended = os.times()
    return time.process_time() + ended.children_user + ended.children_system


def pytest_collection_finish(session: pytest.Session) -> None:
    """What importing and collecting cost belongs to no file."""
    session.config.stash[COUNTED] = used()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Each step of a test (its fixtures, itself, what it leaves) says what it cost since the one before."""
    report = yield
    now = used()
    report.cpu_seconds = now - item.config.stash[COUNTED]
    item.config.stash[COUNTED] = now
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add it to the file's."""
    SPENT[report.nodeid.partition("::")[0]] += getattr(report, "cpu_seconds", 0)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The dearest files and the sum of all."""
    if os.environ.get("CI"):
        terminalreporter.section(f"CPU: {sum(SPENT.values()):.0f} s in {len(SPENT)} files of tests")
        for file, seconds in SPENT.most_common(SHOWN):
            terminalreporter.line(f"{seconds:7.1f} s  {file}")
