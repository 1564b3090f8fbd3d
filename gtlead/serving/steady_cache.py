"""Redis as a cache that may fail: then nothing is found and nothing is kept, and the site answers from the database."""

import logging
import time
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

PAUSE = 5  # seconds for which a cache that failed is not asked again, so that one that hangs delays nobody


class SteadyRedisCache(RedisCache):
    """Asked again by itself when it is back."""

    failed_at = float("-inf")

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """What was kept, or the default."""
        return self.attempt(super().get, default, key, default, version)

    def set(self, key: Any, *args: Any, **kwargs: Any) -> None:
        """Keep it, if it can be kept."""
        self.attempt(super().set, None, key, *args, **kwargs)

    def attempt(self, act: Any, otherwise: Any, *args: Any, **kwargs: Any) -> Any:
        """The outcome, or what holds without the cache."""
        if time.monotonic() - SteadyRedisCache.failed_at < PAUSE:
            return otherwise
        try:
            return act(*args, **kwargs)
        except (RedisError, OSError) as error:
            SteadyRedisCache.failed_at = time.monotonic()
            log.warning("the cache does not answer, the site goes on without it: %s", error)
            return otherwise
