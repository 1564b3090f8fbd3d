"""Redis as a cache that may fail: then nothing is found and nothing is kept, and the site answers from the database.

After a failure readers do not ask it: a thread does until it answers again, so one that hangs delays nobody twice.
What we keep there is bounded in bytes by ourselves, whatever limit the server has: the oldest goes first.
"""

import logging
import os
import time
from collections.abc import Callable
from threading import Lock, Thread
from typing import Any, ClassVar

from django.conf import settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import AuthenticationError, OutOfMemoryError, RedisError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

log = logging.getLogger(__name__)

PAUSE = 2  # seconds between two questions whether it is back
ENTRY = 600  # bytes that Redis takes for an entry beside its value: its name in three places

# An entry is listed by its age and with its size; the sum of all sizes stands under the empty name.
KEEP_WITHIN_BUDGET = """
local key, ages, sizes = KEYS[1], KEYS[2], KEYS[3]
local value, seconds, now, entry, budget = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local function size_of(name) return tonumber(redis.call('HGET', sizes, name) or 0) end
redis.call('SET', key, value, 'EX', seconds) -- first, as Redis lets a script that wrote something go on when it is full
local sum = size_of('') - size_of(key) + #value + entry
redis.call('ZREM', ages, key)
while sum > budget do
  local oldest = redis.call('ZPOPMIN', ages)[1]
  if not oldest then sum = #value + entry break end
  sum = sum - size_of(oldest)
  redis.call('HDEL', sizes, oldest)
  redis.call('DEL', oldest)
end
redis.call('ZADD', ages, now, key)
redis.call('HSET', sizes, key, #value + entry, '', sum)
"""


class SteadyRedisCache(RedisCache):
    """Asked again by itself when it is back."""

    out_of_use: ClassVar[int] = 0  # the process that found it failing
    _lock: ClassVar[Lock] = Lock()

    def get(self, key: object, default: object = None, version: int | None = None) -> object:
        """What was kept, or the default."""
        return self.attempt(super().get, default, key, default, version)

    def set(
        self, key: object, value: object, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Keep it, if it can be kept."""
        self.attempt(self.keep, None, key, value, timeout, version)

    def keep(self, key: object, value: object, timeout: float | None, version: int | None) -> None:
        """Keep it in Redis, and let the oldest go for it."""
        redis: Any = self._cache
        written = redis._serializer.dumps(value)
        seconds = self.get_backend_timeout(timeout)
        if seconds and len(str(written) if isinstance(written, int) else written) + ENTRY <= settings.CACHE_BYTES:
            names = [self.make_and_validate_key(name, version=version) for name in (key, "kept:ages", "kept:sizes")]
            redis.get_client(key, write=True).register_script(KEEP_WITHIN_BUDGET)(
                names, [written, seconds, time.time(), ENTRY, settings.CACHE_BYTES]
            )

    def attempt[**P, Found](
        self, act: Callable[P, Found], otherwise: Found, *args: P.args, **kwargs: P.kwargs
    ) -> Found:
        """The outcome, or what holds without the cache."""
        if SteadyRedisCache.out_of_use == os.getpid():
            return otherwise
        try:
            return act(*args, **kwargs)
        except (RedisError, OSError) as error:
            self.leave_alone(error)
        except Exception:  # what is kept there may be anything, and reading it raise anything
            log.exception("what the cache kept cannot be read")
        return otherwise

    def leave_alone(self, error: Exception) -> None:
        """Do without the cache until a thread finds it answering."""
        with self._lock:
            if SteadyRedisCache.out_of_use == os.getpid():
                return
            SteadyRedisCache.out_of_use = os.getpid()
        log.warning("%s, the site goes on without it: %s", in_words(error), error)
        Thread(target=self.wait_until_back, daemon=True).start()

    def wait_until_back(self) -> None:
        """Ask until it answers."""
        while SteadyRedisCache.out_of_use == os.getpid():
            time.sleep(PAUSE)
            self.problem_now()

    def problem_now(self) -> str:
        """Why it cannot be used at this moment, or nothing; if it can, it is used again."""
        try:
            self.keep("probe", 1, 60, None)
            super().get("probe")
        except Exception as error:  # noqa: BLE001 - whatever answers there may be no Redis at all
            return in_words(error)
        if SteadyRedisCache.out_of_use == os.getpid():
            SteadyRedisCache.out_of_use = 0
            log.warning("the cache answers again")
        return ""


def in_words(error: Exception) -> str:
    """What is wrong with the cache; addresses stay in the log."""
    if isinstance(error, OutOfMemoryError):
        return "the cache is full"
    if isinstance(error, AuthenticationError) or "NOAUTH" in str(error):
        return "the cache refuses the password"
    if isinstance(error, RedisTimeoutError):
        return "the cache does not answer in time"
    if isinstance(error, RedisConnectionError | OSError):
        return "the cache cannot be reached"
    return "the cache answers with errors"
