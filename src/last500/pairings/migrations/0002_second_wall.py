"""Who helps which household stands behind the second wall (decision 0014), and so does its contact.

As in service_requests/0005_second_wall.py: the functions run as the owner of the tables and see
everything, or else a policy would ask itself.
"""

from django.db import migrations

from last500.base.walling import walled

FUNCTIONS = {
    # Of one's own household, by account or by the number one has signed in with.
    "app_paired_home": (
        "SETOF uuid",
        """SELECT r.id FROM pairings_pairing r JOIN people_contact c ON c.id = r.contact_id
           WHERE c.person_id = app_person()
              OR (c.phone_index <> '' AND c.phone_index = (
                  SELECT p.phone_index FROM people_person p WHERE p.id = app_person()))""",
    ),
    # What the reader was asked for or has held.
    "app_paired_help": (
        "SETOF uuid",
        """SELECT pairing_id FROM pairings_bond WHERE helper_id = app_person()
           UNION ALL SELECT pairing_id FROM pairings_pairingask WHERE helper_id = app_person()""",
    ),
    # Whose door the reader may know: as the desk, by the household's link, or as the helper while
    # it runs; nobody who is merely asked.
    "app_paired_contacts": (
        "SETOF uuid",
        """SELECT r.contact_id FROM pairings_pairing r
           WHERE r.place_id IN (SELECT app_desks()) OR r.id IN (SELECT app_opened())
              OR r.link_index = app_said('link')
              OR (r.state = 'running' AND EXISTS (
                  SELECT 1 FROM pairings_bond b
                  WHERE b.pairing_id = r.id AND b.helper_id = app_person()
                    AND b.ended_at IS NULL))""",
    ),
}

PAIRING = "EXISTS (SELECT 1 FROM pairings_pairing q WHERE q.id = r.pairing_id)"

# Table -> which of its rows (r) are reached. A table named inside is itself behind its policy.
POLICIES = {
    "pairings_pairing": """
        r.place_id IN (SELECT app_desks())
        OR r.id IN (SELECT app_opened()) OR r.link_index = (SELECT app_said('link'))
        OR r.id IN (SELECT app_paired_home()) OR r.id IN (SELECT app_paired_help())""",
    "pairings_bond": PAIRING,
    "pairings_pairingask": PAIRING,
    "pairings_pairingevent": PAIRING,
    "pairings_contactday": """
        EXISTS (SELECT 1 FROM pairings_bond b WHERE b.id = r.bond_id)""",
}
# A second policy on a table that has one: either of them opens the row.
CONTACT = "r.id IN (SELECT app_paired_contacts())"


class Migration(migrations.Migration):
    dependencies = [
        ("pairings", "0001_pairings"),
        ("service_requests", "0005_second_wall"),
    ]

    operations = [
        walled(
            POLICIES,
            functions=FUNCTIONS,
            besides={"reached_by_pairing": ("people_contact", CONTACT)},
        )
    ]
