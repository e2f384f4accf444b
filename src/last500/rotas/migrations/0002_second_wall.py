"""The tables of rotas behind row-level security on PostgreSQL: who helps which household.

A rota is reached by the desks of its compound, by its household (account or private link), and by
whoever was asked into it; its turns, seats and history with it. The household's contact is reached
by the desks and the household alone, through a policy of its own beside that of the requests.
"""

import re

from django.db import migrations

FUNCTIONS = {
    "app_own_rotas": (
        "SETOF uuid",
        """SELECT t.id FROM rotas_rota t JOIN people_contact c ON c.id = t.contact_id
           WHERE c.person_id = app_person()""",
    ),
    "app_shared_rotas": (
        "SETOF uuid",
        """SELECT rota_id FROM rotas_rotamember
           WHERE person_id = app_person() AND state <> 'left'""",
    ),
}

HOUSEHOLD = """
    r.place_id IN (SELECT app_desks())
    OR r.id IN (SELECT app_opened()) OR r.id IN (SELECT app_own_rotas())
    OR r.link_index = (SELECT app_said('link'))"""
ROTA = "EXISTS (SELECT 1 FROM rotas_rota q WHERE q.id = r.rota_id)"
TURN = "EXISTS (SELECT 1 FROM rotas_turn q WHERE q.id = r.{})"

POLICIES = {
    "rotas_rota": f"{HOUSEHOLD} OR r.id IN (SELECT app_shared_rotas())",
    "rotas_turn": ROTA,
    "rotas_rotamember": f"r.person_id = (SELECT app_person()) OR {ROTA}",
    "rotas_rotaevent": ROTA,
    "rotas_planned": TURN.format("turn_id"),
    "rotas_turnswap": TURN.format("given_id"),
}
OF_ROTA = re.sub(r"\br\.", "q.", HOUSEHOLD)
CONTACT = f"""EXISTS (
    SELECT 1 FROM rotas_rota q WHERE q.contact_id = people_contact.id AND ({OF_ROTA}))"""


def build(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        (schema,) = cursor.fetchone()
        for name, (gives, asks) in FUNCTIONS.items():
            cursor.execute(
                f"CREATE FUNCTION {name}() RETURNS {gives} LANGUAGE sql STABLE SECURITY DEFINER "
                f"SET search_path = {schema}, pg_temp SET app.everything = '1' AS $$ {asks} $$"
            )
        for table, reached in POLICIES.items():
            reached = re.sub(r"\br\.", f"{table}.", reached)
            cursor.execute(
                f"CREATE POLICY reached ON {table} "
                f"USING ((SELECT app_everything()) OR ({reached})) WITH CHECK (true)"
            )
            cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        cursor.execute(
            f"CREATE POLICY reached_by_rota ON people_contact USING ({CONTACT}) WITH CHECK (true)"
        )


def take_down(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("DROP POLICY reached_by_rota ON people_contact")
        for table in POLICIES:
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            cursor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
            cursor.execute(f"DROP POLICY reached ON {table}")
        for name in reversed(FUNCTIONS):
            cursor.execute(f"DROP FUNCTION {name}()")


class Migration(migrations.Migration):
    dependencies = [
        ("rotas", "0001_rotas"),
        ("service_requests", "0005_second_wall"),
    ]

    operations = [migrations.RunPython(build, take_down)]
