"""Nobody comes to two at once, and never more heads than places: refused by the database."""

from django.db import migrations

from last500.activities.guards import GuardSignUps


class Migration(migrations.Migration):
    dependencies = [("activities", "0001_activities")]

    operations = [GuardSignUps()]
