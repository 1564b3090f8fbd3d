"""The log: a line of JSON each, named by its request, with nothing about anybody in it."""

import json
import logging
import sys

import pytest
from django.conf import settings
from django.test import Client

from gtlead.serving import logs
from gtlead.serving.logs import REQUEST, JSONLines, request_name
from tests.gtlead.test_accounts import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(monkeypatch):
    """What the handlers of the settings would write."""
    written = []

    class Handler(logging.Handler):
        def emit(self, record):
            written.append(json.loads(JSONLines().format(record)))

    kept = {name: logging.getLogger(name).level for name in ("", *settings.LOGGING["loggers"])}
    for name, of in {"": settings.LOGGING["root"], **settings.LOGGING["loggers"]}.items():
        logging.getLogger(name).setLevel(of["level"])
    handler = Handler()
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)
    for name, level in kept.items():
        logging.getLogger(name).setLevel(level)


def test_line_is_one_line_whatever_is_in_it():
    try:
        raise KeyError("x")
    except KeyError:
        record = logging.LogRecord("gtlead.x", logging.ERROR, "", 1, "a\n%s\x1b", ("b",), sys.exc_info())
    text = JSONLines().format(record)
    assert text.isprintable()
    line = json.loads(text)
    assert (line["level"], line["logger"], line["message"]) == ("error", "gtlead.x", "a\nb\x1b")
    assert "KeyError" in line["traceback"]
    assert "request" not in line
    assert line["time"].endswith("+00:00")


def test_host_that_is_not_ours_is_one_line_without_a_traceback(lines):
    assert Client().get("/", headers={"host": "evil.example"}).status_code == 400
    [line] = lines
    assert line["logger"] == "django.security.DisallowedHost"
    assert "evil.example" in line["message"]
    assert "traceback" not in line


def test_slow_request_is_named_with_its_duration_but_not_with_what_was_searched_for(lines, monkeypatch):
    monkeypatch.setattr(logs, "SLOW", -1.0)
    response = Client().get("/search/?q=my+illness")
    [line] = lines
    assert line["message"] == "slow request"
    assert (line["method"], line["path"], line["status"]) == ("GET", "/search/", 200)
    assert line["seconds"] >= 0
    assert line["request"] == response.headers["X-Request-ID"]
    assert "illness" not in json.dumps(lines)


def test_fault_is_logged_with_the_request_it_belongs_to(lines, monkeypatch):
    monkeypatch.setattr("gtlead.review.due_middleware.standing_now", lambda: 1 / 0)
    response = Client(raise_request_exception=False).get("/themes/?q=my+illness")
    assert response.status_code == 500
    [line] = [line for line in lines if line["logger"] == "django.request"]
    assert line["request"] == response.headers["X-Request-ID"]
    assert "ZeroDivisionError" in line["traceback"]
    assert "illness" not in json.dumps(lines)
    assert REQUEST.get() == ""


def test_refused_sign_ins_name_nobody(lines, editor):
    for _try in range(settings.AXES_FAILURE_LIMIT + 1):
        sign_in(Client(), editor.username, "wrong", REMOTE_ADDR="192.0.2.77")
    text = json.dumps(lines)
    assert "the account is locked" in text
    assert editor.username not in text
    assert "192.0.2.77" not in text


def test_what_is_not_there_is_no_news(lines):
    assert Client().get("/nowhere/").status_code == 404
    assert lines == []


@pytest.mark.parametrize(
    ("behind", "given", "kept"), [(True, "a-1.b", True), (True, "a b", False), (True, "", False), (False, "a-1", False)]
)
def test_only_our_own_proxy_may_name_a_request(settings, behind, given, kept):
    settings.BEHIND_PROXY = behind
    assert (request_name(given) == given) is kept
    assert request_name(given)


def test_kept_page_has_a_name_of_its_own_each_time(client):
    names = {client.get("/about/").headers["X-Request-ID"] for _time in range(3)}
    assert len(names) == 3
