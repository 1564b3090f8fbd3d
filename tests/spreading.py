"""How the tests fall on processes, and in which order they ran when one failed."""

from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

ONE_BY_ONE = "tests/browser/"  # slow, and with little to load


class Spreading(LoadFileScheduling):
    """A file's tests share a process, and so what they load; those in a browser go to whoever is free."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid if nodeid.startswith(ONE_BY_ONE) else super()._split_scope(nodeid)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those in a browser last, in whatever order: its loop stays in the process, where threads would meet it."""
    items.sort(key=lambda item: item.nodeid.startswith(ONE_BY_ONE))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Spreading:
    """Whatever --dist says."""
    return Spreading(config, log)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """The seed of the order brings a failure back that comes and goes."""
    failed = terminalreporter.stats.keys() & {"failed", "error"}
    if failed and config.pluginmanager.has_plugin("randomly"):
        terminalreporter.line(f"In the same order again: --randomly-seed={config.option.randomly_seed}")
