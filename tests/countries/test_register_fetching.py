"""Fetching registers from a local HTTPS server: parts, limits, private networks, a run that broke off."""

import json
import threading
import time
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from types import SimpleNamespace

import pytest
import trustme
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import formats
from django.utils.html import strip_tags

from countries.models import Entry, LookThrough, Reading, Trial
from countries.registers.adapters import adapters
from countries.registers.fetching import Parts, fetch, limits
from countries.registers.lines import UnfitFileError
from gtlead.records.clock import today
from tests import builders as a
from tests.round import approve, proposal_of

FILES = Path(__file__).parent.parent / "registers"
NAME = "localhost"


@pytest.fixture(scope="module")
def authority():
    """Signs certificates."""
    return trustme.CA()


@pytest.fixture
def site(authority, tmp_path, monkeypatch, settings):
    """A server whose `answers` are by path: (status, body, headers); it remembers what it was asked."""
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    settings.LINK_CHECK_ALLOWED_ADDRESSES = {"127.0.0.1", "::1"}
    settings.STATE_DIR = tmp_path
    answers, asked, agents = {}, [], []

    class Site(BaseHTTPRequestHandler):
        def log_message(self, *_args):
            """Quiet."""

        def do_GET(self):
            asked.append(self.path)
            agents.append(self.headers["User-Agent"])
            status, body, headers = answers.get(self.path, (404, b"", {}))
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            while headers.get("X-Slow"):
                self.wfile.write(b"x")
                time.sleep(0.05)

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_args):
            """Quiet."""

    server, context = Server(("127.0.0.1", 0), Site), SSLContext(PROTOCOL_TLS_SERVER)
    authority.issue_cert(NAME).configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield SimpleNamespace(
        answers=answers, asked=asked, agents=agents, url=lambda path: f"https://{NAME}:{server.server_port}{path}"
    )
    server.shutdown()
    thread.join()
    server.server_close()


def within(**more):
    return replace(limits(), **{"seconds": 5, "ask": lambda _host, _port: ["127.0.0.1"]} | more)


def test_file_comes_whole_and_the_program_says_who_it_is(site):
    site.answers["/table.csv"] = (200, b"a,b\n", {})
    page = fetch(site.url("/table.csv"), within())
    assert (page.content, page.name) == (b"a,b\n", "table.csv")
    assert site.agents == ["GTLead-registers/1.0 (compares a public atlas with public registers)"]


def here_or_there(host, _port):
    return ["127.0.0.1" if host == NAME else host]


@pytest.mark.parametrize(
    ("answer", "more", "told"),
    [
        ((503, b"", {}), {}, "status 503"),
        ((200, b"x" * 50, {"Content-Length": "90"}), {}, "No answer"),
        ((200, b"x" * 50, {}), {"bytes": 21}, "larger than 20 bytes"),
        ((200, b"", {"Content-Length": "999999", "X-Slow": "1"}), {"seconds": 0.4}, "had not come whole|No answer"),
        ((302, b"", {"Location": "/file"}), {}, "without end"),
        ((302, b"", {"Location": "https://10.0.0.1/"}), {"ask": here_or_there}, "private network"),
    ],
)
def test_anything_but_the_whole_file_is_refused(site, answer, more, told):
    site.answers["/file"] = answer
    with pytest.raises(UnfitFileError, match=told):
        fetch(site.url("/file"), within(**more))


def test_private_address_is_not_asked(settings):
    settings.LINK_CHECK_ALLOWED_ADDRESSES = frozenset()
    with pytest.raises(UnfitFileError, match="private network"):
        fetch("https://127.0.0.1/file", limits())


def test_run_that_broke_off_goes_on_where_it_ended(site, tmp_path):
    following = adapters()["clinicaltrials-gov"].following
    first = {"studies": [], "nextPageToken": "two"}
    site.answers["/s?a=b"] = (200, json.dumps(first).encode(), {})
    parts, pauses = Parts(tmp_path / "parts", site.url("/s?a=b")), []
    with pytest.raises(UnfitFileError, match="404"):
        list(parts.pages(following, within(), 3, pauses.append))
    parts.forget(unless_begun=True)
    site.answers["/s?a=b&pageToken=two"] = (200, b'{"studies": []}', {})
    pages = list(Parts(tmp_path / "parts", site.url("/s?a=b")).pages(following, within(), 3, pauses.append))
    assert len(pages) == 2
    assert site.asked == ["/s?a=b", "/s?a=b&pageToken=two", "/s?a=b&pageToken=two"]
    assert pauses == [3]
    parts.forget(unless_begun=True)
    assert list((tmp_path / "parts").iterdir()) == []


@pytest.mark.django_db
def test_one_command_reads_what_is_due_and_publishes_nothing(site, monkeypatch, capsys):
    monkeypatch.setattr("countries.management.commands.read_registers.limits", within)
    a.a_country(slug="japan")
    registry = a.a_register(
        slug="registry", form="clinicaltrials-gov", jurisdiction=None, address=site.url("/studies?query.intr=x")
    )
    broken = a.a_register(slug="broken", form="ema-medicines", address=site.url("/medicines.json"))
    a.a_register(slug="brought")
    site.answers["/studies?query.intr=x"] = (200, (FILES / "clinicaltrials.json").read_bytes(), {})
    site.answers["/medicines.json"] = (200, b"<html>Maintenance</html>", {"Content-Type": "text/html"})
    with pytest.raises(CommandError, match="1 refused or held"):
        call_command("read_registers", "--pause", "0")
    told = capsys.readouterr().out
    assert "2 of 2 registers are due" in told
    assert "2 new to us" in told
    assert "page for people" in told
    assert Reading.objects.get(register=registry).as_of == today()
    assert Reading.objects.get(register=broken).outcome == "refused"
    assert Entry.objects.filter(register=broken).count() == 0
    assert {trial.state for trial in Trial.objects.all()} == {"draft"}
    with pytest.raises(CommandError):
        call_command("read_registers", "--pause", "0")
    assert "1 of 2 registers are due" in capsys.readouterr().out


@pytest.mark.django_db
def test_from_the_file_of_an_authority_to_the_page_by_one_command_and_a_reviewer(
    site, monkeypatch, capsys, client, reviewer_client
):
    """The journey of an entry: read, seen by reading, approved, public with its witness, the absence with its day."""
    monkeypatch.setattr("countries.management.commands.read_registers.limits", within)
    europe, japan = a.a_jurisdiction(slug="eu"), a.a_jurisdiction(slug="jp")
    germany = a.a_membership(jurisdiction=europe, country=a.a_country(slug="germany", name="Germany")).country
    a.a_membership(jurisdiction=japan, country=a.a_country(slug="japan", name="Japan"))
    ours = a.an_authorisation(
        therapy=a.a_therapy(slug="betagen", brand="Betagen", inn="betagene parvovec"), jurisdiction=europe,
        date="2019-12", holder="Somebody else", checked_on=date(2026, 1, 1),
    )  # fmt: skip
    a.an_authorisation(therapy=a.a_therapy(slug="only-there", brand="Onlythere", inn="otherogene"), jurisdiction=japan)
    address = site.url("/medicines.json")
    register = a.a_register(
        slug="ema", name="the list of medicines", form="ema-medicines", jurisdiction=europe, address=address
    )
    site.answers["/medicines.json"] = (200, (FILES / "ema-medicines.json").read_bytes(), {})

    def shown(page: str) -> str:
        return " ".join(strip_tags(client.get(page).text).split())

    call_command("read_registers", "ema", "--pause", "0")
    assert "1 differs" in capsys.readouterr().out
    assert "25 December 2019" not in shown("/therapies/betagen/")
    reading = Reading.objects.get(register=register)
    listed = reviewer_client.get(reverse("review-list"), {"brought": str(reading)}).text
    for record in (ours, LookThrough.objects.get()):
        assert proposal_of(record).get_absolute_url() in listed
        approve(reviewer_client, record)
    therapy = shown("/therapies/betagen/")
    for words in ("25 December 2019", "Beta Pharma GmbH", "EMEA/H/C/000102", register.source.publisher):
        assert words in therapy
    day = formats.date_format(today(), "j F Y")
    assert f"not found in the list of medicines, {day}" in shown(f"/therapies/only-there/?country={germany.slug}")
    matrix = client.get("/therapies/matrix.csv").text
    assert f"not found in the list of medicines, {day}" in matrix
