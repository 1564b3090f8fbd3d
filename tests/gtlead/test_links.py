"""The dead-link check, against a server of our own that does all that servers do."""

import socket
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from gtlead.link_check.addresses import ForbiddenAddressError, checked_address, is_public
from gtlead.link_check.dashboard import dead_links_section
from gtlead.link_check.fetching import Limits, Seen, look
from gtlead.link_check.models import LinkCheck
from gtlead.link_check.queue import in_turn
from gtlead.link_check.recording import record
from gtlead.link_check.titles import title_of
from gtlead.publication.content_version import current_version
from gtlead.settings import LINK_CHECK_ALLOWED_ADDRESSES
from gtlead.sources.models import Source
from tests import builders

PRIVATE = [
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",  # noqa: S104 - an address to refuse
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fd00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "2002:7f00:1::",
    "64:ff9b::a00:1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "192.88.99.1",
    "192.0.0.9",
    "192.175.48.1",
    "2620:4f:8000::1",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "240.0.0.1",
    "fec0::1",
    "3fff::1",
    "3ffe::1",
    "5f00::1",
    "100::1",
    "2001:db8::1",
    "2001:2::1",
    "2002:5db8:d70e::1",
    "64:ff9b:1::1",
    "4000::1",
]


class Site(BaseHTTPRequestHandler):
    """Answers by the path; remembers what was asked."""

    asked: list[tuple[str, str, str]] = []
    titles: dict[str, str] = {}

    def log_message(self, *_args):
        """Quiet."""

    def do_HEAD(self):
        """As GET, without text."""
        self.do_GET()

    def do_GET(self):
        """What the path says."""
        self.asked.append((self.command, self.path, self.headers["Host"]))
        name, _slash, rest = self.path.strip("/").partition("/")
        getattr(self, f"say_{name}", self.say_missing)(rest)

    def reply(self, status, body=b"", **headers):
        self.send_response(status)
        for header, value in ({"Content_Type": "text/html"} | headers).items():
            self.send_header(header.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def say_page(self, name):
        self.reply(200, f"<title> {self.titles.get(name, 'A page')}\n</title>".encode())

    def say_pdf(self, _rest):
        self.reply(200, b"%PDF", Content_Type="application/pdf")

    def say_missing(self, _rest):
        self.reply(404)

    def say_status(self, rest):
        self.reply(int(rest))

    def say_nohead(self, _rest):
        self.reply(405) if self.command == "HEAD" else self.reply(200, b"<title>Got</title>")

    def say_to(self, rest):
        self.reply(302, Location=rest)

    def say_relative(self, _rest):
        self.reply(301, Location="/page/moved")

    def say_circle(self, _rest):
        self.reply(302, Location="/circle/")

    def say_huge(self, _rest):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(b"<title>Huge</title>")
            try:
                for _number in range(2000):
                    self.wfile.write(b"x" * 65536)
            except OSError:
                self.asked.append(("cut", self.path, ""))

    def say_slow(self, _rest):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        if self.command == "GET":
            try:
                for _number in range(100):
                    self.wfile.write(b"x")
                    self.wfile.flush()
                    time.sleep(0.1)
            except OSError:
                return

    def say_rubbish(self, _rest):
        self.wfile.write(b"this is not HTTP\r\n\r\n")


@pytest.fixture
def site():
    Site.asked, Site.titles = [], {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def see(address, **limits):
    return look(address, Limits(**({"seconds": 2, "allowed": {"127.0.0.1", "::1"}} | limits)))


@pytest.mark.parametrize("address", PRIVATE)
def test_private_address_is_refused_however_it_is_written(address):
    assert not is_public(address)
    with pytest.raises(ForbiddenAddressError):
        checked_address("host.example", 80, ask=lambda host, port: [address])


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07::1", "::ffff:93.184.215.14"])
def test_public_address_is_asked(address):
    assert checked_address("host.example", 80, ask=lambda host, port: [address]) == address


def test_one_private_address_among_public_ones_is_enough_to_refuse():
    with pytest.raises(ForbiddenAddressError):
        checked_address("host.example", 80, ask=lambda host, port: ["93.184.215.14", "10.0.0.1"])


@given(st.ip_addresses(v=4))
def test_an_address_inside_an_ipv6_one_is_judged_alike(address):
    assert is_public(f"::ffff:{address}") == is_public(str(address))


class TestLooking:
    """What is seen of each sort of answer."""

    def test_page_with_its_title(self, site):
        assert see(f"{site}/page/a") == Seen(f"{site}/page/a", 200, "A page")
        assert [method for method, _path, _host in Site.asked] == ["HEAD", "GET"]

    def test_what_is_no_page_is_not_fetched(self, site):
        assert see(f"{site}/pdf/") == Seen(f"{site}/pdf/", 200)
        assert [method for method, _path, _host in Site.asked] == ["HEAD"]

    def test_head_refused(self, site):
        assert see(f"{site}/nohead/").title == "Got"

    def test_redirects(self, site):
        assert see(f"{site}/relative/") == Seen(f"{site}/page/moved", 200, "A page")
        assert see(f"{site}/circle/").error == "too many redirects"

    @pytest.mark.parametrize("status", [404, 410, 500, 403, 429])
    def test_errors(self, site, status):
        assert see(f"{site}/status/{status}").status == status

    def test_nobody_answers(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        seen = see(f"http://127.0.0.1:{port}/")
        assert seen.status is None
        assert seen.error

    def test_unknown_name(self):
        def unknown(host, port):
            raise socket.gaierror(-2, "Name or service not known")

        assert "not known" in see("http://gone.example/", ask=unknown).error

    def test_rubbish_is_an_error_and_not_a_crash(self, site):
        assert see(f"{site}/rubbish/").error

    @pytest.mark.parametrize("url", ["http://", "http://[::1", "http://a b/", "http://x:99999/", "nothing"])
    def test_broken_address_is_an_error_and_not_a_crash(self, url):
        seen = see(url)
        assert seen.status is None
        assert seen.error

    def test_only_the_first_bytes_are_read(self, site):
        assert see(f"{site}/huge/").title == "Huge"
        for _try in range(100):
            if Site.asked[-1][0] == "cut":
                break
            time.sleep(0.02)
        assert Site.asked[-1][0] == "cut"

    def test_a_trickle_is_broken_off(self, site):
        before = time.monotonic()
        see(f"{site}/slow/", seconds=0.5)
        assert time.monotonic() - before < 3


class TestPrivateNetworks:
    """Never entered, on no hop."""

    def test_private_address_is_not_asked(self, site):
        assert see(f"{site}/page/a", allowed=()).forbidden
        assert see(site.replace("127.0.0.1", "[::ffff:127.0.0.1]"), allowed=()).forbidden
        assert Site.asked == []

    @pytest.mark.parametrize(
        "target", ["http://169.254.169.254/meta", "http://[::1]:1/", "file:///etc/passwd", "ftp://x.org/"]
    )
    def test_redirect_into_one_is_not_followed(self, site, target):
        seen = see(f"{site}/to/{target}", allowed={"127.0.0.1"})
        assert seen.forbidden
        assert len(Site.asked) == 1

    def test_name_is_asked_for_once_a_request_and_the_checked_address_is_used(self, site):
        port = site.rpartition(":")[2]
        asked = []

        def rebinding(host, port):
            asked.append(host)
            return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

        seen = see(f"http://rebound.example:{port}/page/a", ask=rebinding)
        assert seen.forbidden
        assert [(method, host) for method, _path, host in Site.asked] == [("HEAD", f"rebound.example:{port}")]
        assert asked == ["rebound.example"] * 2


@pytest.mark.parametrize(
    ("body", "kind", "title"),
    [
        (b"<html><TITLE>Two\n  lines &amp; more</TITLE>", "text/html", "Two lines & more"),
        ("<title>遺伝子</title>".encode("shift_jis"), "text/html; charset=Shift_JIS", "遺伝子"),
        ("<meta charset='euc-kr'><title>유전자</title>".encode("euc-kr"), "text/html", "유전자"),
        ("<title>Gén</title>".encode(), "text/html; charset=nonsense", "Gén"),
        (b"<svg><title>x</title>", "image/svg+xml", ""),
        (b"<title>First</title><svg><title>Second</title></svg>", "text/html", "First"),
        (b"<title>Cut o", "text/html", "Cut o"),
    ],
)
def test_title(body, kind, title):
    assert title_of(body, kind) == title


@given(st.binary(max_size=300))
def test_any_bytes_have_a_title_or_none(body):
    assert len(title_of(b"<title>" + body, "text/html")) <= 300


def test_a_site_rests_between_two_requests_while_others_are_asked():
    clock = [0.0]
    sources = [SimpleNamespace(url=f"https://{name}") for name in ("a.org/1", "a.org/2", "b.org/1", "a.org/3")]
    order = []
    for source in in_turn(sources, 5, now=lambda: clock[0], sleep=lambda s: clock.__setitem__(0, clock[0] + s)):
        order.append((source.url.removeprefix("https://"), clock[0]))
        clock[0] += 1
    assert order == [("a.org/1", 0), ("b.org/1", 1), ("a.org/2", 6), ("a.org/3", 12)]


@pytest.mark.django_db
class TestRecording:
    """What editors and readers learn of it."""

    def on_day(self, source, number, status, **more):
        seen = Seen(more.pop("url", source.url), status, **more)
        return record(source, seen, timezone.now() + timedelta(days=number))

    def test_dead_after_failures_on_two_days_and_alive_at_the_first_answer(self):
        source = builders.a_source()
        self.on_day(source, 0, 404)
        self.on_day(source, 0, 404)
        assert not Source.objects.dead().exists()
        version = current_version()
        self.on_day(source, 1, 500)
        assert Source.objects.dead().get() == source
        assert current_version() > version
        version = current_version()
        self.on_day(source, 2, None, error="timeout")
        assert current_version() == version
        self.on_day(source, 3, 200)
        assert not Source.objects.dead().exists()
        assert current_version() > version

    def test_nothing_public_changes_while_it_lives(self):
        source = builders.a_source()
        before = current_version(), source.history.count(), source.version
        self.on_day(source, 0, 200, title="One")
        self.on_day(source, 1, 404)
        self.on_day(source, 2, 200, title="Two")
        source.refresh_from_db()
        assert (current_version(), source.history.count(), source.version) == before

    @pytest.mark.parametrize("status", [401, 403, 429, 451])
    def test_site_that_turns_programs_away_is_not_dead(self, status):
        source = builders.a_source()
        for day in range(3):
            check = self.on_day(source, day, status)
        assert check.outcome == "unclear"
        assert not Source.objects.dead().exists()

    def test_other_site_and_changed_title(self):
        source = builders.a_source(url="https://www.example.org/a")
        check = self.on_day(source, 0, 200, title="One", url="https://example.org/b")
        assert (check.other_host, check.retitled) == (False, False)
        check = self.on_day(source, 1, 200, title="Two", url="https://parked.example/")
        assert (check.other_host, check.retitled, check.first_title) == (True, True, "One")

    def test_changed_address_begins_anew(self):
        source = builders.a_source()
        self.on_day(source, 0, 404)
        source.url = "https://example.org/elsewhere"
        source.save()
        check = self.on_day(source, 1, 404)
        assert check.failed_days == 1

    def test_readers_are_led_to_the_archived_copy(self, client):
        copy = "https://archive.example/copy"
        source = builders.a_source(archive_url=copy)
        statement = builders.a_statement(sources=[source])
        page = statement.get_absolute_url().partition("#")[0]
        assert "gone" not in client.get(page).text
        self.on_day(source, 0, 404)
        self.on_day(source, 1, 404)
        text = client.get(page).text
        assert "archived copy: the original is gone" in text
        assert "The document was gone from its address on" in text
        assert text.count(f'href="{copy}"') == 2
        assert "Gone from its address on" in client.get(source.get_absolute_url()).text

    def test_dashboard_and_list_show_them(self, editor, editor_client, django_assert_num_queries):
        dead, moved = builders.a_source(title="The dead one"), builders.a_source(title="The moved one")
        self.on_day(dead, 0, 404)
        self.on_day(dead, 1, 404)
        self.on_day(moved, 0, 200, url="https://parked.example/")
        request = RequestFactory().get("/staff/")
        request.user = editor
        editor.has_perm("gtlead.view_source")
        with django_assert_num_queries(2):
            section = dead_links_section(request)
        assert [line.text for line in section.lines] == ["The dead one"]
        assert "no archived copy" in section.lines[0].note
        assert ("leads to another site: 1", "/admin/gtlead/source/?link=moved") in section.more
        for problem, title, other in (("dead", dead, moved), ("moved", moved, dead)):
            text = editor_client.get(f"/admin/gtlead/source/?link={problem}").text
            assert title.title in text
            assert other.title not in text
        assert "leads to https://parked.example/" in editor_client.get(f"/admin/gtlead/source/{moved.pk}/change/").text

    def test_analysts_may_see_it_and_others_hear_nothing(self):
        request = RequestFactory().get("/staff/")
        request.user = builders.a_person()
        assert dead_links_section(request) is None

    def test_list_asks_no_more_queries_for_more_rows(self, editor_client):
        def queries():
            with CaptureQueriesContext(connection) as seen:
                editor_client.get("/admin/gtlead/source/")
            return len(seen)

        self.on_day(builders.a_source(), 0, 200)
        one = queries()
        for _number in range(2):
            self.on_day(builders.a_source(), 0, 200)
        assert queries() == one


@pytest.mark.django_db
class TestCommand:
    """`manage.py check_sources`."""

    @pytest.fixture(autouse=True)
    def own_server_only(self, settings):
        settings.LINK_CHECK_ALLOWED_ADDRESSES = {"127.0.0.1"}

    def test_default_allows_no_private_address(self):
        assert set(LINK_CHECK_ALLOWED_ADDRESSES) == set()

    def run(self, capsys, **options):
        call_command("check_sources", pause=0, **options)
        return capsys.readouterr().out

    def test_checks_within_the_limit_and_goes_on_the_next_time(self, site, capsys):
        for number in range(3):
            builders.a_source(url=f"{site}/page/{number}")
        assert "2 checked: 2 ok. 1 left" in self.run(capsys, limit=2)
        assert "1 checked: 1 ok. 0 left" in self.run(capsys, limit=2)
        assert "0 checked: nothing to do" in self.run(capsys)
        assert len({path for _method, path, _host in Site.asked}) == 3

    def test_longest_ago_first(self, site, capsys):
        old, older, new = [builders.a_source(url=f"{site}/page/{n}") for n in range(3)]
        for source, days in ((old, 10), (older, 20), (new, 1)):
            record(source, Seen(source.url, 200), timezone.now() - timedelta(days=days))
        self.run(capsys)
        assert list(dict.fromkeys(path for _method, path, _host in Site.asked)) == ["/page/1", "/page/0"]

    def test_two_days_of_failure_and_archived_records_are_left_alone(self, site, capsys):
        source = builders.a_source(url=f"{site}/missing/")
        builders.a_source(url=f"{site}/page/a", state="archived")
        assert "0 dead in all" in self.run(capsys)
        with time_machine.travel(timezone.now() + timedelta(days=8)):
            assert "1 dead in all" in self.run(capsys)
        assert LinkCheck.objects.get().source == source

    def test_private_addresses_are_refused_by_default(self, site, capsys, settings):
        settings.LINK_CHECK_ALLOWED_ADDRESSES = frozenset()
        builders.a_source(url=f"{site}/page/a")
        assert "1 checked: 1 forbidden" in self.run(capsys)
        assert Site.asked == []

    def test_what_was_checked_before_a_break_is_kept(self, site, capsys, monkeypatch):
        for number in range(2):
            builders.a_source(url=f"{site}/page/{number}")
        seen = []

        def look_once(url, limits):
            if seen:
                raise KeyboardInterrupt
            seen.append(url)
            return Seen(url, 200)

        monkeypatch.setattr("gtlead.management.commands.check_sources.look", look_once)
        assert "1 checked: 1 ok. 1 left" in self.run(capsys)
