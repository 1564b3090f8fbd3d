"""Which address comes next: those checked longest ago, and no site is asked twice within the pause. Pure."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol
from urllib.parse import urlsplit


class Addressed(Protocol):
    """What has an address on the web."""

    url: str


def in_turn[One: Addressed](
    sources: Iterable[One],
    pause: float,
    now: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[One]:
    """The sources in their order, except that a site's next one waits while others go first."""
    waiting = list(sources)
    ready: dict[str, float] = {}
    while waiting:
        hosts = [urlsplit(source.url).hostname or "" for source in waiting]
        index = min(range(len(waiting)), key=lambda i: (max(ready.get(hosts[i], 0.0), now()), i))
        if (delay := ready.get(hosts[index], 0.0) - now()) > 0:
            sleep(delay)
        yield waiting.pop(index)
        ready[hosts[index]] = now() + pause
