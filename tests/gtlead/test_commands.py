"""The commands of the project: preparing, serving, settings from the environment, and what the documents promise."""

import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
import tomllib
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as project
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.db.migrations.executor import MigrationExecutor

from gtlead.management.commands import prepare, serve
from tests import builders

ROOT = Path(project.BASE_DIR)
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-uv.txt")
STRONG, WEAK = "correct horse battery staple", "admin"
KEY = "correct horse battery staple, and then some more of it, to be long"
PRINT_SETTINGS = """
import json, sys
from gtlead import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""
PRINT_LOADED = """
import sys
import gtlead.wsgi
from django.urls import get_resolver
from gtlead.management.commands import prepare, serve
from gtlead.serving.server import load_site
from django.core.management import load_command_class
get_resolver().url_patterns
for name in ("load_reference_data", "rebuild_search", "rebuild_spans"):
    load_command_class("countries", name)
load_site()
print(*sys.modules)
"""


def run(*command, environment=None, **options):
    """A program of the project in an environment that holds nothing else."""
    bare = {"PATH": os.environ["PATH"]} | (environment or {})
    return subprocess.run(command, cwd=ROOT, env=bare, capture_output=True, text=True, check=False, **options)  # noqa: S603


def settings_of(names, **environment):
    """What settings the environment makes."""
    done = run(sys.executable, "-c", PRINT_SETTINGS, *names.split(), environment=environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def call(name, **options):
    """What a command prints, and what it warns of."""
    printed, warned = StringIO(), StringIO()
    call_command(name, stdout=printed, stderr=warned, **options)
    return printed.getvalue(), warned.getvalue()


@pytest.fixture
def state(tmp_path):
    """A state folder of one's own, with a name that is hard on addresses."""
    folder = tmp_path / "a state+50% #1"
    folder.mkdir()
    return folder


@contextmanager
def listening(handler=BaseHTTPRequestHandler):
    """A server of somebody else on some port."""
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def free_port():
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@pytest.mark.django_db
class TestFirstAccount:
    """`ensure_admin`."""

    def test_made_password_is_shown_once_and_opens_the_admin(self, client):
        printed, _ = call("ensure_admin")
        password = re.search(r"Password: (\S+) ", printed)[1]
        assert len(password) >= 12
        assert signs_in(client, username="admin", password=password)
        assert User.objects.get().is_superuser
        assert call("ensure_admin") == ("", "")
        assert signs_in(client, username="admin", password=password)

    def test_given_password_is_taken_and_not_shown(self, client, settings):
        settings.ADMIN_PASSWORD = STRONG
        printed, warned = call("ensure_admin")
        assert STRONG not in printed
        assert warned == ""
        assert signs_in(client, username="admin", password=STRONG)

    def test_weak_password_is_warned_of_on_ones_own_machine(self, client, settings):
        settings.ADMIN_PASSWORD = WEAK
        _, warned = call("ensure_admin")
        assert "too short" in warned
        assert signs_in(client, username="admin", password=WEAK)

    def test_weak_password_is_refused_on_a_public_site(self, settings):
        settings.ADMIN_PASSWORD = WEAK
        settings.IS_LOCAL = False
        with pytest.raises(CommandError, match="too short"):
            call("ensure_admin")
        assert not User.objects.exists()

    def test_deleted_admin_stays_deleted_while_others_have_accounts(self):
        builders.an_editor()
        assert call("ensure_admin") == ("", "")
        assert not User.objects.filter(username="admin").exists()


def signs_in(client, **typed):
    """Through the page, as everybody does."""
    return client.post("/admin/login/", typed | {"next": "/admin/"}).status_code == 302


@pytest.mark.django_db
class TestPreparing:
    """`prepare`."""

    @pytest.fixture(autouse=True)
    def some_content(self, settings, tmp_path):
        """A country, so that the reference data are not loaded; static files of one's own."""
        builders.a_country()
        (tmp_path / "files").mkdir()
        (tmp_path / "files" / "a.css").write_text("a {}")
        settings.STATICFILES_DIRS = [tmp_path / "files"]
        settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
        settings.STATIC_ROOT = tmp_path / "static"
        self.source, self.collected = tmp_path / "files" / "a.css", tmp_path / "static" / "a.css"

    def test_second_time_changes_nothing(self):
        first, _ = call("prepare")
        assert "Account for /admin/ created" in first
        assert "content already" in first
        made = self.collected.stat().st_mtime_ns, User.objects.get().password
        second, _ = call("prepare")
        assert "Account" not in second
        assert (self.collected.stat().st_mtime_ns, User.objects.get().password) == made

    def test_database_behind_the_code_is_migrated(self, monkeypatch):
        called = []
        monkeypatch.setattr(prepare, "call_command", lambda name, **_options: called.append(name))
        prepare.migrate()
        assert called == []
        monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: [("a migration", False)])
        prepare.migrate()
        assert called == ["migrate"]

    def test_roles_are_those_of_the_code_though_no_table_changed(self):
        editors = Group.objects.get(name="editor")
        meant = set(editors.permissions.values_list("codename", flat=True))
        editors.permissions.clear()
        call("prepare")
        assert set(editors.permissions.values_list("codename", flat=True)) == meant != set()

    def test_static_files_are_collected_again_when_one_changes(self):
        call("prepare")
        self.source.write_text("a { color: red }")
        call("prepare")
        assert self.collected.read_text() == "a { color: red }"

    def test_static_files_that_were_thrown_away_come_back(self):
        call("prepare")
        shutil.rmtree(self.collected.parent)
        call("prepare")
        assert self.collected.exists()

    def test_developers_are_served_from_the_sources(self, settings):
        settings.DEBUG = True
        call("prepare")
        assert not self.collected.exists()


class TestServing:
    """`serve`."""

    def test_what_few_processes_need_is_not_loaded_by_each(self, state):
        done = run(sys.executable, "-c", PRINT_LOADED, environment={"STATE_DIR": str(state)})
        assert done.returncode == 0, done.stderr
        loaded = set(done.stdout.split())
        assert "countries.views" in loaded
        assert loaded & {"markdown_it", "openpyxl", "psycopg", "redis", "rich"} == set()

    def test_garbage_is_looked_for_once_all_is_loaded(self, state):
        ask = "import gc; print(gc.isenabled(), gc.get_freeze_count() > 100_000)"
        shell = [sys.executable, "manage.py", "shell", "--no-imports", "-c", ask]
        done = run(*shell, environment={"STATE_DIR": str(state)})
        assert done.stdout == "True True\n", done.stderr

    def test_taken_port_is_said_before_anything_is_prepared(self, settings, monkeypatch):
        prepared = []
        monkeypatch.setattr(serve, "call_command", lambda name, **_options: prepared.append(name))
        with listening() as port:
            settings.PORT = port
            with pytest.raises(CommandError, match=rf"Port {port} is taken.*PORT={port + 1}"):
                call("serve")
        assert prepared == []

    def test_address_of_another_machine_is_refused_in_plain_words(self):
        with pytest.raises(CommandError, match=r"Cannot listen on 192\.0\.2\.1"):
            call("serve", host="192.0.2.1")

    def test_answer_is_waited_for_and_asked_for_by_the_sites_name(self, settings):
        settings.ALLOWED_HOSTS = [".atlas.example"]
        names = []

        class SlowToStart(BaseHTTPRequestHandler):
            def do_GET(self):
                names.append(self.headers["Host"])
                self.send_response(503 if len(names) < 3 else 200)
                self.end_headers()

            def log_message(self, *_values):
                pass

        with listening(SlowToStart) as port:
            assert serve.wait_for_answer("127.0.0.1", port)
        assert names == ["atlas.example"] * 3

    def test_server_that_never_answers_is_given_up(self, monkeypatch):
        monkeypatch.setattr(serve, "PATIENCE", 0.2)
        assert not serve.wait_for_answer("127.0.0.1", free_port())

    @pytest.mark.parametrize("how", ["Ctrl-C", "SIGTERM"])
    def test_site_answers_and_stops_when_told(self, state, how):
        port = free_port()
        environment = {"PATH": os.environ["PATH"], "PORT": str(port), "STATE_DIR": str(state)}
        command = [sys.executable, "manage.py", "serve", "--no-prepare"]
        server = subprocess.Popen(  # noqa: S603
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        try:
            assert f"http://127.0.0.1:{port}/" in server.stdout.readline()
            connection = HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/healthz")
            assert connection.getresponse().read() == b"ok\n"
            connection.close()
            began = time.monotonic()
            if how == "Ctrl-C":
                os.killpg(server.pid, signal.SIGINT)  # as a terminal does: to the workers as well
            else:
                server.terminate()
            assert server.wait(timeout=30) == 0
            assert time.monotonic() - began < 8  # a worker that hangs is killed after 10
        finally:
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGKILL)
            server.stdout.close()
        serve.require_free("127.0.0.1", port)

    def test_first_start_serves_the_reference_data_and_all_that_its_pages_fetch(self, state):
        port = free_port()
        environment = {"PATH": os.environ["PATH"], "PORT": str(port), "STATE_DIR": str(state)}
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        )
        try:
            assert any(f"http://127.0.0.1:{port}/" in line for line in server.stdout)
            connection = HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/countries/japan/")
            page = connection.getresponse().read().decode()
            fetched = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
            assert len(fetched) > 5
            for address in fetched:
                connection.request("GET", address)
                response = connection.getresponse()
                assert (response.status, len(response.read()) > 100) == (200, True), address
            connection.close()
        finally:
            server.terminate()
            server.wait(timeout=30)
            server.stdout.close()


class TestSettings:
    """What comes from the environment."""

    def test_nothing_given_is_a_site_for_this_machine(self, state):
        made = settings_of("DEBUG PORT IS_LOCAL SECURE_SSL_REDIRECT DATABASES CACHES STATIC_ROOT", STATE_DIR=str(state))
        assert (made["DEBUG"], made["PORT"], made["IS_LOCAL"]) == (False, 8000, True)
        assert not made["SECURE_SSL_REDIRECT"]
        assert made["DATABASES"]["default"]["NAME"] == str(state / "gtlead.sqlite3")
        assert made["CACHES"]["default"]["BACKEND"].endswith("LocMemCache")
        assert made["STATIC_ROOT"] == str(state / "static")

    def test_secret_is_made_once_and_kept_private(self, state):
        first = settings_of("SECRET_KEY", STATE_DIR=str(state))
        assert len(first["SECRET_KEY"]) >= 50
        assert settings_of("SECRET_KEY", STATE_DIR=str(state)) == first
        assert [path.name for path in state.iterdir()] == ["secret_key"]
        assert stat.S_IMODE((state / "secret_key").stat().st_mode) == 0o600

    def test_public_site_asks_for_https(self, state):
        made = settings_of(
            "IS_LOCAL ALLOWED_HOSTS SECRET_KEY SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS SESSION_COOKIE_SECURE "
            "CSRF_COOKIE_SECURE CSRF_TRUSTED_ORIGINS SECURE_PROXY_SSL_HEADER",
            STATE_DIR=str(state),
            ALLOWED_HOSTS="atlas.example,www.atlas.example",
            SECRET_KEY=KEY,
            BEHIND_PROXY="1",
        )
        assert made["ALLOWED_HOSTS"] == ["atlas.example", "www.atlas.example"]
        assert made["SECRET_KEY"] == KEY
        assert not (state / "secret_key").exists()
        assert not made["IS_LOCAL"]
        assert made["SECURE_SSL_REDIRECT"]
        assert made["SESSION_COOKIE_SECURE"]
        assert made["CSRF_COOKIE_SECURE"]
        assert made["SECURE_HSTS_SECONDS"] >= 60 * 60 * 24 * 365
        assert made["CSRF_TRUSTED_ORIGINS"] == ["https://atlas.example", "https://www.atlas.example"]
        assert made["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]

    def test_port_of_a_host_is_listed_with_it(self, state):
        made = settings_of(
            "ALLOWED_HOSTS ALLOWED_PORTS CSRF_TRUSTED_ORIGINS",
            STATE_DIR=str(state),
            ALLOWED_HOSTS="atlas.example:8443,www.atlas.example,[2001:db8::1]",
        )
        assert made["ALLOWED_HOSTS"] == ["atlas.example", "www.atlas.example", "[2001:db8::1]"]
        assert made["ALLOWED_PORTS"] == ["8443"]
        assert made["CSRF_TRUSTED_ORIGINS"][0] == "https://atlas.example:8443"

    def test_header_of_a_proxy_is_not_believed_unasked(self, state):
        made = settings_of("SECURE_PROXY_SSL_HEADER", STATE_DIR=str(state), ALLOWED_HOSTS="atlas.example")
        assert made["SECURE_PROXY_SSL_HEADER"] is None

    def test_empty_list_of_hosts_means_this_machine(self, state):
        assert settings_of("IS_LOCAL ALLOWED_HOSTS", STATE_DIR=str(state), ALLOWED_HOSTS="") == {
            "IS_LOCAL": True,
            "ALLOWED_HOSTS": project.LOCAL_HOSTS,
        }

    def test_database_and_cache_are_taken_from_their_addresses(self, state):
        made = settings_of(
            "DATABASES CACHES",
            STATE_DIR=str(state),
            DATABASE_URL="postgres://somebody:s%40fe@db.example:5433/atlas",
            CACHE_URL="redis://cache.example:6379/1",
        )
        database = made["DATABASES"]["default"]
        assert database["ENGINE"] == "django.db.backends.postgresql"
        assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", 5433, "atlas")
        assert (database["USER"], database["PASSWORD"]) == ("somebody", "s@fe")
        assert made["CACHES"]["default"] == {
            "BACKEND": "gtlead.serving.steady_cache.SteadyRedisCache",
            "LOCATION": "redis://cache.example:6379/1",
            "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
        }


def text_of(name):
    """A file of the project."""
    return (ROOT / name).read_text(encoding="utf-8")


def make_targets():
    """The words that make knows, with a description each."""
    return set(re.findall(r"^([a-z]+):.* ## \S", text_of("Makefile"), re.MULTILINE))


class TestDocuments:
    """What is promised is there."""

    def test_make_without_a_word_lists_all_words(self):
        listed = run("make")
        assert listed.returncode == 0, listed.stderr
        assert set(re.findall(r"^make (\w+) ", listed.stdout, re.MULTILINE)) == make_targets()
        assert make_targets() >= {"run", "test", "dev", "check", "fix", "lock", "help"}

    @pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/operating.md", ".ci/run"])
    def test_commands_that_are_named_exist(self, name):
        text = text_of(name)
        words = set(re.findall(r"`(?:[A-Z_]+=\S+ )?make ([a-z]+)|^(?:exec )?make ([a-z]+)", text, re.MULTILINE))
        named = {first or second for first, second in words}
        assert named
        assert named <= make_targets()

    @pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/operating.md"])
    def test_files_that_are_linked_exist(self, name):
        links = re.findall(r"\]\((?!https?:)([^)#]+)", text_of(name))
        assert [link for link in links if not ((ROOT / name).parent / link).exists()] == []

    def test_every_setting_from_outside_is_documented(self):
        read = set(re.findall(r"env\.\w+\(\s*\"(\w+)\"", text_of("gtlead/settings.py")))
        assert {"PORT", "DATABASE_URL", "SECRET_KEY"} <= read
        assert set(re.findall(r"^# (\w+)=", text_of(".env.example"), re.MULTILINE)) == read
        assert set(re.findall(r"^\| `(\w+)` \|", text_of("docs/operating.md"), re.MULTILINE)) == read

    def test_what_ci_runs_is_a_program(self):
        assert os.access(ROOT / ".ci" / "run", os.X_OK)
        assert run("bash", "-n", ".ci/run").returncode == 0


def pins(name):
    """The packages of a lock file with their versions."""
    return dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", text_of(name), re.MULTILINE))


class TestLocks:
    """Exact versions with hashes, from wherever the reader's index is."""

    @pytest.mark.parametrize("name", LOCKS)
    def test_lock_names_no_address_and_no_path(self, name):
        assert re.findall(r"^.*(?://|^\s*-(?!-hash=)|\s@\s).*$", text_of(name), re.MULTILINE) == []
        assert "#    /" not in text_of(name)

    @pytest.mark.parametrize("name", LOCKS)
    def test_every_package_has_its_hashes(self, name):
        entries = re.split(r"\n(?=\S)", text_of(name).strip())
        assert len(entries) == len(pins(name))
        assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []

    def test_tools_come_on_top_of_the_same_versions(self):
        served, developed = pins("requirements.txt"), pins("requirements-dev.txt")
        assert served.items() <= developed.items()

    def test_what_is_asked_for_is_locked(self):
        asked = tomllib.loads(text_of("pyproject.toml"))
        groups = {
            "requirements.txt": asked["project"]["dependencies"],
            "requirements-dev.txt": asked["dependency-groups"]["dev"],
            "requirements-uv.txt": asked["dependency-groups"]["bootstrap"],
        }
        missing = {
            (name, wanted)
            for name, all_wanted in groups.items()
            for wanted in all_wanted
            if re.match(r"[\w-]+", wanted)[0] not in pins(name)
        }
        assert missing == set()
