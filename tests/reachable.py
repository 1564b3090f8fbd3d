"""Ends with 0 where the PostgreSQL and the Redis at the addresses given answer, else with 1; says nothing."""

import sys
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis

PATIENCE = 2  # seconds


def do_both_answer(database: str, cache: str) -> bool:
    """Whether one may come in at both; the database itself need not be there yet."""
    server = urlunsplit(urlsplit(database)._replace(path="/postgres"))
    try:
        psycopg.connect(server, connect_timeout=PATIENCE).close()
        return bool(redis.Redis.from_url(cache, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE).ping())
    except (psycopg.OperationalError, redis.RedisError):
        return False


if __name__ == "__main__":
    sys.exit(not do_both_answer(*sys.argv[1:]))
