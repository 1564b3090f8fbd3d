"""A real Chromium for the journeys: the machine's own if there is one, else the one Playwright installs."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.servers.basehttp import ServerHandler
from django.db import DEFAULT_DB_ALIAS, connections
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from countries.models import Country
from countries.reference_data.loading import load
from tests import builders
from tests.staging import staged

# Playwright keeps an event loop in this thread, and Django would refuse queries beside one.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

HERE = Path(__file__).parent
PATIENCE = 30_000  # milliseconds: machines that test may be slow, and waiting costs nothing where they are not
RECORDINGS = os.environ.get("RECORD")  # a folder: every browser of a test is recorded there
NAMES = ("chromium", "chromium-browser", "google-chrome")
WIDE = {"width": 1280, "height": 900}
# Asks for nothing, not even a sign of its own; a blank address would begin another process.
NOTHING = '<link rel="icon" href="data:,">'
MISSING = (
    "No Chromium for the browser tests. On Debian: apt-get install chromium; "
    "elsewhere: .venv/bin/playwright install --with-deps chromium"
)
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder drive the browser.

    They say that they use the database, because pytest-django makes a test database only for tests that say so;
    without one, `atlas` would fill and flush the site's own.
    """
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            if "browser" in item.fixturenames:
                item.add_marker(pytest.mark.django_db)


def chromium_path(playwright: Playwright) -> str:
    """The program to start; without one the tests are skipped, except in CI, where they must run."""
    candidates = [*filter(None, map(shutil.which, NAMES)), playwright.chromium.executable_path]
    path = next((candidate for candidate in candidates if Path(candidate).exists()), None)
    if path is None and os.environ.get("CI"):
        pytest.fail(MISSING)
    return path or pytest.skip(MISSING)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all browser tests of a process."""
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    connection = connections[DEFAULT_DB_ALIAS]
    with sync_playwright() as playwright:
        connections[DEFAULT_DB_ALIAS] = connection  # beside Playwright's loop Django would open a second one
        path = chromium_path(playwright)
        chromium = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *as_root])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def atlas(browser: Browser, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The address of a server with the whole reference data and a picture, for tests that only read."""
    with django_db_blocker.unblock(), staged(load):
        Country.objects.filter(slug="australia").update(picture=builders.a_picture(slug="sample"))
        server = LiveServer("localhost")
        with server._live_server_modified_settings:
            yield server.url
        wait_for_the_last_answer()
        server.stop()


@pytest.fixture
def problems() -> Iterator[list[str]]:
    """What no page may cause: errors in the console, requests to anybody else. Empty when a test ends."""
    found: list[str] = []
    yield found
    assert found == []


def watch(page: Page, address: str, problems: list[str]) -> None:
    """Write down errors, among them each breach of the content security policy, and requests that leave."""

    def see_message(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            problems.append(message.text)

    def see_request(request: Request) -> None:
        if not request.url.startswith((f"{address}/", "data:", "blob:", "about:")):
            problems.append(f"a request to {request.url}")

    page.on("console", see_message)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", see_request)


expect.set_options(timeout=PATIENCE)

OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, problems: list[str], request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """Opens pages at an address, with any option of a browser context (viewport, color_scheme ...)."""

    opened = []

    def new_page(address: str, **options: Any) -> Page:
        context = browser.new_context(base_url=address, **options)
        opened.append(context)
        context.set_default_timeout(PATIENCE)
        if RECORDINGS:
            context.tracing.start(title=request.node.name, screenshots=True, snapshots=True)
        page = context.new_page()
        watch(page, address, problems)
        return page

    yield new_page
    caused = len(problems)
    for number, context in enumerate(opened):
        if RECORDINGS:
            context.tracing.stop(path=Path(RECORDINGS) / f"{request.node.name}-{number}.zip")
        context.close()
    del problems[caused:]  # a request that closing breaks off is no fault of its page
    wait_for_the_last_answer()


@pytest.fixture(scope="module")
def reading(browser: Browser, atlas: str) -> Iterator[tuple[Page, list[str]]]:
    """A page of the atlas that stays for a module, as a browser that is warm costs half; and what it caused."""
    context = browser.new_context(base_url=atlas)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    problems: list[str] = []
    watch(page, atlas, problems)
    context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})  # each address comes anew
    yield page, problems
    context.close()


@pytest.fixture
def atlas_page(reading: tuple[Page, list[str]]) -> Iterator[Page]:
    """That page for a test that only reads: wide and light, whatever the test before made of it."""
    page, problems = reading
    page.set_viewport_size(WIDE)
    page.emulate_media(media="screen", color_scheme="light", forced_colors="none", reduced_motion="reduce")
    yield page
    caused = [*problems]
    page.set_content(NOTHING)
    problems.clear()
    for thread in answering():  # a connection that was opened in advance may stay, and asks for nothing
        thread.join(timeout=1)
    assert caused == []


def answering() -> list[threading.Thread]:
    """The threads that answer, one for each connection."""
    return [thread for thread in threading.enumerate() if "process_request_thread" in thread.name]


def wait_for_the_last_answer() -> None:
    """A connection carries one answer, and so the threads that answer end; till then the database is theirs."""
    for thread in answering():
        thread.join(timeout=PATIENCE / 1000)
        assert not thread.is_alive(), "a request is still being answered"


@pytest.fixture
def page(open_page: OpenPage, live_server: LiveServer) -> Page:
    """A page of an empty site that the test fills with builders."""
    return open_page(live_server.url)


@pytest.fixture(scope="session", autouse=True)
def one_request_at_a_time():
    """The live server's threads share one in-memory SQLite connection, which may not be used by two at once.

    None waits for another request of a browser that stays.
    """
    lock, run, clean = threading.Lock(), ServerHandler.run, ServerHandler.cleanup_headers

    def in_turn(handler, application):
        with lock:
            return run(handler, application)

    def closing(handler):
        handler.headers["Connection"] = "close"
        clean(handler)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ServerHandler, "run", in_turn)
        patch.setattr(ServerHandler, "cleanup_headers", closing)
        yield
