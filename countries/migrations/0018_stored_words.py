from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def store_words(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """On PostgreSQL the index of words, which was one of an expression, becomes one of a stored column."""
    if schema_editor.connection.vendor == "postgresql":
        entry = apps.get_model("countries", "SearchEntry")
        [index] = entry._meta.indexes
        schema_editor.remove_index(entry, index)
        schema_editor.add_index(entry, index)


class Migration(migrations.Migration):
    dependencies = [("countries", "0017_search_entries")]
    operations = [migrations.RunPython(store_words, migrations.RunPython.noop)]
