"""From the call on the database keeps what was agreed of an indicator."""

from django.db import migrations

from last500.projects.guards import GuardIndicators


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_projects")]

    operations = [GuardIndicators()]
