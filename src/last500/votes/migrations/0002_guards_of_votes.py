"""The promises of votes are put on their tables by 0004, which makes the last of them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("votes", "0001_votes")]

    operations: list[object] = []
