"""The second wall around links and imports; a link opens the one record it is for."""

from django.db import migrations

LINKED = """
CREATE FUNCTION app_linked_records() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = {schema}, pg_temp SET app.everything = '1' AS $$
    SELECT l.record_id FROM records_servedlink l WHERE l.key_index = app_said('link') $$
"""
RECORD = """
    records_servicerecord.person_id = (SELECT app_person())
    OR records_servicerecord.place_id IN (SELECT app_desk_places())"""
WITH_LINK = f"{RECORD} OR records_servicerecord.id IN (SELECT app_linked_records())"
REACHED = {
    "records_servedlink": """
        records_servedlink.key_index = (SELECT app_said('link'))
        OR EXISTS (SELECT 1 FROM records_servicerecord r
                   WHERE r.id = records_servedlink.record_id)""",
    "records_recordimport": "records_recordimport.by_id = (SELECT app_person())",
    "records_recordimportrow": """
        EXISTS (SELECT 1 FROM records_recordimport i WHERE i.id = records_recordimportrow.run_id)""",
}


def policy(cursor, table, reached):
    cursor.execute(
        f"CREATE POLICY reached ON {table} "
        f"USING ((SELECT app_everything()) OR ({reached})) WITH CHECK (true)"
    )


def build(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        (schema,) = cursor.fetchone()
        cursor.execute(LINKED.format(schema=schema))
        cursor.execute("DROP POLICY reached ON records_servicerecord")
        policy(cursor, "records_servicerecord", WITH_LINK)
        for table, reached in REACHED.items():
            policy(cursor, table, reached)
            cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def take_down(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        for table in REACHED:
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            cursor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
            cursor.execute(f"DROP POLICY reached ON {table}")
        cursor.execute("DROP POLICY reached ON records_servicerecord")
        policy(cursor, "records_servicerecord", RECORD)
        cursor.execute("DROP FUNCTION app_linked_records()")


class Migration(migrations.Migration):
    dependencies = [("records", "0003_links_certificates_reviews_and_imports")]

    operations = [migrations.RunPython(build, take_down)]
