"""Mistakes in the settings are refused at start, in one plain line that names the setting and an example."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from gtlead.serving.environment import KNOWN, SETTINGS, folder_problem, mistakes, no_settings, unknown_names


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PORT", "abc"),
        ("PORT", "70000"),
        ("PORT", "-1"),
        ("PORT", "0"),
        ("PORT", "9" * 5000),
        ("PORT", "٨٠"),
        ("DEBUG", "maybe"),
        ("PROXIES", "two"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "postgres://host:port/name"),
        ("DATABASE_URL", "http://host/name"),
        ("DATABASE_URL", "postgres://host/name?connect_timeout=soon"),
        ("DATABASE_URL", "postgres://host/name?nobody=1"),
        ("DATABASE_URL", "postgres://host%zz/name"),
        ("CACHE_URL", "http://x"),
        ("CACHE_URL", "redis://host:nought"),
        ("CACHE_URL", "redis://host:6379/first"),
        ("CACHE_URL", "host:6379"),
        ("CACHE_URL", "redis://host:6379?db=first"),
        ("CACHE_URL", "redis://host:6379/0?nobody=1"),
        ("CACHE_MEGABYTES", "much"),
        ("ALLOWED_HOSTS", "https://atlas.example"),
        ("ALLOWED_HOSTS", "atlas.example/path"),
        ("ALLOWED_HOSTS", "atlas example"),
        ("ALLOWED_HOSTS", "ätlas.example"),
        ("ALLOWED_HOSTS", "-atlas.example"),
        ("ALLOWED_HOSTS", "atlas.example:99999"),
        ("ALLOWED_HOSTS", " , "),
    ],
)
def test_mistake_is_named_with_an_example(name, text):
    [line] = mistakes({name: text})
    assert line.startswith(f"{name}={text!r} cannot be used.")
    assert line.endswith(f"{name}={SETTINGS[name].example}")


def test_address_of_sqlite_is_read_without_the_client_of_another_database(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert mistakes({"DATABASE_URL": "sqlite:////var/gtlead.sqlite3"}) == []


def test_password_is_not_repeated():
    [line] = mistakes({"DATABASE_URL": "postgres://somebody:secret@host:port/name"})
    assert "secret" not in line


def test_examples_and_empty_settings_are_taken():
    assert mistakes({name: setting.example for name, setting in SETTINGS.items()}) == []
    assert mistakes(dict.fromkeys(SETTINGS, "")) == []


@pytest.mark.parametrize("key", ["x", "a" * 60, "short but varied 0123456789"])
def test_weak_key_is_refused_on_a_public_site_only(key):
    [line] = mistakes({"SECRET_KEY": key, "ALLOWED_HOSTS": "atlas.example"})
    assert "SECRET_KEY" in line
    assert key not in line.partition("such as")[0] or key == "x"
    assert mistakes({"SECRET_KEY": key, "ALLOWED_HOSTS": "localhost,127.0.0.1:8001"}) == []


def test_names_that_nothing_reads_are_found():
    lines = ["# PROT=1", "PROT=8000", "export PORT=8000", "", "STATE_DIR=var", "Debug=1"]
    assert unknown_names(lines) == ["PROT", "Debug"]


def test_lines_that_set_nothing_are_found():
    assert no_settings(["# word", "", "PORT=8000", "PORT 8000", "  ", "word"]) == [4, 6]


def test_folder_that_cannot_be_made_is_a_line(tmp_path):
    (tmp_path / "file").touch()
    assert folder_problem(tmp_path / "var") == ""
    assert "STATE_DIR=" in folder_problem(tmp_path / "file" / "var")


@pytest.mark.parametrize(
    ("setting", "line"),
    [
        (dict.fromkeys(KNOWN - {"STATE_DIR"}, "") | {"PROXIES": "two"}, "PROXIES='two' cannot be used.*"),
        ({"PORT": "abc"}, "PORT='abc' cannot be used. An example: PORT=8000"),
        (
            {"DATABASE_URL": "postgres://somebody:secret@127.0.0.1:1/name"},
            r"The database cannot be used \(.*refused.*\). DATABASE_URL names another: DATABASE_URL=postgres://\S+",
        ),
    ],
)
def test_site_does_not_start_with_a_mistake_and_shows_no_traceback(setting, line, tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "STATE_DIR": str(tmp_path)} | setting,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert re.fullmatch(line, done.stderr.strip(), re.DOTALL)
    assert "secret" not in done.stderr
