"""Row-level security on PostgreSQL: the second wall behind `visible_to` (decision 0014).

The database derives what a person may reach from its own tables: the offices that act today, the
report-in, what is their own. From the application it takes only in whose name a statement is asked
(base/wall.py). The wall is a little wider than the first gate and never wider than a town: it
stops the view that forgot its filter, and leaves the fine rules to where they can be read.
"""

from django.db import migrations

from last500.base.walling import rows_of, walled

STREET = 18  # characters of a path from the city down to the street (places.rules.STEP)
DESKS = "'secretary', 'deputy', 'community_officer', 'street_officer'"
FIGURES = f"{DESKS}, 'district_officer', 'city_officer'"

# Name -> (what it returns, what it asks).
FUNCTIONS = {
    "app_paths": (
        "SETOF text",
        f"""SELECT p.path::text FROM organisations_office o JOIN places_place p ON p.id = o.place_id
            WHERE o.person_id = app_person() AND app_said('offices') = '1'
              AND o.kind IN ({FIGURES}) AND o.from_on <= app_said('today')::date
              AND (o.to_on IS NULL OR o.to_on >= app_said('today')::date)""",
    ),
    "app_desk_paths": (
        "SETOF text",
        f"""SELECT p.path::text FROM organisations_office o JOIN places_place p ON p.id = o.place_id
            WHERE o.person_id = app_person() AND app_said('offices') = '1'
              AND o.kind IN ({DESKS}) AND o.from_on <= app_said('today')::date
              AND (o.to_on IS NULL OR o.to_on >= app_said('today')::date)""",
    ),
    # Compounds below the reader's offices; below those that hold a desk; in the streets of these
    # desks, for helpers are looked for as far as that; in the street of the reader's own report-in.
    "app_compounds": (
        "SETOF bigint",
        """SELECT p.id FROM app_paths() b(path) JOIN places_place p
             ON p.level = 'compound' AND p.path BETWEEN b.path AND b.path || 'ZZZZZZ'""",
    ),
    "app_desks": (
        "SETOF bigint",
        """SELECT p.id FROM app_desk_paths() b(path) JOIN places_place p
             ON p.level = 'compound' AND p.path BETWEEN b.path AND b.path || 'ZZZZZZ'""",
    ),
    "app_around": (
        "SETOF bigint",
        f"""SELECT p.id
            FROM (SELECT DISTINCT substr(d.path, 1, {STREET}) FROM app_desk_paths() d(path)) b(path)
            JOIN places_place p
              ON p.level = 'compound' AND p.path BETWEEN b.path AND b.path || 'ZZZZZZ'""",
    ),
    "app_near": (
        "SETOF bigint",
        f"""SELECT p.id FROM reportin_reportin r JOIN places_place h ON h.id = r.place_id
            JOIN places_place p ON p.level = 'compound'
              AND p.path BETWEEN substr(h.path, 1, {STREET}) AND substr(h.path, 1, {STREET}) || 'ZZZZZZ'
            WHERE r.person_id = app_person() AND r.state = 'confirmed'""",
    ),
    # Helpers whom the reader's desks may ask, and who holds an office in the reader's branches.
    "app_helpers": (
        "SETOF uuid",
        "SELECT r.person_id FROM reportin_reportin r WHERE r.place_id IN (SELECT app_around())",
    ),
    "app_officers": (
        "SETOF uuid",
        """SELECT o.person_id FROM app_paths() b(path)
           JOIN places_place p ON p.path BETWEEN b.path AND b.path || 'ZZZZZZ'
           JOIN organisations_office o ON o.place_id = p.id""",
    ),
    # Requests the reader was asked for or took part in; those one link hands on; those that the
    # reader's own were merged into.
    "app_helped": (
        "SETOF uuid",
        """SELECT request_id FROM service_requests_acceptance WHERE helper_id = app_person()
           UNION ALL SELECT request_id FROM service_requests_invitation WHERE helper_id = app_person()
           UNION ALL SELECT request_id FROM service_requests_canhelp WHERE helper_id = app_person()""",
    ),
    "app_handed": (
        "SETOF uuid",
        """SELECT a.request_id FROM service_requests_handon h
           JOIN service_requests_acceptance a ON a.id = h.acceptance_id
           WHERE h.key_index = app_said('link')""",
    ),
    # What a break-glass opens just now: one request, or those of one place.
    "app_glass": (
        "SETOF uuid",
        """SELECT q.id FROM organisations_breakglass g JOIN service_requests_servicerequest q
             ON q.id = g.about OR (g.about IS NULL AND q.place_id = g.place_id)
           WHERE g.asked_by_id = app_person() AND app_said('offices') = '1' AND g.to_at > now()""",
    ),
    "app_merged": (
        "SETOF uuid",
        """SELECT merged_into_id FROM service_requests_servicerequest
           WHERE merged_into_id IS NOT NULL
             AND (requester_id = app_person() OR entered_by_id = app_person()
                  OR id IN (SELECT app_opened()))""",
    ),
}

SAID = """
CREATE FUNCTION app_said(what text) RETURNS text LANGUAGE sql STABLE
  RETURN nullif(current_setting('app.' || what, true), '');
CREATE FUNCTION app_person() RETURNS uuid LANGUAGE sql STABLE
  RETURN app_said('person')::uuid;
CREATE FUNCTION app_everything() RETURNS boolean LANGUAGE sql STABLE
  RETURN coalesce(app_said('everything') = '1', false);
CREATE FUNCTION app_opened() RETURNS SETOF uuid LANGUAGE sql STABLE
  BEGIN ATOMIC SELECT unnest(string_to_array(app_said('opened'), ',')::uuid[]); END;
"""


def requests_of(compounds: str) -> str:
    """Which requests the reader reaches; `compounds` names the offices that count.

    After those of one's offices and one's own come the narrow doors: an open offer in one's street,
    the public side of the compound whose page is addressed, one link or number.
    """
    return f"""
        r.place_id IN (SELECT {compounds}())
        OR r.requester_id = (SELECT app_person()) OR r.entered_by_id = (SELECT app_person())
        OR r.id IN (SELECT app_opened())
        OR r.id IN (SELECT app_helped())
        OR (r.state = 'offered' AND r.open_to <> '' AND r.place_id IN (SELECT app_near()))
        OR (r.place_id = (SELECT app_said('place')::bigint) AND (r.may_publish OR r.spot <> 'home'))
        OR r.link_index = (SELECT app_said('link')) OR r.number = (SELECT app_said('link'))
        OR r.id IN (SELECT app_handed()) OR r.id IN (SELECT app_merged())
        OR r.id IN (SELECT app_glass())"""


MINE = "(SELECT app_person())"
REQUEST = "EXISTS (SELECT 1 FROM service_requests_servicerequest q WHERE q.id = r.request_id)"
CONTACT = "EXISTS (SELECT 1 FROM people_contact c WHERE c.id = r.contact_id)"
HELPER = f"r.helper_id = {MINE} OR {REQUEST} OR r.helper_id IN (SELECT app_helpers())"
REPORT_IN = "EXISTS (SELECT 1 FROM reportin_reportin i WHERE i.id = r.report_in_id)"

# Table -> which of its rows (r) are reached. A table named inside is itself behind its policy.
POLICIES = {
    "service_requests_servicerequest": requests_of("app_compounds"),
    # With an account, what was left under one's own telephone is one's own as well.
    "people_contact": f"""
        r.person_id = {MINE}
        OR (r.phone_index <> '' AND r.phone_index = (
            SELECT p.phone_index FROM people_person p WHERE p.id = app_person()))
        OR EXISTS (
            SELECT 1 FROM service_requests_servicerequest q
            WHERE q.contact_id = r.id AND ({rows_of("q", requests_of("app_desks"))}))""",
    "reportin_reportin": f"""
        r.person_id = {MINE}
        OR r.place_id IN (SELECT app_compounds()) OR r.place_id IN (SELECT app_around())
        OR r.person_id IN (SELECT app_officers())
        OR (EXISTS (SELECT app_paths()) AND EXISTS (
            SELECT 1 FROM service_requests_acceptance a WHERE a.helper_id = r.person_id))""",
    "notify_message": f"r.person_id = {MINE} OR {CONTACT}",
    "people_accessevent": f"r.viewer_id = {MINE} OR r.subject_id = {MINE} OR {CONTACT}",
    "people_consent": f"r.person_id = {MINE} OR {CONTACT}",
    "reportin_avoidance": REPORT_IN,
    "reportin_reportinevent": REPORT_IN,
    "service_requests_event": REQUEST,
    "service_requests_photo": REQUEST,
    "service_requests_metoo": REQUEST,
    "service_requests_invitation": HELPER,
    "service_requests_acceptance": HELPER,
    "service_requests_canhelp": HELPER,
    "service_requests_handon": """
        r.key_index = (SELECT app_said('link'))
        OR EXISTS (SELECT 1 FROM service_requests_acceptance a WHERE a.id = r.acceptance_id)""",
    "service_requests_importrun": f"r.by_id = {MINE}",
    "service_requests_importrow": """
        EXISTS (SELECT 1 FROM service_requests_importrun i WHERE i.id = r.run_id)""",
    "service_requests_mergeproposal": """
        EXISTS (SELECT 1 FROM service_requests_servicerequest q WHERE q.id = r.a_id)
        AND EXISTS (SELECT 1 FROM service_requests_servicerequest q WHERE q.id = r.b_id)""",
}


def say(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(SAID)


def unsay(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            for name in ("app_opened()", "app_everything()", "app_person()", "app_said(text)"):
                cursor.execute(f"DROP FUNCTION {name}")


class Migration(migrations.Migration):
    dependencies = [
        ("service_requests", "0004_unlisted_and_restricted"),
        ("notify", "0002_seal_words_of_messages"),
        ("organisations", "0002_three_administrators_and_two_person_steps"),
        ("people", "0005_guardians_and_restriction"),
        ("places", "0001_initial"),
        ("reportin", "0002_seal_what_helpers_offer"),
    ]

    operations = [migrations.RunPython(say, unsay), walled(POLICIES, functions=FUNCTIONS)]
