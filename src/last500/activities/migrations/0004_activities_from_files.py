from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0003_one_list_of_audiences'),
    ]

    operations = [
        migrations.AddField(
            model_name='activity',
            name='import_index',
            field=models.CharField(max_length=64, null=True, unique=True),
        ),
    ]
