"""Slugs in small letters, so that one address is one record."""

import logging

import django.db.models.functions.text
import gtlead.records.constraints
from django.db import migrations, models

from gtlead.records.mending import lowered

log = logging.getLogger("gtlead.records.mending")


def mend(apps, schema_editor):
    tables = [apps.get_model("themes", name) for name in ("Argument", "Question", "Term", "Theme", "Topic")]
    for line in lowered(tables, schema_editor.connection.alias):
        log.warning("%s", line)


class Migration(migrations.Migration):

    dependencies = [
        ('gtlead', '0011_lower_slugs'),
        ('themes', '0003_pictures'),
    ]

    operations = [
        migrations.RunPython(mend, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name='argument',
            constraint=gtlead.records.constraints.Backstop(condition=models.Q(('slug', django.db.models.functions.text.Lower('slug'))), name='themes_argument_lower_slug'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=gtlead.records.constraints.Backstop(condition=models.Q(('slug', django.db.models.functions.text.Lower('slug'))), name='themes_question_lower_slug'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=gtlead.records.constraints.Backstop(condition=models.Q(('slug', django.db.models.functions.text.Lower('slug'))), name='themes_term_lower_slug'),
        ),
        migrations.AddConstraint(
            model_name='theme',
            constraint=gtlead.records.constraints.Backstop(condition=models.Q(('slug', django.db.models.functions.text.Lower('slug'))), name='themes_theme_lower_slug'),
        ),
        migrations.AddConstraint(
            model_name='topic',
            constraint=gtlead.records.constraints.Backstop(condition=models.Q(('slug', django.db.models.functions.text.Lower('slug'))), name='themes_topic_lower_slug'),
        ),
    ]
