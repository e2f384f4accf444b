"""The weights in versions that are only added to; where a desk chose somebody else.

An override says who was proposed and who was chosen for a request: on PostgreSQL it stands behind
row-level security and is reached by the desks of its request and by whom it is of, never by a
helper who was passed over or chosen.
"""

import django.db.models.deletion
import last500.base.fields
import last500.base.ids
from django.conf import settings
from django.db import migrations, models

from last500.base.walling import walled
from last500.proof.guards import AppendOnly

POLICIES = {
    "dispatch_override": """
        r.by_id = (SELECT app_person())
        OR EXISTS (SELECT 1 FROM service_requests_servicerequest q
                   WHERE q.id = r.request_id AND q.place_id IN (SELECT app_desks()))"""
}


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0001_what_a_community_keeps_of_the_quiet'),
        ('places', '0003_self_government_as_a_mode'),
        ('service_requests', '0008_minutes_of_a_help'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Override',
            fields=[
                ('id', models.UUIDField(default=last500.base.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('reason', last500.base.fields.SealedTextField()),
                ('made_at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('chosen', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='service_requests.servicerequest')),
            ],
            options={
                'indexes': [models.Index(fields=['request'], name='overrides_of_a_request')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('proposed', models.F('chosen')), _negated=True), ('proposed', None), _connector='OR'), name='override_is_of_another')],
            },
        ),
        migrations.CreateModel(
            name='WeightVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('numbers', models.JSONField(null=True)),
                ('by_distance', models.BooleanField(null=True)),
                ('reason', models.CharField(max_length=200)),
                ('since', models.DateTimeField()),
                ('office', models.UUIDField(null=True)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('place', 'number'), name='one_weighing_after_another'), models.CheckConstraint(condition=models.Q(models.Q(('by_distance', None), ('numbers__isnull', False)), models.Q(('by_distance__isnull', False), ('numbers', None)), _connector='OR'), name='a_weighing_says_one_thing')],
            },
        ),
        AppendOnly("dispatch_weightversion"),
        walled(POLICIES),
    ]
