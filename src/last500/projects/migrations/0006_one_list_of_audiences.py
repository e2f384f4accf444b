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


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0005_line_of_a_role'),
    ]

    operations = [
        migrations.AlterField(
            model_name='project',
            name='audience',
            field=models.CharField(choices=AUDIENCES, max_length=12),
        ),
    ]
