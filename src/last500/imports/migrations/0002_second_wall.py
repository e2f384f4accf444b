"""What a file holds of households lies behind row-level security on PostgreSQL: its bringer's."""

from django.db import migrations

from last500.base.walling import walled

REACHED = {
    "imports_import": "r.by_id = (SELECT app_person())",
    "imports_importline": "EXISTS (SELECT 1 FROM imports_import i WHERE i.id = r.run_id)",
}


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0001_files_that_come_in"),
        ("service_requests", "0005_second_wall"),
    ]

    operations = [walled(REACHED)]
