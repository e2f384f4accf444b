"""The database keeps what was asked and when; answers and slips stand behind the second wall."""

from django.db import migrations

from last500.base.walling import walled
from last500.consultations.guards import GuardConsultations

POLICIES = {
    "consultations_answer": "r.person_id = app_person()",
    "consultations_slip": """
        EXISTS (SELECT 1 FROM consultations_consultation c
                WHERE c.id = r.consultation_id AND c.place_id IN (SELECT app_desks()))""",
}


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0001_consultations"),
        ("service_requests", "0005_second_wall"),
    ]

    operations = [GuardConsultations(), walled(POLICIES)]
