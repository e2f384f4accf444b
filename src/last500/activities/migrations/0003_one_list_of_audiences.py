from django.db import migrations, models

AUDIENCES = [
    ('all', '所有人'),
    ('parents', '家长和孩子'),
    ('mothers', '妈妈们'),
    ('children', '孩子'),
    ('teens', '少年'),
    ('youth', '青年'),
    ('elders', '老人'),
    ('readers', '爱读书的人'),
    ('disabled', '残疾人'),
    ('families', '困难家庭'),
    ('workers', '骑手、保洁等劳动者'),
    ('owners', '业主'),
    ('pet_keepers', '养宠物的人'),
    ('helpers', '来帮忙的志愿者'),
    ('public_space', '公共地方'),
]
# What activities called otherwise than needs and projects; each step in this order.
NEW_CODES = [('everybody', 'all'), ('families', 'parents')]
# Back again; what had no code of its own is for everybody, hardship before parents take its word.
WITHOUT_OLD = ['mothers', 'youth', 'disabled', 'families', 'owners', 'pet_keepers', 'public_space']
OLD_CODES = [*((code, 'everybody') for code in ['all', *WITHOUT_OLD]), ('parents', 'families')]


def recode(pairs):
    def run(apps, editor):
        rows = apps.get_model('activities', 'Activity')._base_manager.using(editor.connection.alias)
        for one, other in pairs:
            rows.filter(audience=one).update(audience=other)

    return run


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0002_guards_of_sign_ups'),
    ]

    operations = [
        migrations.AlterField(
            model_name='activity',
            name='audience',
            field=models.CharField(choices=AUDIENCES, max_length=12),
        ),
        migrations.RunPython(recode(NEW_CODES), recode(OLD_CODES)),
    ]
