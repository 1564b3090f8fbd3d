"""A backup is made while others write, is whole or refused, and brings everything back on either database."""

import json
import os
from contextlib import closing
from dataclasses import replace
from threading import Thread
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from gtlead.management.commands import restore as restoring
from gtlead.publication.content_version import current_version
from gtlead.publication.page_cache import STORE
from gtlead.serving import backup_tables
from gtlead.serving.backup_file import KEY, MANIFEST, BackupError, Manifest, add_manifest, add_member, open_backup
from tests import builders
from tests.databases import another_database
from tests.world import public_world


@pytest.fixture
def with_migrations(settings):
    """Tables are made as on a real site, though the suite makes them from the models."""
    settings.MIGRATION_MODULES = {}


def in_a_thread(act):
    """Do it by a connection of its own."""

    def run():
        act()
        connections.close_all()

    thread = Thread(target=run)
    thread.start()
    thread.join()


def backup_while_others_write(path, monkeypatch):
    """Somebody adds an account when the first table is being written; it is not in the backup."""
    added = []

    def add_first(*arguments):
        if not added:
            added.append("one")
            in_a_thread(lambda: User.objects.create(username=f"late{os.urandom(4).hex()}"))
        return add_member(*arguments)

    with monkeypatch.context() as busy:
        busy.setattr(backup_tables, "add_member", add_first)
        call_command("backup", str(path))
    assert added


PAGES = ("/countries/", "/changes/", "/sources.csv", "/data/", "/therapies.json")


def pages():
    """What readers see."""
    STORE.clear()
    return {path: Client().get(path).content for path in PAGES}


def members(path):
    """What the manifest says, and the manifest as it may be compared."""
    archive, manifest = open_backup(path)
    archive.close()
    return (
        manifest.members,
        manifest.content_version,
        {t: n for t, n in manifest.last_numbers.items() if n and t != "auth_user"},
    )


@pytest.mark.django_db
def test_drill_from_one_database_to_the_other_and_back(tmp_path, settings, monkeypatch, with_migrations, capsys):
    """The slow way, by the migrations themselves, is taken by `make drill`."""
    monkeypatch.setattr(backup_tables, "make_tables", lambda _nodes: make_tables_from_models(settings))
    settings.STATE_DIR = tmp_path
    (tmp_path / "secret_key").write_text("the key of the site")
    with another_database("sqlite", tmp_path):
        make_tables_from_models(settings)
        public_world()
        gone = builders.a_country(slug="gone")
        gone.delete()
        shown = pages()
        backup_while_others_write(tmp_path / "first.zip", monkeypatch)
    first = members(tmp_path / "first.zip")
    assert len(first[0]) > 100
    (tmp_path / "secret_key").write_text("another")

    with another_database("postgresql", tmp_path):
        call_command("restore", str(tmp_path / "first.zip"))
        assert pages() == shown
        backup_while_others_write(tmp_path / "second.zip", monkeypatch)
        assert builders.a_country(slug="new").pk > gone_key(first)
    assert (tmp_path / "secret_key").read_text() == "the key of the site"
    assert members(tmp_path / "second.zip") == first

    (tmp_path / "empty").mkdir()
    with another_database("sqlite", tmp_path / "empty"):
        call_command("restore", str(tmp_path / "second.zip"))
        assert pages() == shown
        assert builders.a_country(slug="new").pk > gone_key(first)
        with pytest.raises(CommandError, match="not empty: it has diseases, countries"):
            call_command("restore", str(tmp_path / "second.zip"))
    assert "as many rows as were written" in capsys.readouterr().out


def make_tables_from_models(settings):
    """In a second, and said to be made by the migrations, which make the same (test_migrations.py)."""
    settings.MIGRATION_MODULES = dict.fromkeys((app.label for app in apps.get_app_configs()), None)
    call_command("migrate", run_syncdb=True, verbosity=0)
    settings.MIGRATION_MODULES = {}
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    for node in backup_tables.known_migrations():
        recorder.record_applied(*node)


def gone_key(found):
    """The key that the deleted country had."""
    return found[2]["countries_country"]


@pytest.mark.django_db
def test_what_is_replaced_is_kept_and_no_page_of_it_holds(tmp_path, settings, monkeypatch):
    settings.STATE_DIR = tmp_path
    builders.a_country(slug="japan")
    before = current_version()
    manifest = a_manifest({})
    monkeypatch.setattr(restoring, "what_is_there", lambda: ["countries"])
    monkeypatch.setattr(restoring, "write_backup", lambda path: path.touch() or manifest)
    monkeypatch.setattr(restoring, "restore_backup", lambda *_arguments: {})
    monkeypatch.setattr(restoring, "call_command", lambda *_arguments, **_options: None)
    (tmp_path / "editions").mkdir()
    write(tmp_path / "b.zip", {})
    call_command("restore", str(tmp_path / "b.zip"), replace=True)
    assert [path.name[:15] for path in tmp_path.glob("before*")] == ["before-restore-"]
    assert current_version() > before + manifest.content_version
    assert not (tmp_path / "editions").exists()


def test_backup_never_takes_the_place_of_a_file(tmp_path):
    (tmp_path / "b.zip").touch()
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", str(tmp_path / "b.zip"))


def a_manifest(members):
    return Manifest("1", "2026-11-28", "sqlite", 7, [], {}, members)


def write(path, lines, change=dict, after=lambda _archive: None):
    """A small backup, with what is wrong with it."""
    with ZipFile(path, "w") as archive:
        said = {name: add_member(archive, name, found, ["id"]) for name, found in lines.items()}
        add_manifest(archive, a_manifest(change(said)))
        after(archive)
    return path


TABLE = "tables/countries.country.jsonl"


def test_whole_file_is_taken(tmp_path, capsys):
    path = write(tmp_path / "b.zip", {TABLE: [b"[1]\n", b"[2]\n"], KEY: [b"key"]})
    call_command("restore", str(path), check=True)
    assert "It is whole." in capsys.readouterr().out
    archive, manifest = open_backup(path)
    with closing(archive):
        assert manifest.tables["countries.country"].rows == 2


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "/etc/passwd", "tables/../x.jsonl", "state/../secret_key", "C:\\x", "tables/a.b.jsonl/x", "x"],
)
def test_name_that_leads_elsewhere_is_refused(tmp_path, name):
    with pytest.raises(BackupError, match="which no backup does"):
        open_backup(write(tmp_path / "b.zip", {name: [b"[1]\n"]}))
    with pytest.raises(BackupError, match="which no backup does"):
        open_backup(write(tmp_path / "b.zip", {}, after=lambda archive: archive.writestr(name, "")))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda said: {}, "exactly what its manifest says"),
        (lambda said: said | {"tables/a.b.jsonl": said[TABLE]}, "exactly what its manifest says"),
        (lambda said: {TABLE: replace(said[TABLE], sha256="0" * 64)}, "not what was written"),
        (lambda said: {TABLE: replace(said[TABLE], bytes=1)}, "not what was written"),
    ],
)
def test_what_the_manifest_does_not_vouch_for_is_refused(tmp_path, change, why):
    with pytest.raises(BackupError, match=why):
        open_backup(write(tmp_path / "b.zip", {TABLE: [b"[1]\n"]}, change))


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04"])
def test_file_that_is_no_archive_is_refused(tmp_path, content):
    (tmp_path / "b.zip").write_bytes(content)
    with pytest.raises(CommandError, match="not a backup, or damaged"):
        call_command("restore", str(tmp_path / "b.zip"))
    with pytest.raises(CommandError, match="There is no file"):
        call_command("restore", str(tmp_path / "none.zip"))


@pytest.mark.parametrize("text", ["{}", "[]", "no json", json.dumps({"format": 9}), json.dumps({"format": 1})])
def test_manifest_that_says_nothing_is_refused(tmp_path, text):
    with ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr(MANIFEST, text)
    with pytest.raises(BackupError):
        open_backup(tmp_path / "b.zip")


def test_damaged_bytes_are_refused(tmp_path):
    path = write(tmp_path / "b.zip", {TABLE: [b"[1]\n" * 1000]})
    content = bytearray(path.read_bytes())
    content[500] ^= 255
    path.write_bytes(content)
    with pytest.raises(BackupError, match="damaged"):
        open_backup(path)


def test_backup_of_a_later_version_is_refused(with_migrations):
    manifest = Manifest("9", "", "sqlite", 1, [["countries", "9999_later"]], {}, {})
    with pytest.raises(BackupError, match="another version of GT Lead, 9"):
        backup_tables.nodes_of(manifest)
