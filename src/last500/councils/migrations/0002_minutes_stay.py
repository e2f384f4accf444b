"""The database keeps published minutes, and asks for two people before that."""

from django.db import migrations

from last500.councils.guards import GuardMeetings


class Migration(migrations.Migration):
    dependencies = [("councils", "0001_councils")]

    operations = [GuardMeetings()]
