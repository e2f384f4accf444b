from django.db import migrations

import last500.base.fields
from last500.base.migrating import copied


class Migration(migrations.Migration):
    dependencies = [("notify", "0001_initial")]
    operations = [
        migrations.RenameField("message", "params", "params_plain"),
        migrations.AddField(
            "message", "params", last500.base.fields.SealedJSONField(default=dict)
        ),
        copied("notify", "message", "params"),
        migrations.RemoveField("message", "params_plain"),
    ]
