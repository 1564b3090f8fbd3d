"""From the tables to a backup and back, on any database: the tables are those of the migrations that were applied.

A backup is read in one transaction that sees one moment, while others go on writing. It is restored by making the
tables of its migrations, filling them, and migrating on, so that an older backup, or one of another kind of database,
can be restored too.
"""

import json
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from itertools import batched
from pathlib import Path
from typing import Any, cast
from zipfile import ZipFile

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models.query import QuerySet

from gtlead.publication.bounded import made_whole
from gtlead.publication.content_version import current_version
from gtlead.records.kinds import record_models
from gtlead.records.models import ModelField
from gtlead.serving.backup_file import (
    KEY,
    BackupError,
    Manifest,
    Member,
    add_manifest,
    add_member,
    member_of,
    new_archive,
    rows_of,
)

AT_ONCE = 200  # rows read or written together
AS_IT_IS = (type(None), bool, int, float, str)  # what JSON gives back as it was

Model = type[models.Model]
Nodes = tuple[tuple[str, str], ...]


def write_backup(path: Path) -> Manifest:
    """Everything that the database holds at this moment, and the key if it is kept in the state folder."""
    with made_whole(path) as draft, new_archive(draft) as archive, one_moment():
        nodes = applied()
        members = {
            member_of(label): add_member(archive, member_of(label), lines_of(model), names_of(model))
            for label, model in tables_at(nodes).items()
        }
        key = settings.STATE_DIR / "secret_key"
        if key.is_file():
            members[KEY] = add_member(archive, KEY, [key.read_bytes()], [])
        manifest = Manifest(
            version=version_of_the_code(),
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            database=connection.vendor,
            content_version=current_version(),
            migrations=[list(node) for node in nodes],
            last_numbers=last_numbers(),
            members=members,
        )
        add_manifest(archive, manifest)
    return manifest


def version_of_the_code() -> str:
    """As pyproject.toml has it."""
    text = (settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(text)["project"]["version"])


@contextmanager
def one_moment() -> Iterator[None]:
    """All reading sees the database as it is when the first row is read, and holds no writer up."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def applied() -> Nodes:
    """The migrations that made the tables."""
    loader = MigrationLoader(connection)
    if unknown := loader.applied_migrations.keys() - loader.graph.nodes.keys():
        raise BackupError(f"The database was made by another version of GT Lead ({', '.join(min(unknown))}).")
    return tuple(sorted(loader.applied_migrations))


@cache
def known_migrations() -> Nodes:
    """All that this version of the code has."""
    return tuple(sorted(MigrationLoader(None).graph.nodes))


@cache
def tables_at(nodes: Nodes) -> dict[str, Model]:
    """Every table that these migrations make, lists of related records included, by its label."""
    state = MigrationLoader(None).project_state(list(nodes))
    found = (model for model in state.apps.get_models(include_auto_created=True) if model._meta.managed)
    return {model._meta.label_lower: model for model in found if not model._meta.proxy}


def fields_of(model: Model) -> list[ModelField]:
    """The columns that are written."""
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def names_of(model: Model) -> list[str]:
    """Their names."""
    return [field.attname for field in fields_of(model)]


def lines_of(model: Model) -> Iterator[bytes]:
    """The rows by their key, one a line."""
    fields = fields_of(model)
    for row in model._base_manager.order_by("pk").iterator(chunk_size=AT_ONCE):
        values = [written(field, row) for field in fields]
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def written(field: ModelField, row: models.Model) -> object:
    """A value as JSON can hold it, exactly."""
    value = field.value_from_object(row)
    if isinstance(value, AS_IT_IS) or isinstance(field, models.JSONField):
        return value
    return field.value_to_string(row)


def last_numbers() -> dict[str, int]:
    """The key given last in each table, so that no number of a deleted record is given again (its history is kept)."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            return dict(cursor.fetchall())
        found: dict[str, int] = {}
        for table in connection.introspection.table_names(cursor):
            for sequence in connection.introspection.get_sequences(cursor, table):
                name = connection.ops.quote_name(sequence["name"])
                cursor.execute(f"SELECT last_value FROM {name} WHERE is_called")  # noqa: S608
                if row := cursor.fetchone():
                    found[table] = row[0]
        return found


def restore_backup(archive: ZipFile, manifest: Manifest) -> dict[str, int]:
    """Make the tables anew and fill them; the number of rows in each. What was there before is gone."""
    nodes = nodes_of(manifest)
    tables = tables_at(nodes)
    check_fields(tables, manifest.tables)
    drop_tables()
    make_tables(nodes)
    with transaction.atomic():
        for model in tables.values():
            QuerySet(model)._raw_delete(connection.alias)
        for label, model in tables.items():
            insert(model, rows_of(archive, label))
        connection.check_constraints()
        give_numbers_after(tables.values(), manifest.last_numbers)
    return {label: QuerySet(model).count() for label, model in tables.items()}


def nodes_of(manifest: Manifest) -> Nodes:
    """The migrations of the backup, if this version of the code knows them all."""
    known = {*known_migrations()}
    nodes = tuple((app, name) for app, name in manifest.migrations)
    if unknown := [node for node in nodes if node not in known]:
        version = f"{manifest.version} ({'.'.join(unknown[0])})"
        raise BackupError(f"The backup was made by another version of GT Lead, {version}: restore it with that one.")
    return nodes


def check_fields(tables: dict[str, Model], members: dict[str, Member]) -> None:
    """The backup has the tables and columns that its migrations make."""
    if {label: names_of(model) for label, model in tables.items()} != {
        label: member.fields for label, member in members.items()
    }:
        raise BackupError("The tables in the backup are not those of its migrations.")


def make_tables(nodes: Nodes) -> None:
    """Apply exactly these migrations to the empty database."""
    executor = MigrationExecutor(connection)
    known = executor.loader.graph.node_map
    followed = {parent.key for node in nodes for parent in known[node].parents if parent.key[0] == node[0]}
    executor.migrate([node for node in nodes if node not in followed])


def insert(model: Model, rows: Iterable[list[object]]) -> None:
    """Write rows as they are: nothing is called, stamped or checked as saving would."""
    fields, into = fields_of(model), cast(Any, QuerySet(model))
    for some in batched(rows, AT_ONCE, strict=False):
        objects = [
            model(**{field.attname: field.to_python(value) for field, value in zip(fields, row, strict=True)})
            for row in some
        ]
        size = max(connection.ops.bulk_batch_size(fields, objects), 1)
        for part in batched(objects, size, strict=False):
            into._insert(list(part), fields=fields, using=connection.alias, raw=True)


def give_numbers_after(tables: Iterable[Model], numbers: dict[str, int]) -> None:
    """New rows get keys that none ever had."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for table, number in numbers.items():
                cursor.execute("UPDATE sqlite_sequence SET seq = max(seq, %s) WHERE name = %s", [number, table])
                if not cursor.rowcount:
                    cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number])
            return
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables)):
            cursor.execute(statement)
        for model in tables:
            last = numbers.get(model._meta.db_table)
            if last and model._meta.auto_field:
                key = [connection.ops.quote_name(model._meta.db_table), model._meta.auto_field.column]
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [*key, last])


def tables_there() -> set[str]:
    """The tables of ours that the database has, by their names in it."""
    ours = {model._meta.db_table for model in tables_at(known_migrations()).values()}
    with connection.cursor() as cursor:
        return (ours | {"django_migrations"}) & set(connection.introspection.table_names(cursor))


def what_is_there() -> list[str]:
    """Kinds of records, and accounts, that the database holds; nothing if it is empty or only prepared."""
    there = tables_there()
    kinds: list[type[models.Model]] = [User, *record_models()]
    return [str(kind._meta.verbose_name_plural) for kind in kinds if kind._meta.db_table in there and has_rows(kind)]


def has_rows(model: Model) -> bool:
    """Whether there is any, whatever columns the table has by now."""
    return bool(model._base_manager.annotate(one=models.Value(1)).values_list("one", flat=True)[:1])


def drop_tables() -> None:
    """Empty the database of what is ours."""
    end = "" if connection.vendor == "sqlite" else " CASCADE"
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for table in sorted(tables_there()):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)}{end}")
