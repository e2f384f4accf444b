from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service_requests", "0005_second_wall")]
    operations = [
        migrations.AddField("photo", "digest", models.CharField(blank=True, default="", max_length=64), preserve_default=False),
    ]
