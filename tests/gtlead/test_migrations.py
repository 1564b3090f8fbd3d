"""The tests make their tables from the models; the migrations make the same ones."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from countries.reference_data.loading import LoadReport
from tests import builders
from tests.databases import another_database

OWN = ("countries_", "gtlead_", "themes_")  # those of others differ in the width of some keys, as Django itself does


def tables() -> dict[str, Any]:
    """Each table of our own apps with its columns and constraints, in no order."""
    with connection.cursor() as cursor:
        return {
            name: (
                sorted(connection.introspection.get_table_description(cursor, name)),
                sorted(map(repr, named(connection.introspection.get_constraints(cursor, name)))),
            )
            for name in connection.introspection.table_names(cursor)
            if name.startswith(OWN)
        }


def named(constraints: dict[str, Any]) -> list[tuple[str, Any]]:
    """Constraints with their names, but those of keys and unique columns, which the database makes up."""
    return [
        ("" if name.startswith("__") or is_of_a_column(constraint) else name, constraint)
        for name, constraint in constraints.items()
    ]


def is_of_a_column(constraint: dict[str, Any]) -> bool:
    """Whether a field of the model asked for it, without a name."""
    return bool(constraint["foreign_key"] or (constraint["unique"] and len(constraint["columns"]) == 1))


@pytest.fixture
def with_migrations(settings: Any) -> None:
    """The migrations count, though the suite runs without them."""
    settings.MIGRATION_MODULES = {}


@pytest.mark.django_db
def test_no_migration_is_missing(with_migrations: None, capsys: pytest.CaptureFixture) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    assert "No changes detected" in capsys.readouterr().out


@pytest.mark.django_db
def test_migrations_make_the_tables_of_the_models(
    with_migrations: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_from_models = tables()
    monkeypatch.setattr("django.core.management.commands.migrate.emit_post_migrate_signal", lambda *_, **__: None)
    with another_database(connection.vendor, tmp_path):
        call_command("migrate", verbosity=0)
        made_by_migrations = tables()
    assert len(made_from_models) > 50
    assert made_by_migrations.keys() == made_from_models.keys()
    for name, table in made_by_migrations.items():
        assert table == made_from_models[name], name


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite needs no statistics")
@pytest.mark.parametrize("command", ["prepare", "load_reference_data"])
def test_postgresql_knows_how_many_rows_there_are_before_the_first_page(command: str, monkeypatch: Any) -> None:
    for _country in range(2):
        builders.a_country()
    for step in ("call_command", "collect_static_files"):
        monkeypatch.setattr(f"gtlead.management.commands.prepare.{step}", lambda *_words, **_options: None)
    monkeypatch.setattr("countries.management.commands.load_reference_data.load", lambda **_options: LoadReport())
    call_command(command, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'countries_country'")
        assert cursor.fetchone() == (2,)
