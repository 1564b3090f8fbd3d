"""What is on file keeps the rules: slugs in small letters, dates in order, no invisible characters."""

import logging

import django.db.models.functions.text
import django.db.models.functions.comparison
import gtlead.records.constraints
from django.db import migrations, models

from gtlead.records.mending import emptied, lowered, mended

log = logging.getLogger("gtlead.records.mending")

PERIODS = {
    "Authorisation": [("date", "converted"), ("date", "ended"), ("converted", "ended"), ("supply_from", "supply_until")],
    "Funding": [("date", "ended")],
    "Statement": [("valid_from", "valid_until")],
}


def mend(apps, schema_editor):
    tables = [apps.get_model("countries", name) for name in ("Authorisation", "Country", "Disease", "Funding", "Indicator", "Institution", "Jurisdiction", "LookThrough", "Membership", "Milestone", "Observation", "Position", "Statement", "Therapy")]
    everything = [model for model in apps.get_models() if model._meta.app_label in ("gtlead", "themes", "countries")]
    database = schema_editor.connection.alias
    lines = [
        *lowered(tables, database),
        *(line for name, pairs in PERIODS.items() for line in emptied(apps.get_model("countries", name), pairs, database)),
        *mended(everything, database),
    ]
    for line in lines:
        log.warning("%s", line)
    if lines:
        versions = apps.get_model("gtlead", "ContentVersion").objects.using(database)
        versions.update(number=models.F("number") + 1)


class Migration(migrations.Migration):

    dependencies = [
        ('countries', '0007_missed_searches'),
        ('gtlead', '0011_lower_slugs'),
        ('themes', '0004_lower_slugs'),
    ]

    operations = [
        migrations.RunPython(mend, migrations.RunPython.noop, elidable=True),
        migrations.AddField(
            model_name='historicalindicator',
            name='highest',
            field=models.DecimalField(blank=True, decimal_places=4, help_text='A number beyond is refused as a slip of the pen. Empty: no bound.', max_digits=20, null=True, verbose_name='highest number that is believed'),
        ),
        migrations.AddField(
            model_name='historicalindicator',
            name='lowest',
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True, verbose_name='lowest number that is believed'),
        ),
        migrations.AddField(
            model_name='indicator',
            name='highest',
            field=models.DecimalField(blank=True, decimal_places=4, help_text='A number beyond is refused as a slip of the pen. Empty: no bound.', max_digits=20, null=True, verbose_name='highest number that is believed'),
        ),
        migrations.AddField(
            model_name='indicator',
            name='lowest',
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True, verbose_name='lowest number that is believed'),
        ),
        migrations.AddConstraint(
            model_name='authorisation',
            constraint=gtlead.records.constraints.Backstop(condition=models.Q(('slug', django.db.models.functions.text.Lower('slug'))), name='countries_authorisation_lower_slug'),
        ),
        migrations.AddConstraint(
            model_name='authorisation',
            constraint=gtlead.records.constraints.Backstop(condition=models.Q(('date', ''), ('converted', ''), ('converted__gte', django.db.models.functions.text.Substr('date', django.db.models.functions.comparison.Cast(models.Value(1), models.IntegerField()), django.db.models.functions.text.Length('converted'))), _connector='OR'), name='countries_authorisation_converted_after_date'),
        ),
        migrations.AddConstraint(
            model_name='authorisation',
            constraint=gtlead.records.constraints.Backstop(condition=models.Q(('date', ''), ('ended', ''), ('ended__gte', django.db.models.functions.text.Substr('date', django.db.models.functions.comparison.Cast(models.Value(1), models.IntegerField()), django.db.models.functions.text.Length('ended'))), _connector='OR'), name='countries_authorisation_ended_after_date'),
        ),
        migrations.AddConstraint(
            model_name='authorisation',
            constraint=gtlead.records.constraints.Backstop(condition=models.Q(('converted', ''), ('ended', ''), ('ended__gte', django.db.models.functions.text.Substr('converted', django.db.models.functions.comparison.Cast(models.Value(1), models.IntegerField()), django.db.models.functions.text.Length('ended'))), _connector='OR'), name='countries_authorisation_ended_after_converted'),
        ),
        migrations.AddConstraint(
            model_name='authorisation',
            constraint=gtlead.records.constraints.Backstop(condition=models.Q(('supply_from', ''), ('supply_until', ''), ('supply_until__gte', django.db.models.functions.text.Substr('supply_from', django.db.models.functions.comparison.Cast(models.Value(1), models.IntegerField()), django.db.models.functions.text.Length('supply_until'))), _connector='OR'), name='countries_authorisation_supply_until_after_supply_from'),
        ),
        migrations.AddConstraint(
            model_name='country',
            constraint=gtlead.records.constraints.Backstop(condition=models.Q(('slug', django.db.models.functions.text.Lower('slug'))), name='countries_country_lower_slug'),
        ),
        migrations.AddConstraint(
            model_name='disease',
            constraint=gtlead.records.constraints.Backstop(condition=models.Q(('slug', django.db.models.functions.text.Lower('slug'))), name='countries_disease_lower_slug'),
        ),
        migrations.AddConstraint(
            model_name='funding',
            constraint=gtlead.records.constraints.Backstop(condition=models.Q(('slug', django.db.models.functions.text.Lower('slug'))), name='countries_funding_lower_slug'),
        ),
        migrations.AddConstraint(
            model_name='funding',
            constraint=gtlead.records.constraints.Backstop(condition=models.Q(('date', ''), ('ended', ''), ('ended__gte', django.db.models.functions.text.Substr('date', django.db.models.functions.comparison.Cast(models.Value(1), models.IntegerField()), django.db.models.functions.text.Length('ended'))), _connector='OR'), name='countries_funding_ended_after_date'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=gtlead.records.constraints.Backstop(condition=models.Q(('slug', django.db.models.functions.text.Lower('slug'))), name='countries_indicator_lower_slug'),
        ),
        migrations.AddConstraint(
            model_name='institution',
            constraint=gtlead.records.constraints.Backstop(condition=models.Q(('slug', django.db.models.functions.text.Lower('slug'))), name='countries_institution_lower_slug'),
        ),
        migrations.AddConstraint(
            model_name='jurisdiction',
            constraint=gtlead.records.constraints.Backstop(condition=models.Q(('slug', django.db.models.functions.text.Lower('slug'))), name='countries_jurisdiction_lower_slug'),
        ),
        migrations.AddConstraint(
            model_name='lookthrough',
            constraint=gtlead.records.constraints.Backstop(condition=models.Q(('slug', django.db.models.functions.text.Lower('slug'))), name='countries_lookthrough_lower_slug'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=gtlead.records.constraints.Backstop(condition=models.Q(('slug', django.db.models.functions.text.Lower('slug'))), name='countries_membership_lower_slug'),
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=gtlead.records.constraints.Backstop(condition=models.Q(('slug', django.db.models.functions.text.Lower('slug'))), name='countries_milestone_lower_slug'),
        ),
        migrations.AddConstraint(
            model_name='observation',
            constraint=gtlead.records.constraints.Backstop(condition=models.Q(('slug', django.db.models.functions.text.Lower('slug'))), name='countries_observation_lower_slug'),
        ),
        migrations.AddConstraint(
            model_name='position',
            constraint=gtlead.records.constraints.Backstop(condition=models.Q(('slug', django.db.models.functions.text.Lower('slug'))), name='countries_position_lower_slug'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=gtlead.records.constraints.Backstop(condition=models.Q(('slug', django.db.models.functions.text.Lower('slug'))), name='countries_statement_lower_slug'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=gtlead.records.constraints.Backstop(condition=models.Q(('valid_from', ''), ('valid_until', ''), ('valid_until__gte', django.db.models.functions.text.Substr('valid_from', django.db.models.functions.comparison.Cast(models.Value(1), models.IntegerField()), django.db.models.functions.text.Length('valid_until'))), _connector='OR'), name='countries_statement_valid_until_after_valid_from'),
        ),
        migrations.AddConstraint(
            model_name='therapy',
            constraint=gtlead.records.constraints.Backstop(condition=models.Q(('slug', django.db.models.functions.text.Lower('slug'))), name='countries_therapy_lower_slug'),
        ),
    ]
