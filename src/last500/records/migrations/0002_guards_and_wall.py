"""What the database itself promises of service records, and who reaches them on PostgreSQL."""

from django.db import migrations

from last500.records.guards import GuardRecords

# Places below the desks that the reader holds today, themselves included.
PLACES = """
CREATE FUNCTION app_desk_places() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = {schema}, pg_temp SET app.everything = '1' AS $$
    SELECT p.id FROM app_desk_paths() b(path) JOIN places_place p
      ON p.path BETWEEN b.path AND b.path || 'ZZZZZZ' $$
"""
REACHED = {
    "records_servicerecord": """
        records_servicerecord.person_id = (SELECT app_person())
        OR records_servicerecord.place_id IN (SELECT app_desk_places())""",
}


def build(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        (schema,) = cursor.fetchone()
        cursor.execute(PLACES.format(schema=schema))
        for table, reached in REACHED.items():
            cursor.execute(
                f"CREATE POLICY reached ON {table} "
                f"USING ((SELECT app_everything()) OR ({reached})) WITH CHECK (true)"
            )
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
        cursor.execute("DROP FUNCTION app_desk_places()")


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0001_service_records"),
        ("service_requests", "0005_second_wall"),
    ]

    operations = [GuardRecords(), migrations.RunPython(build, take_down)]
