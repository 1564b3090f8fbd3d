"""Databases beside that of the suite: on file or on a server, so that each thread has a connection of its own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import dj_database_url
import psycopg
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import ConnectionHandler, connections

from gtlead.settings import with_options

SERVER = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")


@contextmanager
def another_database(kind: str, folder: Path) -> Iterator[None]:
    """Everything leads to a new empty database of the kind, as long as this lasts; skips where there is no server."""
    with new_sqlite(folder) if kind == "sqlite" else new_postgresql() as url, in_place_of_default(url):
        yield


@contextmanager
def new_sqlite(folder: Path) -> Iterator[str]:
    """The address of a file that is not there yet."""
    yield f"sqlite:///{folder / 'another.sqlite3'}"


@contextmanager
def new_postgresql() -> Iterator[str]:
    """The address of a new database on the server, with a name that nobody else has."""
    name = f"test_gtlead_{uuid4().hex}"
    try:
        server = psycopg.connect(SERVER, autocommit=True, connect_timeout=2)
    except psycopg.OperationalError as error:
        pytest.skip(f"no PostgreSQL at {SERVER} (TEST_POSTGRES_URL names another): {str(error).splitlines()[0]}")
    with server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield SERVER.rpartition("/")[0] + f"/{name}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def in_place_of_default(url: str) -> Iterator[None]:
    """The connections of all threads lead to this address, with the options of the site."""
    kept_settings, kept_connection = connections.settings["default"], connections["default"]
    connections.settings |= ConnectionHandler({"default": with_options(dj_database_url.parse(url))}).settings
    del connections["default"]
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = kept_connection
        connections.settings["default"] = kept_settings
        ContentType.objects.clear_cache()
