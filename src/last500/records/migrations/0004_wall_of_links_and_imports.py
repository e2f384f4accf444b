"""The second wall around links and imports; a link opens the one record it is for."""

from django.db import migrations

from last500.base.walling import walled

LINKED = {
    "app_linked_records": (
        "SETOF uuid",
        "SELECT l.record_id FROM records_servedlink l WHERE l.key_index = app_said('link')",
    )
}
RECORD = "r.person_id = (SELECT app_person()) OR r.place_id IN (SELECT app_desk_places())"
WITH_LINK = f"{RECORD} OR r.id IN (SELECT app_linked_records())"
REACHED = {
    "records_servedlink": """
        r.key_index = (SELECT app_said('link'))
        OR EXISTS (SELECT 1 FROM records_servicerecord q WHERE q.id = r.record_id)""",
    "records_recordimport": "r.by_id = (SELECT app_person())",
    "records_recordimportrow": """
        EXISTS (SELECT 1 FROM records_recordimport i WHERE i.id = r.run_id)""",
}


class Migration(migrations.Migration):
    dependencies = [("records", "0003_links_certificates_reviews_and_imports")]

    operations = [
        walled(
            REACHED,
            functions=LINKED,
            changed={"records_servicerecord": (WITH_LINK, RECORD)},
        )
    ]
