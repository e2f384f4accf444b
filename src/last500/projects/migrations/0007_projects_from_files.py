from django.db import migrations, models

from last500.projects.guards import GuardIndicators, install, remove


def lift(apps, editor):
    """SQLite makes the table anew, which a trigger that names it does not let happen."""
    remove(editor.connection)


def lower(apps, editor):
    install(editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0006_one_list_of_audiences'),
    ]

    operations = [
        migrations.RunPython(lift, lower),
        migrations.AddField(
            model_name='project',
            name='import_index',
            field=models.CharField(max_length=64, null=True, unique=True),
        ),
        GuardIndicators(),
    ]
