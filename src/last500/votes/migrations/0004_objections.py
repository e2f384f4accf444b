"""Objections to roll and result; where a paper lies. From here on the database keeps the promises."""

import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import last500.base.fields
import last500.base.ids
import last500.votes.rules
from django.conf import settings
from django.db import migrations, models

from last500.votes.guards import GuardVotes, remove


def lift(apps, editor):
    """SQLite makes tables anew, which a trigger that names them does not let happen."""
    remove(editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0003_self_government_as_a_mode'),
        ('votes', '0003_second_wall'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(lift, migrations.RunPython.noop),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.UUIDField(default=last500.base.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('about', models.CharField(choices=[(last500.votes.rules.About['ROLL'], '对名册的异议'), (last500.votes.rules.About['RESULT'], '对结果的异议')], max_length=8)),
                ('raised_at', models.DateTimeField()),
                ('on_paper', models.BooleanField(default=False)),
                ('words', last500.base.fields.SealedTextField()),
                ('finding', models.CharField(choices=[(last500.votes.rules.Finding['WAITING'], '等答复'), (last500.votes.rules.Finding['UPHELD'], '异议成立'), (last500.votes.rules.Finding['NOT_UPHELD'], '异议不成立'), (last500.votes.rules.Finding['TAKEN_BACK'], '收回了')], default=last500.votes.rules.Finding['WAITING'], max_length=12)),
                ('due_at', models.DateTimeField(null=True)),
                ('late_at', models.DateTimeField(null=True)),
                ('gist', models.CharField(blank=True, max_length=60)),
                ('answer', models.TextField(blank=True, max_length=400)),
                ('answered_at', models.DateTimeField(null=True)),
                ('follow', models.CharField(blank=True, choices=[(last500.votes.rules.Follow['MEND'], '改名册，在开始投票以前重新定下来'), (last500.votes.rules.Follow['BESIDE'], '名册和结果不改，记在旁边'), (last500.votes.rules.Follow['RECOUNT'], '请另外两个人重新数一遍'), (last500.votes.rules.Follow['VOID'], '这次结果作废')], max_length=8)),
                ('settled_at', models.DateTimeField(null=True)),
                ('settled_words', models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='seat',
            name='one_scrutineer_of_a_side',
        ),
        migrations.AddField(
            model_name='ballot',
            name='box',
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name='ballot',
            name='scan',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='vote',
            name='void_reason',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='vote',
            name='voided_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='seat',
            name='role',
            field=models.CharField(choices=[(last500.votes.rules.Role['OWNERS'], '监票人，业主一方'), (last500.votes.rules.Role['COMMUNITY'], '监票人，社区一方'), (last500.votes.rules.Role['STREET'], '监票人，街道一方'), (last500.votes.rules.Role['TELLER'], '录票人'), (last500.votes.rules.Role['RECOUNTER'], '重数的人')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.UniqueConstraint(condition=models.Q(('role__in', [last500.votes.rules.Role['OWNERS'], last500.votes.rules.Role['COMMUNITY'], last500.votes.rules.Role['STREET']]), models.Q(('state', last500.votes.rules.SeatState['DECLINED']), _negated=True)), fields=('vote', 'role'), name='one_scrutineer_of_a_side'),
        ),
        migrations.AddConstraint(
            model_name='vote',
            constraint=models.CheckConstraint(condition=models.Q(('voided_at', None), models.Q(('state', last500.votes.rules.State['PUBLISHED']), ('voided_at__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='void_result_says_why'),
        ),
        migrations.AddField(
            model_name='objection',
            name='answered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='objection',
            name='desk',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place'),
        ),
        migrations.AddField(
            model_name='objection',
            name='entered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='objection',
            name='raised_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='objection',
            name='vote',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='votes.vote'),
        ),
        migrations.AddIndex(
            model_name='objection',
            index=models.Index(fields=['raised_by', '-raised_at'], name='objections_of_a_person'),
        ),
        migrations.AddIndex(
            model_name='objection',
            index=models.Index(condition=models.Q(('finding', last500.votes.rules.Finding['WAITING'])), fields=['due_at'], name='objections_that_wait'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.UniqueConstraint(fields=('vote', 'number'), name='objection_has_its_number'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.UniqueConstraint(condition=models.Q(('finding', last500.votes.rules.Finding['WAITING']), ('raised_by__isnull', False)), fields=('vote', 'about', 'raised_by'), name='one_waiting_objection_each'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('due_at__isnull', False), ('finding', last500.votes.rules.Finding['WAITING'])), models.Q(models.Q(('finding', last500.votes.rules.Finding['WAITING']), _negated=True), ('answered_at__isnull', False), ('due_at', None)), _connector='OR'), name='objection_that_waits_is_due'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.CheckConstraint(condition=models.Q(('finding__in', [last500.votes.rules.Finding['WAITING'], last500.votes.rules.Finding['TAKEN_BACK']]), models.Q(models.Q(('gist', ''), _negated=True), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='answered_objection_says_what'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('finding', last500.votes.rules.Finding['UPHELD']), models.Q(('follow', ''), _negated=True)), models.Q(models.Q(('finding', last500.votes.rules.Finding['UPHELD']), _negated=True), ('follow', ''), ('settled_at', None)), _connector='OR'), name='upheld_objection_has_what_follows'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('on_paper', True), ('raised_by', None)), ('on_paper', False), _connector='OR'), name='paper_objection_names_nobody'),
        ),
        migrations.AddField(
            model_name="ballot",
            name="agreed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("scan", ""),
                    django.db.models.lookups.Exact(
                        django.db.models.functions.text.Length("scan"), 64
                    ),
                    _connector="OR",
                ),
                name="scan_is_a_sha256",
            ),
        ),
        GuardVotes(),
    ]
