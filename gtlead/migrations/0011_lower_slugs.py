"""Slugs in small letters, so that one address is one record."""

import logging

import django.db.models.functions.text
import gtlead.records.constraints
from django.db import migrations, models

from gtlead.records.mending import lowered

log = logging.getLogger("gtlead.records.mending")


def mend(apps, schema_editor):
    tables = [apps.get_model("gtlead", name) for name in ("Picture", "Source")]
    for line in lowered(tables, schema_editor.connection.alias):
        log.warning("%s", line)


class Migration(migrations.Migration):

    dependencies = [
        ('gtlead', '0010_version_raised_at'),
    ]

    operations = [
        migrations.RunPython(mend, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name='picture',
            constraint=gtlead.records.constraints.Backstop(condition=models.Q(('slug', django.db.models.functions.text.Lower('slug'))), name='gtlead_picture_lower_slug'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=gtlead.records.constraints.Backstop(condition=models.Q(('slug', django.db.models.functions.text.Lower('slug'))), name='gtlead_source_lower_slug'),
        ),
    ]
