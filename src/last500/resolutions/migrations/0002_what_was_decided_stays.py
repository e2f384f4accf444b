"""A resolution is never changed or taken away: a correction is a new version."""

from django.db import migrations

from last500.proof.guards import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("resolutions", "0001_resolutions")]

    operations = [AppendOnly("resolutions_resolution")]
