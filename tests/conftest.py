"""Fixtures that all tests share: the people, clean caches, and the whole reference data at the price of one load."""

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from gtlead.page_cache import STORE
from tests import builders
from tests.whole_atlas import whole_atlas
from tests.world import add_secrets, public_world


def pytest_collection_finish() -> None:
    """What is there once all tests are known stays to the end: the garbage collector need not look at it again."""
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def a_cache_of_its_own(worker_id: str) -> None:
    """Processes that test side by side on one Redis take databases side by side, since each empties its own."""
    if settings.CACHE_URL:
        server, _slash, number = settings.CACHE_URL.rpartition("/")
        beside = int(worker_id.removeprefix("gw")) if worker_id.startswith("gw") else 0
        settings.CACHES["default"]["LOCATION"] = f"{server}/{int(number) + beside}"


@pytest.fixture(autouse=True)
def quick_and_clean(settings: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    """Quick passwords; no kept page or file survives from another test."""
    settings.STATE_DIR = tmp_path  # type: ignore[attr-defined]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    cache.clear()
    STORE.clear()
    yield
    cache.clear()
    STORE.clear()


@pytest.fixture(scope="module")
def reference_data(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The whole reference data for a module; use with `db`. Gone when the module ends."""
    with django_db_blocker.unblock(), whole_atlas(), django_db_blocker.block():
        yield


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """Records of every kind in every state, made once for a module; use with `db`. Gone when the module ends."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = public_world()
        add_secrets(found)
        with django_db_blocker.block():
            yield found
        transaction.set_rollback(True)


@pytest.fixture
def editor(db: None) -> User:
    """Somebody who prepares."""
    return builders.an_editor()


@pytest.fixture
def reviewer(db: None) -> User:
    """Somebody who publishes."""
    return builders.a_reviewer()


@pytest.fixture
def analyst(db: None) -> User:
    """Somebody who takes reports away."""
    return builders.an_analyst()


@pytest.fixture
def superuser(db: None) -> User:
    """Somebody who may do everything."""
    return builders.a_superuser()


def signed_in(user: User) -> Client:
    """A client signed in as the user."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor_client(editor: User) -> Client:
    """A client signed in as an editor."""
    return signed_in(editor)


@pytest.fixture
def reviewer_client(reviewer: User) -> Client:
    """A client signed in as a reviewer."""
    return signed_in(reviewer)


@pytest.fixture
def analyst_client(analyst: User) -> Client:
    """A client signed in as an analyst."""
    return signed_in(analyst)


@pytest.fixture
def superuser_client(superuser: User) -> Client:
    """A client signed in as a superuser."""
    return signed_in(superuser)
