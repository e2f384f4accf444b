"""The database keeps what was adopted, and every article that is no draft's."""

from django.db import migrations

from last500.covenants.guards import GuardCovenants


class Migration(migrations.Migration):
    dependencies = [("covenants", "0001_covenants")]

    operations = [GuardCovenants()]
