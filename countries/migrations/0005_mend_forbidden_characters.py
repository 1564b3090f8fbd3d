"""Control characters and the like, which broke feeds and pictures, are taken out of rows, history and proposals."""

import logging

from django.db import migrations, models

from gtlead.records.mending import mended

log = logging.getLogger("gtlead.records.mending")


def mend(apps, schema_editor):
    tables = [model for model in apps.get_models() if model._meta.app_label in ("gtlead", "themes", "countries")]
    lines = list(mended(tables, schema_editor.connection.alias))
    for line in lines:
        log.warning("Forbidden characters taken out of %s", line)
    if lines:
        versions = apps.get_model("gtlead", "ContentVersion").objects.using(schema_editor.connection.alias)
        versions.update(number=models.F("number") + 1)


class Migration(migrations.Migration):
    dependencies = [
        ("countries", "0004_diseases"),
        ("gtlead", "0009_source_short_names"),
        ("themes", "0003_pictures"),
    ]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop, elidable=True)]
