from django.db import migrations, models

import last500.base.fields
from last500.base.migrating import copied

TEXT = last500.base.fields.SealedTextField


class Migration(migrations.Migration):
    dependencies = [("service_requests", "0002_imports_and_merge_proposals")]
    operations = [
        migrations.RenameField("servicerequest", "summary", "summary_plain"),
        migrations.RenameField("servicerequest", "risk_note", "risk_note_plain"),
        migrations.RenameField("invitation", "reasons", "reasons_plain"),
        migrations.RenameField("acceptance", "visit_code", "visit_code_plain"),
        migrations.AlterField(
            "acceptance", "visit_code_plain", models.CharField(max_length=10, default="")
        ),
        migrations.RenameField("importrun", "file_name", "file_name_plain"),
        migrations.AlterField(
            "importrun", "file_name_plain", models.CharField(max_length=120, default="")
        ),
        migrations.AddField("servicerequest", "summary", TEXT()),
        migrations.AddField("servicerequest", "risk_note", TEXT()),
        migrations.AddField(
            "invitation", "reasons", last500.base.fields.SealedJSONField(default=list)
        ),
        migrations.AddField("acceptance", "visit_code", TEXT()),
        migrations.AddField("importrun", "file_name", TEXT()),
        copied("service_requests", "servicerequest", "summary", "risk_note"),
        copied("service_requests", "invitation", "reasons"),
        copied("service_requests", "acceptance", "visit_code"),
        copied("service_requests", "importrun", "file_name"),
        migrations.RemoveField("servicerequest", "summary_plain"),
        migrations.RemoveField("servicerequest", "risk_note_plain"),
        migrations.RemoveField("invitation", "reasons_plain"),
        migrations.RemoveField("acceptance", "visit_code_plain"),
        migrations.RemoveField("importrun", "file_name_plain"),
    ]
