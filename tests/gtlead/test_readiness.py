"""What a part that fails does to the site: cache, database, disk; gone, hanging, full or refusing, and back again."""

import asyncio
import errno
import resource
import tempfile
import time
from contextlib import contextmanager
from unittest.mock import patch
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core.cache import cache, caches
from django.db import OperationalError

from gtlead.serving import postgres_version, readiness, steady_cache
from gtlead.serving.postgres_version import PostgresVersion, is_alive
from gtlead.serving.readiness import Probe, folder_problem, in_words
from gtlead.serving.steady_cache import SteadyRedisCache
from tests.databases import new_postgresql
from tests.servers import Door, garbage_server, own_redis


def until(is_so):
    """Wait until it is so, for some seconds."""
    end = time.monotonic() + 5
    while not is_so():
        assert time.monotonic() < end, "it did not come to be so"
        time.sleep(0.01)


@pytest.fixture
def quick(monkeypatch):
    """A cache that is not out of use, and is asked again at once."""
    monkeypatch.setattr(steady_cache, "PAUSE", 0.05)
    monkeypatch.setattr(SteadyRedisCache, "out_of_use", 0)
    yield
    until(lambda: SteadyRedisCache.out_of_use == 0)


@contextmanager
def shared_cache(settings, url):
    """The site's cache is the one at this address."""
    kept = settings.CACHES, settings.CACHE_URL
    steady = {"BACKEND": "gtlead.serving.steady_cache.SteadyRedisCache", "OPTIONS": settings.REDIS_LIMITS}
    settings.CACHES, settings.CACHE_URL = {"default": steady | {"LOCATION": url}}, url
    try:
        yield caches["default"]
    finally:
        SteadyRedisCache.out_of_use = 0
        settings.CACHES, settings.CACHE_URL = kept


def standing(client):
    """What `/readyz` says, within its time."""
    begun = time.monotonic()
    response = client.get("/readyz")
    assert time.monotonic() - begun < 3 * readiness.SECONDS
    return response.status_code, response.json()["status"], response.json()["reasons"]


WELL = (200, "ok", [])


def degraded(reason):
    return (200, "degraded", [reason])


@pytest.mark.django_db
def test_site_goes_on_without_its_cache_and_takes_it_up_again(client, settings, quick):
    with own_redis() as redis, shared_cache(settings, redis.url):
        assert standing(client) == WELL
        cache.set("x", 1)
        assert cache.get("x") == 1

        redis.pause()
        assert client.get("/themes/").status_code == 200
        assert standing(client) == degraded("the cache does not answer in time")
        begun = time.monotonic()
        assert cache.get("x", "nothing") == "nothing"
        assert time.monotonic() - begun < 0.1
        redis.resume()
        until(lambda: cache.get("x") == 1)
        assert standing(client) == WELL

        redis.stop()
        assert client.get("/themes/?theme=").status_code < 500
        assert standing(client) == degraded("the cache cannot be reached")
        redis.start("--maxmemory", "1")
        until(lambda: standing(client) == degraded("the cache is full"))
        redis.stop()
        redis.start("--requirepass", "secret")
        assert standing(client) == degraded("the cache refuses the password")
        redis.stop()
        redis.start()
        until(lambda: standing(client) == WELL)


@pytest.mark.django_db
def test_what_is_no_redis_is_no_cache(client, settings, quick):
    with garbage_server() as port, shared_cache(settings, f"redis://127.0.0.1:{port}/0"):
        assert cache.get("x", "nothing") == "nothing"
        status, word, [reason] = standing(client)
        assert (status, word, "cache" in reason) == (200, "degraded", True)
        SteadyRedisCache.out_of_use = 0


def test_what_the_cache_holds_may_be_anything(settings, quick):
    with own_redis() as redis, shared_cache(settings, redis.url) as steady:
        client = steady._cache.get_client()
        client.set(steady.make_key("x"), b"\x80\x05garbage")
        assert cache.get("x", "nothing") == "nothing"
        assert SteadyRedisCache.out_of_use == 0


def test_what_is_kept_in_redis_is_bounded_in_bytes(settings, quick):
    settings.CACHE_BYTES = 100_000
    with own_redis() as redis, shared_cache(settings, redis.url) as steady:
        client = steady._cache.get_client()
        for number in range(100):
            cache.set(f"page{number}", bytes(5_000), 60)
            cache.set("page0", bytes(4_000), 60)
        kept = client.keys("*page*")
        assert 10 < len(kept) < 20
        assert cache.get("page0") == bytes(4_000)
        assert cache.get("page99") == bytes(5_000)
        assert cache.get("page1") is None
        cache.set("too large", bytes(200_000), 60)
        assert cache.get("page99") is not None
        cache.clear()
        cache.set("page1", b"1", 60)
        assert cache.get("page1") == b"1"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OperationalError("connection refused"), "the database does not answer (OperationalError)"),
        (OperationalError("database or disk is full"), "the disk is full"),
        (OperationalError("attempt to write a readonly database"), "the state folder or the database is read-only"),
        (OperationalError("database is locked"), "the database is locked"),
    ],
)
def test_database_that_fails_is_the_reason(client, error, reason):
    with patch("django.db.backends.base.introspection.BaseDatabaseIntrospection.table_names", side_effect=error):
        assert standing(client) == (503, "unavailable", [reason])
    with patch("gtlead.serving.readiness.publish_due", side_effect=error):
        assert standing(client) == (503, "unavailable", [reason])
    assert standing(client) == WELL


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "the state folder or the database is read-only"),
        (errno.EACCES, "the state folder or the database is read-only"),
        (errno.EIO, "the state folder cannot be used (it broke)"),
    ],
)
def test_folder_that_fails_is_the_reason(code, reason):
    assert in_words(OSError(code, "it broke")) == reason
    with patch.object(tempfile, "TemporaryFile", side_effect=OSError(code, "it broke")):
        assert folder_problem() == reason
    assert folder_problem() == ""


def test_limit_on_the_size_of_files_is_a_full_disk():
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        assert folder_problem() == "the disk is full"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_part_that_hangs_is_given_up_and_asked_once_only(monkeypatch):
    monkeypatch.setattr(readiness, "SECONDS", 0.05)
    asked = []

    def hang():
        asked.append(1)
        until(lambda: not hangs)
        return ""

    hangs = [True]
    probe = Probe("the part", hang)
    assert [probe.problem() for _time in range(3)] == ["the part does not answer within 0.05 seconds"] * 3
    assert len(asked) == 1
    hangs.clear()
    probe.thread.join()
    assert probe.problem() == ""


def test_question_that_breaks_is_the_reason(caplog):
    assert "cannot be asked (ZeroDivisionError)" in Probe("the part", lambda: str(1 / 0)).problem()


@pytest.fixture
def behind_a_door():
    """A version on PostgreSQL, its writer, and the door between the site and the database."""
    with new_postgresql() as url:
        address = urlsplit(url)
        door = Door(address.hostname, address.port or 5432)
        with psycopg.connect(url, autocommit=True) as writer:
            writer.execute("CREATE TABLE gtlead_contentversion (id int, number int, next_due int)")
            writer.execute("INSERT INTO gtlead_contentversion VALUES (1, 7, NULL)")
            parameters = {"host": "127.0.0.1", "port": door.port, "user": address.username}
            yield PostgresVersion(parameters | {"dbname": address.path[1:]}), writer, door
        door.close()


def test_version_holds_while_postgresql_is_gone_or_hangs_and_is_exact_when_it_is_back(behind_a_door, monkeypatch):
    version, writer, door = behind_a_door
    monkeypatch.setattr(postgres_version, "PATIENCE", 20)  # a busy machine is not a hanging one

    async def go():
        assert await version.current() == 7
        writer.execute("UPDATE gtlead_contentversion SET number = 8")
        assert await asyncio.gather(*(version.current() for _reader in range(5))) == [8] * 5

        door.close()
        assert await version.current() == 8
        assert not version.is_silent
        door.open()
        writer.execute("UPDATE gtlead_contentversion SET number = 9")
        assert await version.current() == 9

        monkeypatch.setattr(postgres_version, "PATIENCE", 0.2)
        door.is_stuck = True
        asked = asyncio.ensure_future(version.current())
        await asyncio.sleep(0.05)
        assert not version.is_silent, "a question that was just put is no reason to turn others away"
        assert await asked == 9
        assert version.is_silent
        begun = time.monotonic()
        assert await version.current() == 9
        assert time.monotonic() - begun < 0.1
        monkeypatch.setattr(postgres_version, "TRUSTED_FOR", 0)
        assert await version.current() is None
        monkeypatch.setattr(postgres_version, "PATIENCE", 20)
        door.is_stuck = False
        writer.execute("UPDATE gtlead_contentversion SET number = 10")
        await asyncio.wait([version.late], timeout=20)
        assert not version.is_silent
        assert await version.current() == 10

        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        writer.execute(f"{others} AND pid <> pg_backend_pid()")
        writer.execute("UPDATE gtlead_contentversion SET number = 11")
        assert await version.current() == 11

        writer.execute("DROP TABLE gtlead_contentversion")
        monkeypatch.setattr(postgres_version, "TRUSTED_FOR", 600)
        assert await version.current() is None
        await version.hang_up()

    asyncio.run(go())


@pytest.mark.parametrize(
    ("said", "alive"),
    [
        ("connection failed: Connection refused", False),
        ("connection timeout expired", False),
        ("failed to resolve host", False),
        ("FATAL:  the database system is starting up", False),
        ("FATAL:  sorry, too many clients already", True),
        ("FATAL:  password authentication failed", True),
    ],
)
def test_number_is_trusted_only_while_nobody_can_publish(said, alive):
    assert is_alive(psycopg.OperationalError(said)) is alive
    assert is_alive(psycopg.errors.QueryCanceled("statement timeout"))
