from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('countries', '0019_changes_of_spans'),
    ]

    operations = [
        migrations.RemoveField(model_name='spansmade', name='changes'),
        migrations.AddField(model_name='spansmade', name='mark', field=models.PositiveBigIntegerField(default=0)),
    ]
