from django.db import migrations

from last500.proof.guards import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("proof", "0003_cosignatures")]

    operations = [AppendOnly("proof_cosignature")]
