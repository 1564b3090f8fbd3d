"""What is kept in memory or in a folder, bounded in bytes: what was not asked for longest goes first."""

import math
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock


class BoundedCache:
    """Bytes by name; never more than `most_bytes` of them together."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.size = 0
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, name: str) -> bytes | None:
        """What is kept under the name."""
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
            return self._kept.get(name)

    def set(self, name: str, value: bytes) -> None:
        """Keep it, if it may be kept at all, and let others go for it."""
        with self._lock:
            self.size += len(value) - len(self._kept.pop(name, b""))
            self._kept[name] = value
            while self.size > self.most_bytes:
                self.size -= len(self._kept.popitem(last=False)[1])

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._kept.clear()
            self.size = 0


def keep_within(folder: Path, most_bytes: int, seconds: float = math.inf) -> None:
    """Remove files that are older, and the oldest of too many bytes; the newest stays, whoever reads one keeps it."""
    found = []
    for path in folder.iterdir():
        with suppress(FileNotFoundError):  # another process is at the same
            found.append((path.stat().st_mtime, path.stat().st_size, path))
    total = 0
    for number, (written, size, path) in enumerate(sorted(found, reverse=True)):
        total += size
        if number and (total > most_bytes or written < time.time() - seconds):
            path.unlink(missing_ok=True)


@contextmanager
def made_whole(path: Path) -> Iterator[Path]:
    """A draft beside the file, that takes its name when it is whole and leaves nothing when it fails."""
    with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
        draft = Path(file.name)
    try:
        yield draft
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
