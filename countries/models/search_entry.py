"""What the search finds, stored: an entry for each public document, derived when something is published."""

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils.translation import gettext_lazy as _

from gtlead.records.models import Derived


class WordIndex(models.Index):
    """Finds rows by the words of a column: an FTS5 table kept by triggers on SQLite, a column under GIN on PostgreSQL.

    Both are named like the index. Words are parted by spaces, letters and digits alone, so that neither has to know any
    language. PostgreSQL, which often goes through rows and not the index, would else make a `tsvector` of each of them.
    """

    def create_sql(  # type: ignore[override]
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor, using: str = "", **kwargs: object
    ) -> str:
        """The statement; on SQLite the triggers are made when the editor is done."""
        table, ((column, _order),) = model._meta.db_table, self.fields_orders
        if schema_editor.connection.vendor == "postgresql":
            return (
                f"ALTER TABLE {table} ADD {self.name} tsvector GENERATED ALWAYS AS ({column}::tsvector) STORED; "
                f"CREATE INDEX {self.name} ON {table} USING gin ({self.name}) WITH (fastupdate = off)"
            )
        schema_editor.deferred_sql += [
            f"CREATE TRIGGER {self.name}_{when} AFTER {event} ON {table} BEGIN INSERT INTO {self.name} {row}; END"
            for when, event, row in (
                ("in", "INSERT", f"(rowid, {column}) VALUES (new.id, new.{column})"),
                ("out", "DELETE", f"({self.name}, rowid, {column}) VALUES ('delete', old.id, old.{column})"),
            )
        ]
        return (
            f"CREATE VIRTUAL TABLE {self.name} USING fts5({column}, content={table}, content_rowid=id, "
            "detail=none, columnsize=0, tokenize='unicode61 remove_diacritics 0')"
        )

    def remove_sql(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor, **kwargs: object) -> str:
        """The statement that takes it away; triggers go with their table."""
        if schema_editor.connection.vendor == "postgresql":
            table = model._meta.db_table
            return f"DROP INDEX IF EXISTS {self.name}; ALTER TABLE {table} DROP COLUMN IF EXISTS {self.name}"
        return f"DROP TABLE {self.name}"


class SearchEntry(Derived):
    """A document of countries/domain/search_documents.py; kept equal to the records by countries/finding/entries.py.

    It is never changed: another takes its place.
    """

    in_editions = False  # words of an edition are looked for in memory
    id = models.BigIntegerField(primary_key=True)  # says of which record
    digest = models.CharField(max_length=64)
    is_named = models.BooleanField(db_index=True)
    heading = models.TextField()
    document = models.TextField()  # as JSON
    weighed = models.TextField()
    words = models.TextField()

    class Meta:
        verbose_name = _("entry of the search")
        verbose_name_plural = _("entries of the search")
        default_permissions = ()
        ordering = ["pk"]
        indexes = [WordIndex(fields=["words"], name="countries_search_words")]

    def __str__(self) -> str:
        return self.heading
