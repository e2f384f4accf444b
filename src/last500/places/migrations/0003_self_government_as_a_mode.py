from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0002_modes_of_districts"),
    ]

    operations = [
        migrations.AddField(
            model_name="mode", name="grid", field=models.BooleanField(default=False)
        ),
        migrations.RemoveConstraint(model_name="mode", name="mode_has_something_in_it"),
        migrations.AddConstraint(
            model_name="mode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("projects", True), ("requests", True), ("grid", True), _connector="OR"
                ),
                name="mode_has_something_in_it",
            ),
        ),
    ]
