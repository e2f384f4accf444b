"""The database keeps what a vote says, its roll, its box and its result."""

from django.db import migrations

from last500.votes.guards import GuardVotes


class Migration(migrations.Migration):
    dependencies = [("votes", "0001_votes")]

    operations = [GuardVotes()]
