"""The tables of rotas behind row-level security on PostgreSQL: who helps which household.

A rota is reached by the desks of its compound, by its household (account or private link), and by
whoever was asked into it; its turns, seats and history with it. The household's contact is reached
by the desks and the household alone, through a policy of its own beside that of the requests.
"""

from django.db import migrations

from last500.base.walling import rows_of, walled

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
CONTACT = f"""EXISTS (
    SELECT 1 FROM rotas_rota q WHERE q.contact_id = r.id AND ({rows_of("q", HOUSEHOLD)}))"""


class Migration(migrations.Migration):
    dependencies = [
        ("rotas", "0001_rotas"),
        ("service_requests", "0005_second_wall"),
    ]

    operations = [
        walled(
            POLICIES,
            functions=FUNCTIONS,
            besides={"reached_by_rota": ("people_contact", CONTACT)},
        )
    ]
