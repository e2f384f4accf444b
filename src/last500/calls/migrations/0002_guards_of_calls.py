"""The database keeps what a call says, its money, and reviews free of interests."""

from django.db import migrations

from last500.calls.guards import GuardCalls


class Migration(migrations.Migration):
    dependencies = [("calls", "0001_calls")]

    operations = [GuardCalls()]
