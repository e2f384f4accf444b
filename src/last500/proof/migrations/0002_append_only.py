from django.db import migrations

from last500.proof.guards import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("proof", "0001_initial")]

    operations = [
        AppendOnly("proof_entry"),
        AppendOnly("proof_leaf"),
        AppendOnly("proof_checkpoint"),
    ]
