"""The dead-link check over HTTPS: the address that was checked is asked, and its certificate must be the name's."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest
import trustme

from gtlead.link_check.fetching import Limits, Seen, look
from gtlead.link_check.recording import outcome_of

pytestmark = pytest.mark.usefixtures("trusted")
NAME = "documents.example"
YESTERDAY = datetime(2020, 1, 2, tzinfo=UTC)


class Site(BaseHTTPRequestHandler):
    """A page, one without an end, and a redirect to any address."""

    def log_message(self, *_args: object) -> None:
        """Quiet."""

    def do_HEAD(self) -> None:
        """As GET, without text."""
        self.do_GET()

    def do_GET(self) -> None:
        """What the path says; the host that was asked for is remembered."""
        self.server.asked.append((self.command, self.headers["Host"]))
        body = b"<title>The Act</title>" if self.command == "GET" else b""
        if self.path.startswith("/to/"):
            self.send_response(301)
            self.send_header("Location", self.path.removeprefix("/to/"))
        else:
            self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body)
        while self.path == "/slow" and self.command == "GET":
            self.wfile.write(b"x")
            time.sleep(0.05)


class Server(ThreadingHTTPServer):
    """Remembers what it was asked; a certificate that the other side refuses is no news."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Site)
        self.asked: list[tuple[str, str]] = []
        self.names: list[str | None] = []

    def handle_error(self, *_args: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Signs certificates."""
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine trusts the authority, as one that an administrator has added."""
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))


@pytest.fixture
def serve() -> Iterator:
    """Starts servers with a certificate, or without one."""
    started = []

    def start(configure: Callable[[ssl.SSLContext], None] | None = None) -> SimpleNamespace:
        server = Server()
        if configure:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            configure(context)
            context.sni_callback = lambda _socket, name, _context: server.names.append(name)
            server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        started.append((server, thread))
        return SimpleNamespace(port=server.server_port, asked=server.asked, names=server.names)

    yield start
    for server, thread in started:
        server.shutdown()
        thread.join()
        server.server_close()


def see(address: str, seconds: float = 5) -> Seen:
    """What is seen there; every name leads to this machine."""
    return look(address, Limits(seconds=seconds, allowed={"127.0.0.1"}, ask=lambda _host, _port: ["127.0.0.1"]))


def test_certificate_for_the_name_is_accepted_though_the_connection_goes_to_the_checked_address(authority, serve):
    site = serve(authority.issue_cert(NAME).configure_cert)
    address = f"https://{NAME}:{site.port}/act"
    seen = see(address)
    assert seen == Seen(address, 200, "The Act")
    assert outcome_of(seen) == "ok"


def test_server_hears_the_name_in_the_handshake_and_in_the_request(authority, serve):
    site = serve(authority.issue_cert(NAME).configure_cert)
    see(f"https://{NAME}:{site.port}/act")
    assert site.names == [NAME, NAME]
    assert site.asked == [("HEAD", f"{NAME}:{site.port}"), ("GET", f"{NAME}:{site.port}")]


def test_name_in_another_script_is_asked_for_in_its_encoded_form(authority, serve):
    site = serve(authority.issue_cert("xn--mller-kva.example").configure_cert)
    assert see(f"https://müller.example:{site.port}/act").title == "The Act"
    assert site.names == ["xn--mller-kva.example"] * 2
    assert {host for _method, host in site.asked} == {f"xn--mller-kva.example:{site.port}"}


@pytest.mark.parametrize("names", [("other.example",), ("127.0.0.1",), (f"sub.{NAME}",)])
def test_certificate_for_another_name_is_a_failure_that_says_so(authority, serve, names):
    """One for the address alone is another name too."""
    site = serve(authority.issue_cert(*names).configure_cert)
    seen = see(f"https://{NAME}:{site.port}/act")
    assert seen.status is None
    assert NAME in seen.error
    assert "certificate is not valid for" in seen.error
    assert outcome_of(seen) == "failed"
    assert site.asked == []


def test_certificate_that_nobody_trusted_has_signed_is_a_failure_that_says_so(serve):
    site = serve(trustme.CA().issue_cert(NAME).configure_cert)
    seen = see(f"https://{NAME}:{site.port}/act")
    assert "unable to get local issuer certificate" in seen.error
    assert outcome_of(seen) == "failed"
    assert site.asked == []


def test_certificate_that_has_signed_itself_is_a_failure_that_says_so(serve, tmp_path):
    itself, path = trustme.CA(), tmp_path / "itself.pem"
    path.write_bytes(itself.private_key_pem.bytes() + itself.cert_pem.bytes())
    site = serve(lambda context: context.load_cert_chain(path))
    seen = see(f"https://{NAME}:{site.port}/act")
    assert "self-signed certificate" in seen.error
    assert outcome_of(seen) == "failed"
    assert site.asked == []


def test_certificate_that_has_expired_is_a_failure_that_says_so(authority, serve):
    site = serve(
        authority.issue_cert(NAME, not_before=datetime(2020, 1, 1, tzinfo=UTC), not_after=YESTERDAY).configure_cert
    )
    seen = see(f"https://{NAME}:{site.port}/act")
    assert "certificate has expired" in seen.error
    assert outcome_of(seen) == "failed"
    assert site.asked == []


def test_redirect_from_http_to_https_is_followed(authority, serve):
    secure, plain = serve(authority.issue_cert(NAME).configure_cert), serve()
    target = f"https://{NAME}:{secure.port}/act"
    assert see(f"http://{NAME}:{plain.port}/to/{target}") == Seen(target, 200, "The Act")


def test_redirect_to_https_with_a_bad_certificate_fails_at_its_address(authority, serve):
    secure, plain = serve(authority.issue_cert("other.example").configure_cert), serve()
    target = f"https://{NAME}:{secure.port}/act"
    seen = see(f"http://{NAME}:{plain.port}/to/{target}")
    assert (seen.url, seen.status) == (target, None)
    assert "certificate" in seen.error


def test_server_that_speaks_no_tls_is_a_failure(serve):
    site = serve()
    seen = see(f"https://{NAME}:{site.port}/act")
    assert seen.status is None
    assert "SSL" in seen.error


def test_a_trickle_is_broken_off(authority, serve):
    site = serve(authority.issue_cert(NAME).configure_cert)
    before = time.monotonic()
    see(f"https://{NAME}:{site.port}/slow", seconds=0.5)
    assert time.monotonic() - before < 3


def test_a_server_that_never_shakes_hands_is_left():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        before = time.monotonic()
        seen = see(f"https://{NAME}:{silent.getsockname()[1]}/act", seconds=0.5)
    assert "timed out" in seen.error
    assert time.monotonic() - before < 3
