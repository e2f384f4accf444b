"""Who supports a topic, and from which household, is reached by that person alone (decision 0014)."""

from django.db import migrations

from last500.base.walling import walled

POLICIES = {"topics_support": "r.person_id = app_person()"}


class Migration(migrations.Migration):
    dependencies = [
        ("topics", "0001_topics"),
        ("service_requests", "0005_second_wall"),
    ]

    operations = [walled(POLICIES)]
