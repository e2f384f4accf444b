"""Which compounds of a community lie in which grid, and since when."""

import django.db.models.deletion
import last500.base.ids
import last500.grids.rules
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('grids', '0002_second_wall'),
        ('places', '0003_self_government_as_a_mode'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='GridChange',
            fields=[
                ('id', models.UUIDField(default=last500.base.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('change', models.CharField(choices=[(last500.grids.rules.Change['LAID'], '划了这个网格'), (last500.grids.rules.Change['RENAMED'], '改了名字'), (last500.grids.rules.Change['PLACED'], '放进了小区'), (last500.grids.rules.Change['TAKEN'], '移出了小区'), (last500.grids.rules.Change['ENDED'], '撤了这个网格')], max_length=8)),
                ('name', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('compound', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
                ('grid', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
            ],
            options={
                'indexes': [models.Index(fields=['grid', 'at'], name='changes_of_a_grid')],
            },
        ),
    ]
