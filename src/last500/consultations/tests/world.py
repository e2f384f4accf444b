"""A consultation of compound A, and who may answer it: Chen and Hua of one household, Wang of
another, Li who owns a flat that he lets."""

from datetime import timedelta

from last500.base import clock
from last500.consultations import actions
from last500.consultations.models import Consultation
from last500.consultations.rules import Form, Voice, Who
from last500.households import actions as households
from last500.households.models import Household
from last500.households.rules import Kind, Seen

HOMES = (
    ("chen", "101", (Kind.RESIDENT, Kind.OWNER)),
    ("hua", "101", (Kind.RESIDENT,)),
    ("wang", "102", (Kind.RESIDENT, Kind.OWNER)),
    ("li", "103", (Kind.OWNER,)),
)


def settle(cast) -> dict[str, Household]:
    homes = {}
    for name, door, kinds in HOMES:
        said = households.claim(cast.actor(name), cast.a, cast.building, door, list(kinds))
        for relation in said:
            households.decide(cast.actor("lin"), relation, seen=Seen.KNOWN)
        homes[name] = said[0].household
    return homes


def filled(**more) -> actions.Draft:
    said = {
        "title": "快递柜放在哪里",
        "words": "东门口挡路，三处可以放。",
        "options": ("东门岗亭旁", "北门车棚边", "不放"),
        "voice": Voice.HOUSEHOLD,
        "who": Who.NEIGHBOURS,
        "form": Form.PLAIN,
    }
    return actions.Draft(**(said | more))


def announced(cast, *, days: int = 7, opens_at=None, **more) -> Consultation:
    made = actions.draft(cast.actor("lin"), cast.a, filled(**more))
    opens_at = opens_at or clock.now()
    return actions.announce(cast.actor("lin"), made, opens_at=opens_at, days=days)


def after(consultation: Consultation, past: timedelta = timedelta(0)):
    assert consultation.closes_at is not None
    return clock.at(consultation.closes_at + past)
