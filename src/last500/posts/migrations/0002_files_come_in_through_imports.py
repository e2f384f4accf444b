"""Files of posts come in through the app `imports`; what was only checked is read anew there."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("posts", "0001_posts")]

    operations = [
        migrations.DeleteModel(name="PostImportRow"),
        migrations.DeleteModel(name="PostImport"),
    ]
