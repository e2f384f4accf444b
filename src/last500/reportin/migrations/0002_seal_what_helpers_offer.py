from django.db import migrations, models

import last500.base.fields
from last500.base.migrating import copied, every_row, settled
from last500.reportin.models import KIND_NAMES


def windows_into_rows(apps, editor):
    alias = editor.connection.alias
    windows = apps.get_model("reportin", "FreeWindow").objects.using(alias)
    for row in every_row(apps.get_model("reportin", "ReportIn"), alias):
        times = windows.filter(report_in=row).order_by("day", "start")
        row.free = [list(time) for time in times.values_list("day", "start", "end")]
        if row.free:
            row.save(using=alias, update_fields=["free"])
    settled(editor)


def windows_out_of_rows(apps, editor):
    alias = editor.connection.alias
    window = apps.get_model("reportin", "FreeWindow")
    for row in every_row(apps.get_model("reportin", "ReportIn"), alias):
        window.objects.using(alias).bulk_create(
            window(report_in=row, day=day, start=start, end=end) for day, start, end in row.free
        )
    settled(editor)


class Migration(migrations.Migration):
    dependencies = [("reportin", "0001_initial")]
    operations = [
        migrations.RenameField("reportin", "kind", "kind_plain"),
        migrations.AlterField("reportin", "kind_plain", models.CharField(max_length=10, default="")),
        migrations.RenameField("reportin", "skills", "skills_plain"),
        migrations.RenameField("reportin", "unwanted", "unwanted_plain"),
        migrations.AddField(
            "reportin", "kind", last500.base.fields.SealedTextField(choices=KIND_NAMES)
        ),
        migrations.AddField(
            "reportin", "skills", last500.base.fields.SealedJSONField(default=list)
        ),
        migrations.AddField(
            "reportin", "unwanted", last500.base.fields.SealedJSONField(default=list)
        ),
        migrations.AddField("reportin", "free", last500.base.fields.SealedJSONField(default=list)),
        copied("reportin", "reportin", "kind", "skills", "unwanted"),
        migrations.RunPython(windows_into_rows, windows_out_of_rows),
        migrations.RemoveField("reportin", "kind_plain"),
        migrations.RemoveField("reportin", "skills_plain"),
        migrations.RemoveField("reportin", "unwanted_plain"),
        migrations.DeleteModel("FreeWindow"),
    ]
