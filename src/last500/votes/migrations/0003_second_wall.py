"""Which units vote and what lies in the box stand behind the second wall (decision 0014): for the
desks of the compound, those with a seat by their own yes, and an owner their own units."""

from django.db import migrations

from last500.base.walling import walled

_SEATED = """EXISTS (SELECT 1 FROM votes_vote v WHERE v.id = {row}.vote_id AND (
               v.compound_id IN (SELECT app_desks())
               OR EXISTS (SELECT 1 FROM votes_seat s WHERE s.vote_id = v.id
                          AND s.person_id = app_person() AND s.state = 'agreed')))"""
_OWNED = """EXISTS (SELECT 1 FROM households_relation o WHERE o.household_id = {row}.household_id
              AND o.person_id = app_person() AND o.kind = 'owner' AND o.state = 'confirmed')"""
_UNIT = f"{_SEATED.format(row='u')} OR {_OWNED.format(row='u')}"
POLICIES = {
    "votes_rollunit": f"{_SEATED.format(row='r')} OR {_OWNED.format(row='r')}",
    "votes_rollsalt": f"""EXISTS (SELECT 1 FROM votes_rollunit u
                          WHERE u.id = r.unit_id AND ({_UNIT}))""",
    "votes_ownerchange": _SEATED.format(row="r"),
    "votes_ballot": _SEATED.format(row="r"),
    "votes_reading": f"""EXISTS (SELECT 1 FROM votes_ballot b
                         WHERE b.id = r.ballot_id AND {_SEATED.format(row="b")})""",
}


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0002_second_wall"),
        ("service_requests", "0005_second_wall"),
        ("votes", "0002_guards_of_votes"),
    ]

    operations = [walled(POLICIES)]
