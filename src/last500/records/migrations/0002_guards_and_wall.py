"""What the database itself promises of service records, and who reaches them on PostgreSQL."""

from django.db import migrations

from last500.base.walling import walled
from last500.records.guards import GuardRecords

# Places below the desks that the reader holds today, themselves included.
PLACES = {
    "app_desk_places": (
        "SETOF bigint",
        """SELECT p.id FROM app_desk_paths() b(path) JOIN places_place p
             ON p.path BETWEEN b.path AND b.path || 'ZZZZZZ'""",
    )
}
REACHED = {
    "records_servicerecord": """
        r.person_id = (SELECT app_person()) OR r.place_id IN (SELECT app_desk_places())""",
}


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0001_service_records"),
        ("service_requests", "0005_second_wall"),
    ]

    operations = [GuardRecords(), walled(REACHED, functions=PLACES)]
