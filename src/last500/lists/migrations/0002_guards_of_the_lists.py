from django.db import migrations

from last500.lists.guards import NoTwoAtOnce
from last500.proof.guards import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("lists", "0001_needs_and_resources"), ("proof", "0002_append_only")]

    operations = [NoTwoAtOnce(), AppendOnly("lists_spending")]
