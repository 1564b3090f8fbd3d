"""Fixtures that all tests share: the people, clean caches, and the worlds that many tests begin with."""

import asyncio
import gc
import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.template import Context, RequestContext, Template
from django.test import Client, override_settings
from django.utils.safestring import SafeString

from countries.reference_data.loading import load
from gtlead.publication.page_cache import STORE
from tests import builders, deriving, staging
from tests import world as worlds
from tests.staging import staged
from tests.world import public_world

# A busy machine is slow at making examples, which says nothing of the code.
hypothesis.settings.register_profile("steady", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
if not os.environ.get("CI"):  # there Hypothesis takes the like by itself
    hypothesis.settings.load_profile("steady")

pytest_plugins = ["tests.cpu", "tests.spreading"]


STAGES = {"reference_data": "path", "atlas": "path", "world": "cls", "world_with_secrets": "cls", "access_world": "cls"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A world stays for all tests of its module or class, so in any order none of them may count on an empty one."""
    asked: dict[Any, list[set[str]]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("django_db") or "db" in item.fixturenames:  # type: ignore[attr-defined]
            for scope in ("path", "cls"):
                if (on := getattr(item, scope, None)) is not None:
                    asked[on].append({world for world, stays_on in stages_of(item) if stays_on == scope})
    mixed = [
        f"{name} in {on}" for on, worlds in asked.items() for name in set.union(*worlds) - set.intersection(*worlds)
    ]
    if mixed:
        raise pytest.UsageError(f"Some tests here ask for a world and others do without: {', '.join(mixed)}")


def stages_of(item: pytest.Item) -> Iterator[tuple[str, str]]:
    """The worlds that a test asks for, each with what it stays on."""
    for name, definitions in item._fixtureinfo.name2fixturedefs.items():  # type: ignore[attr-defined]
        if name in STAGES or hasattr(definitions[-1].func, "build"):
            yield name, STAGES.get(name, "cls")


def pytest_collection_finish() -> None:
    """What is there once all tests are known stays to the end: the garbage collector need not look at it again.

    It looks more seldom at the rest too: tests make many objects that are soon gone by themselves.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session", autouse=True)
def a_cache_of_its_own(worker_id: str) -> None:
    """Processes that test side by side on one Redis take databases side by side, since each empties its own."""
    if settings.CACHE_URL:
        server, _slash, number = settings.CACHE_URL.rpartition("/")
        beside = int(worker_id.removeprefix("gw")) if worker_id.startswith("gw") else 0
        settings.CACHES["default"]["LOCATION"] = f"{server}/{int(number) + beside}"


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """For all tests and the worlds that they begin with."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def pages_are_noted_whole(django_test_environment: None) -> Iterator[None]:
    """The test client keeps what a view gave to its page, not a copy for each of its hundreds of parts."""
    noting = Template._render

    def render(template: Template, context: Context) -> SafeString:
        is_page = isinstance(context, RequestContext) and context.template is template
        return noting(template, context) if is_page else template.nodelist.render(context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render)
        yield


@pytest.fixture(autouse=True)
def clean(settings: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    """No kept page or file survives from another test."""
    settings.STATE_DIR = tmp_path  # type: ignore[attr-defined]
    cache.clear()
    STORE.clear()
    with deriving.when_needed():
        yield
    cache.clear()
    STORE.clear()


@pytest.fixture
def derived_at_once() -> Iterator[None]:
    """What is derived follows each record that a builder makes; for tests of following itself."""
    with deriving.at_once():
        yield


@pytest.fixture(autouse=True)
def no_loop_of_the_browser(request: pytest.FixtureRequest) -> Iterator[None]:
    """Playwright's loop goes on running in this thread; tests that drive no browser begin their own."""
    if "browser" in request.fixturenames:
        yield
        return
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)


@contextmanager
def on_stage(build: Callable[[], Any], blocker: Any) -> Iterator[Any]:
    """A world for a test, or for all tests of a class or module, that has not begun to use the database."""
    with blocker.unblock(), staged(build) as names, blocker.block():
        yield names


def made_once(build: Callable[[], Any]) -> Any:
    """A fixture: whoever asks for it begins with what this function makes, which is made once a process.

    It stays for a class, or for one test outside of classes; use with `db`.
    """

    @pytest.fixture(scope="class", name=build.__name__)
    def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
        with on_stage(build, django_db_blocker) as names:
            yield names

    made._get_wrapped_function().build = build
    return made


@pytest.fixture(scope="session", autouse=True)
def no_world_stays(request: pytest.FixtureRequest) -> Iterator[None]:
    """Worlds go before the test database that they were made from."""
    yield
    if staging.MADE_ON_SERVER:
        with request.getfixturevalue("django_db_blocker").unblock():
            staging.end()


@pytest.fixture(scope="module")
def reference_data(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The whole reference data for a module; use with `db`."""
    with on_stage(load, django_db_blocker):
        yield


@pytest.fixture(scope="class")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """A small public world; use with `db`."""
    with on_stage(public_world, django_db_blocker) as names:
        yield names


@pytest.fixture(scope="class")
def world_with_secrets(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """Records of every kind in every state; use with `db`."""
    with on_stage(worlds.world_with_secrets, django_db_blocker) as names:
        yield names


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
