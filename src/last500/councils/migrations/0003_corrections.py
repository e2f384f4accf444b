"""What was written wrong in published minutes is put right beneath them."""

import django.db.models.deletion
from last500.councils.guards import GuardCorrections
import last500.base.ids
import last500.councils.rules
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0002_minutes_stay'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.UUIDField(default=last500.base.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('part', models.CharField(choices=[(last500.councils.rules.Part['CAME'], '来了多少人'), (last500.councils.rules.Part['WORDS'], '商量了什么'), (last500.councils.rules.Part['SAID_FOR'], '赞成的说'), (last500.councils.rules.Part['SAID_AGAINST'], '反对的说'), (last500.councils.rules.Part['HANDS'], '举手的数'), (last500.councils.rules.Part['DECISION'], '商定了什么')], max_length=12)),
                ('was', models.TextField()),
                ('said', models.TextField()),
                ('reason', models.CharField(max_length=200)),
                ('written_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='councils.meeting')),
                ('point', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='councils.point')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['meeting', 'written_at'], name='corrections_of_a_meeting')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), models.Q(('said', ''), _negated=True), models.Q(('was', ''), _negated=True), models.Q(('was', models.F('said')), _negated=True)), name='a_correction_of_minutes_says_what_and_why'), models.CheckConstraint(condition=models.Q(models.Q(('part', last500.councils.rules.Part['CAME']), ('point', None)), models.Q(models.Q(('part', last500.councils.rules.Part['CAME']), _negated=True), ('point__isnull', False)), _connector='OR'), name='a_correction_names_its_place'), models.CheckConstraint(condition=models.Q(('written_by', None), ('confirmed_by', None), models.Q(('written_by', models.F('confirmed_by')), _negated=True), _connector='OR'), name='a_correction_is_confirmed_by_another'), models.UniqueConstraint(condition=models.Q(('confirmed_at', None)), fields=('meeting',), name='one_correction_waits')],
            },
        ),
        GuardCorrections(),
    ]
