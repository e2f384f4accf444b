"""An invitation may belong to a round; whoever waits with one of them is asked for no other."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('service_requests', '0008_minutes_of_a_help'),
    ]

    operations = [
        migrations.AddField(
            model_name='invitation',
            name='round',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='invitation',
            name='alone',
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('alone', True), ('answer', 'asked')), fields=('helper',), name='asked_in_waves_for_one_thing'),
        ),
    ]
