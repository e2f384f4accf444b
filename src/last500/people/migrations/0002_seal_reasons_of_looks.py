from django.db import migrations, models

import last500.base.fields
from last500.base.migrating import copied


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [
        migrations.RenameField("accessevent", "reason", "reason_plain"),
        migrations.AlterField(
            "accessevent", "reason_plain", models.CharField(max_length=120, default="")
        ),
        migrations.AddField("accessevent", "reason", last500.base.fields.SealedTextField()),
        copied("people", "accessevent", "reason"),
        migrations.RemoveField("accessevent", "reason_plain"),
    ]
