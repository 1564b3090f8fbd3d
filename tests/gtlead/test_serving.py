"""The server: slow and large requests hold nobody up, dead workers are replaced, versions are exact."""

import asyncio
import os
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from gtlead.serving import front as fronts
from gtlead.serving import server
from gtlead.serving.bridge import make_environ, site_path
from gtlead.serving.front import Front
from gtlead.serving.versions import AskTheSite, SQLiteVersion
from tests import staging
from tests.harm import disturbances
from tests.world import public_world

PATIENCE = 60


class Protocol:
    """What granian hands to the front: a body in pieces, and a place for the answer."""

    def __init__(self, *pieces, pause=0.0):
        self.pieces = pieces
        self.pause = pause
        self.status = None
        self.body = None

    async def __aiter__(self):
        for piece in self.pieces:
            await asyncio.sleep(self.pause)
            yield piece

    def response_str(self, status, headers, body):
        self.status, self.body = status, body

    def response_bytes(self, status, headers, body):
        self.status, self.body = status, body

    def response_empty(self, status, headers):
        self.status, self.body = status, b""


def a_scope(method="POST", path="/x/", **headers):
    return SimpleNamespace(
        proto="http",
        method=method,
        path=path,
        query_string="",
        http_version="1.1",
        scheme="http",
        server="127.0.0.1:8000",
        client="127.0.0.1:5000",
        headers={"host": "localhost"} | headers,
    )


def echo(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))]


def ask(protocol, scope=None, site=echo):
    asyncio.run(Front(site, AskTheSite())(scope or a_scope(), protocol))
    return protocol.status, protocol.body


def test_body_in_pieces_reaches_the_site_whole():
    assert ask(Protocol(b"one ", b"two")) == (200, b"one two")


def test_slow_body_is_refused_before_the_site_is_asked(monkeypatch):
    monkeypatch.setattr(fronts, "STRANGERS_BODY", (1000, 0.05))
    status, text = ask(Protocol(b"a", b"b", pause=10), site=None)
    assert (status, "did not arrive" in text) == (408, True)


@pytest.mark.parametrize("declared", [{"content-length": "5000"}, {}])
def test_large_body_is_refused_before_the_site_is_asked(monkeypatch, declared):
    monkeypatch.setattr(fronts, "STRANGERS_BODY", (1000, 5))
    assert ask(Protocol(b"a" * 600, b"b" * 600), a_scope(**declared), site=None)[0] == 413


@pytest.mark.parametrize(("pieces", "declared"), [((b"half", b""), {"content-length": "8"}), ((b"half", b"", b""), {})])
def test_body_that_breaks_off_is_not_taken_for_a_whole_one(pieces, declared):
    status, text = ask(Protocol(*pieces), a_scope(**declared), site=None)
    assert (status, "broke off" in text) == (400, True)


def test_editors_may_send_more(monkeypatch):
    monkeypatch.setattr(fronts, "STRANGERS_BODY", (1000, 5))
    scope = a_scope(cookie=f"{settings.SESSION_COOKIE_NAME}=x")
    assert ask(Protocol(b"a" * 2000), scope)[0] == 200


def test_bodies_of_all_requests_together_are_bounded(monkeypatch):
    monkeypatch.setattr(fronts, "ALL_BODIES", 1000)
    assert ask(Protocol(b"a" * 2000), site=None)[0] == 503


def test_who_asks_for_too_much_is_told_late_and_without_holding_a_thread(monkeypatch):
    monkeypatch.setattr(fronts, "TOO_MANY_AFTER", 0.2)

    def too_many(environ, start_response):
        start_response("429 Too Many Requests", [])
        return [b"later"]

    began = time.monotonic()
    assert ask(Protocol(), site=too_many) == (429, b"later")
    assert time.monotonic() - began >= 0.2


def test_site_that_breaks_is_one_answer_of_500(caplog):
    assert ask(Protocol(), site=None)[0] == 500
    assert "the site could not answer" in caplog.text


@pytest.mark.parametrize("error", [OperationalError("gone"), OSError(28, "No space left on device")])
def test_part_that_fails_while_a_response_is_streamed_is_a_503(error):
    def streaming(environ, start_response):
        start_response("200 OK", [])
        yield b"begun"
        raise error

    status, text = ask(Protocol(), site=streaming)
    assert (status, "cannot answer just now" in text) == (503, True)


def test_body_that_finds_no_room_is_a_503(monkeypatch):
    def full(_piece):
        raise OSError(28, "No space left on device")

    body = SimpleNamespace(write=full, close=bool)
    monkeypatch.setattr(fronts, "new_body", lambda: body)
    assert ask(Protocol(b"a"), site=None)[0] == 503


def test_site_that_hangs_is_given_up(monkeypatch):
    monkeypatch.setattr(fronts, "LONGEST", 0.05)
    done = threading.Event()

    def hanging(environ, start_response):
        done.wait(PATIENCE)
        return echo(environ, start_response)

    async def go():
        front, protocol = Front(hanging, AskTheSite()), Protocol()
        await front(a_scope(), protocol)
        done.set()
        return protocol.status

    assert asyncio.run(go()) == 503


def test_database_that_hangs_takes_no_thread_and_health_is_told_all_the_same():
    silent = SimpleNamespace(is_silent=True, current=lambda: asyncio.sleep(0))

    async def go(path):
        protocol = Protocol()
        await Front(echo, silent)(a_scope(path=path), protocol)
        return protocol.status

    statuses = {path: asyncio.run(go(path)) for path in ("/themes/", "/admin/", "/healthz", "/readyz", "/static/x.css")}
    assert statuses == {"/themes/": 503, "/admin/": 503, "/healthz": 200, "/readyz": 200, "/static/x.css": 200}


def test_header_with_an_underscore_cannot_pass_for_another():
    seen = {}

    def site(environ, start_response):
        seen.update(environ)
        return echo(environ, start_response)

    ask(Protocol(), a_scope("GET", x_forwarded_for="1.2.3.4", cookie="a=b"), site)
    assert "HTTP_X_FORWARDED_FOR" not in seen
    assert (seen["HTTP_COOKIE"], seen["REMOTE_ADDR"]) == ("a=b", "127.0.0.1")


def test_path_is_as_wsgi_has_it():
    assert site_path("/a%20b/%C3%A9") == "/a b/Ã©"
    assert site_path("/plain/") == "/plain/"


def test_query_is_as_wsgi_has_it():
    scope = a_scope("GET")
    scope.query_string = "q=é%20日"
    assert make_environ(scope, None, 0)["QUERY_STRING"].encode("latin-1").decode() == "q=é%20日"


def test_version_of_sqlite_is_read_anew_after_any_commit(tmp_path):
    path = tmp_path / "a b#.sqlite3"
    with sqlite3.connect(path, autocommit=True) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE gtlead_contentversion (id, number, next_due)")
        writer.execute("INSERT INTO gtlead_contentversion VALUES (1, 7, NULL)")
        version = SQLiteVersion(str(path))

        def now():
            return asyncio.run(version.current())

        assert now() == now() == 7
        writer.execute("UPDATE gtlead_contentversion SET number = 8")
        assert now() == 8
        writer.execute("UPDATE gtlead_contentversion SET next_due = 1")
        assert now() is None
    version.connection.close()
    writer.close()
    assert asyncio.run(SQLiteVersion(str(tmp_path / "none")).current()) is None


def test_postgresql_breaks_off_what_readers_would_wait_for(monkeypatch):
    given = {"options": "-c jit=off"}
    monkeypatch.setattr(server, "connection", SimpleNamespace(vendor="postgresql", settings_dict={"OPTIONS": given}))
    server.bound_waiting()
    assert given["options"] == "-c statement_timeout=50s -c lock_timeout=20s -c jit=off"
    assert server.STATEMENT_SECONDS < fronts.LONGEST


def test_server_takes_the_connections_that_the_system_allows():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (512, hard))
    try:
        server.allow_connections()
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (min(2 * server.CONNECTIONS, hard), hard)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def workers_of(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def status_of(port, path="/healthz"):
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


@contextmanager
def serving(folder, **environment):
    """The site as `serve` runs it: its port and the process."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--no-prepare"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "PORT": str(port), "STATE_DIR": str(folder), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert str(port) in process.stdout.readline()
    try:
        yield SimpleNamespace(port=port, pid=process.pid, process=process)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)
        process.stdout.close()


@pytest.fixture
def served(tmp_path):
    with serving(tmp_path) as site:
        yield site


HOST = b"Host: localhost\r\nConnection: close\r\n"
UNREADABLE = [  # what is asked, and the status of the answer
    (b"GET /healthz HTTP/1.0\r\n\r\n", 200),
    (b"GET http://evil.example/healthz HTTP/1.1\r\n" + HOST + b"\r\n", 200),
    (b"GET /healthz HTTP/1.1\r\n" + HOST + b"Content-Type: a/b; " + b"a" * 20_000 + b"\r\n\r\n", 200),
    (b"GET /healthz HTTP/1.1\r\n" + HOST + b"Content-Type: a/b; charset*=nothing''%41\r\n\r\n", 200),
    (b"GET /healthz HTTP/1.1\r\n" + HOST + b"Content-Type: a/b; charset*=utf-8''%00\r\n\r\n", 200),
    (b"GET /healthz?q=1 HTTP/1.1\r\n" + HOST + b"Content-Type: a/b; charset=hex\r\n\r\n", 400),
    (b"GET /healthz?q=%ff HTTP/1.1\r\n" + HOST + b"Content-Type: a/b; charset=idna\r\n\r\n", 400),
    (b"GET /healthz?" + b"a=1&" * 1100 + b" HTTP/1.1\r\n" + HOST + b"Content-Type: a/b; charset=utf-8\r\n\r\n", 400),
    ("GET /healthz?q=日 HTTP/1.1\r\n".encode() + HOST + b"\r\n", 400),
    (b"GET /healthz?q=\xff HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    (b"GET /\xff HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    (b"GET /healthz HTTP/1.1\r\n" + HOST + b"Cookie: a=\xff; b\r\nAccept-Language: \xe9\r\n\r\n", 200),
    (b"POST /x/ HTTP/1.1\r\n" + HOST + b"Content-Length: 9\r\n\r\na=1", 400),
    (b"POST /x/ HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n3\r\na=1\r\n", 400),
    (b"POST /x/ HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n3\r\na=1\r\nzz\r\n", 400),
    (b"POST /x/ HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n9\r\na=1", 400),
    (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", None),
]


def test_what_no_browser_sends_is_answered_and_no_half_of_a_request_is_taken_for_a_whole_one(served):
    for sent, status in UNREADABLE:
        with socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE) as connection:
            connection.sendall(sent)
            if sent.startswith(b"POST"):
                connection.shutdown(socket.SHUT_WR)
            line = connection.makefile("rb").readline()
        answered = int(line.split()[1]) if line else None
        assert answered == status, sent[:80]


@pytest.mark.django_db
@pytest.mark.skipif(settings.DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3", reason="copies a file")
def test_what_ended_the_site_once_leaves_other_readers_undisturbed(world, tmp_path):
    with closing(sqlite3.connect(tmp_path / "gtlead.sqlite3")) as file:
        staging.in_memory(public_world)[0].backup(file)
    with serving(tmp_path, DEBUG="1") as site:  # so that no static files need be collected
        before = workers_of(site.pid)
        assert disturbances(lambda address: status_of(site.port, address), 30) == []
        assert workers_of(site.pid) == before


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds workers in /proc")
def test_workers_that_die_again_and_again_are_replaced(served):
    for _death in range(6):
        os.kill(workers_of(served.pid)[0], signal.SIGKILL)
        time.sleep(0.3)
        assert status_of(served.port) == 200
    assert served.process.poll() is None


def test_slow_connections_hold_nobody_up(served):
    slow = []
    for number in range(100):
        connection = socket.create_connection(("127.0.0.1", served.port))
        lines = [b"POST /x/ HTTP/1.1", b"Host: localhost", b"Content-Length: 1000", b"", b"a"]
        connection.sendall(b"\r\n".join(lines if number % 2 else lines[:2]))
        slow.append(connection)
    begun = time.monotonic()
    assert status_of(served.port) == 200
    assert time.monotonic() - begun < fronts.STRANGERS_BODY[1] / 2
    for connection in slow:
        connection.close()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "status"), [(OperationalError("gone"), 503), (OSError(28, "full"), 503), (KeyError(), 500)]
)
def test_part_that_fails_is_a_plain_503(monkeypatch, error, status):
    def failing():
        raise error

    monkeypatch.setattr("gtlead.review.due_middleware.standing_now", failing)
    response = Client(raise_request_exception=False).get("/themes/")
    assert response.status_code == status
    assert response.headers.get("Retry-After") == ("30" if status == 503 else None)
