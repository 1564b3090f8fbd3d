from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('countries', '0019_changes_of_spans'),
    ]

    operations = [
        migrations.RenameField(model_name='spansmade', old_name='changes', new_name='mark'),
    ]
