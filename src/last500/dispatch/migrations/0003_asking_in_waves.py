"""Asking in waves: rules of compounds, running askings, counts of how asks ended."""

import django.db.models.deletion
import last500.base.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0002_weights_and_overrides'),
        ('places', '0003_self_government_as_a_mode'),
        ('service_requests', '0009_asked_in_waves'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AskAnyway',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('always', models.BooleanField(default=True)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='ask_anyway', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='CountedUpTo',
            fields=[
                ('key', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('last', models.UUIDField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('key', 1)), name='one_mark_of_counting')],
            },
        ),
        migrations.CreateModel(
            name='WaveRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('way', models.CharField(max_length=16)),
                ('categories', models.JSONField(default=list)),
                ('from_on', models.DateField()),
                ('decided_by', models.CharField(max_length=40)),
                ('why', models.CharField(max_length=200)),
                ('made_at', models.DateTimeField()),
                ('office', models.UUIDField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wave_rules', to='places.place')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('place', 'number'), name='one_wave_rule_after_another'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Asking',
            fields=[
                ('id', models.UUIDField(default=last500.base.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('way', models.CharField(max_length=16)),
                ('office', models.UUIDField(null=True)),
                ('begun_at', models.DateTimeField()),
                ('next_at', models.DateTimeField(null=True)),
                ('hurry', models.BooleanField(default=False)),
                ('rounds', models.PositiveSmallIntegerField(default=0)),
                ('last_round_at', models.DateTimeField(null=True)),
                ('until', models.DateTimeField()),
                ('told_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_how', models.CharField(blank=True, choices=[('taken', '有人接了'), ('nobody_left', '能请的都请过了'), ('stopped', '值守停下了'), ('over', '求助已结束')], max_length=12)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='askings', to='service_requests.servicerequest')),
                ('rule', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dispatch.waverule')),
            ],
            options={
                'indexes': [
                    models.Index(condition=models.Q(('ended_at', None)), fields=['next_at'], name='askings_that_go_on'),
                    models.Index(fields=['request', '-begun_at'], name='askings_of_a_request'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('request',), name='one_asking_at_a_time'),
                    models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_how', ''), ('next_at__isnull', False)), models.Q(('ended_at__isnull', False), ('next_at', None), models.Q(('ended_how', ''), _negated=True)), _connector='OR'), name='an_asking_runs_or_has_ended'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AskCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(max_length=24)),
                ('part', models.CharField(blank=True, max_length=10)),
                ('level', models.CharField(max_length=10)),
                ('turn', models.CharField(max_length=5)),
                ('fit', models.CharField(max_length=7)),
                ('asked', models.PositiveIntegerField(default=0)),
                ('taken', models.PositiveIntegerField(default=0)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('place', 'category', 'part', 'level', 'turn', 'fit'), name='counted_in_one_place'), models.CheckConstraint(condition=models.Q(('taken__lte', models.F('asked'))), name='taken_of_those_asked')],
            },
        ),
    ]
