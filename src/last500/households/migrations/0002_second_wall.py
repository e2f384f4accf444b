"""Who lives in or owns what stands behind the second wall (decision 0014): one's own, and the
desks of the compound."""

from django.db import migrations

from last500.base.walling import walled

POLICIES = {
    "households_relation": """
        r.person_id = app_person()
        OR EXISTS (SELECT 1 FROM households_household h
                   WHERE h.id = r.household_id AND h.compound_id IN (SELECT app_desks()))""",
}


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0001_households"),
        ("service_requests", "0005_second_wall"),
    ]

    operations = [walled(POLICIES)]
