"""What one process keeps in memory, bounded in bytes: what was not asked for longest goes first."""

from collections import OrderedDict
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
